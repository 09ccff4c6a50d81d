"""The floor under reading: one select by primary key through the same server, driver and number of processes as ours.

No token, no rules, no vendor's names: the row as the database writes it.
"""

from __future__ import annotations

import contextlib
import json
import socket
import sys
from collections.abc import AsyncIterator
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pinkas.shell.supervisor import run_workers
from pinkas.storage.pool import open_store

_SELECT: Final = "select row_to_json(d)::text from books.document d where d.business_id = $1 and d.serial = $2"


def create_app(settings: dict[str, Any]) -> Starlette:
    """The application of a worker process."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.store = await open_store(settings["database"])
        yield
        await app.state.store.close()

    return Starlette(routes=[Route("/raw/{business:int}/{serial:int}", _row)], lifespan=lifespan)


async def _row(request: Request) -> Response:
    key = request.path_params
    text = await request.app.state.store.value(_SELECT, key["business"], key["serial"])
    return Response(text, status_code=404 if text is None else 200, media_type="application/json")


def main() -> int:
    """Serve with the settings that come as one line of JSON; says its port, then serves until told to stop."""
    settings = json.loads(sys.stdin.readline())
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    port = listener.getsockname()[1]
    return run_workers(
        listener,
        count=settings["workers"],
        app_factory="benchmarks.raw_app:create_app",
        settings=settings,
        on_ready=lambda: print(port, flush=True),
        announce=lambda sentence: print(sentence, file=sys.stderr),
        log_level="warning",
    )


if __name__ == "__main__":
    sys.exit(main())
