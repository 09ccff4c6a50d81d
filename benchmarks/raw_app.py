"""The floor under reading: one select, by key or of a page, through a server like ours, its driver and its workers.

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
#: So many issued documents with what a list tells of them, as the database writes them.
_LIST: Final = """
select coalesce(json_agg(row_to_json(r)), '[]')::text from (
    select i.serial, i.key, i.state, i.kind, i.date, i.open_amount, i.created_at, i.created_by, n.series, n.number,
        d.due_date, d.contact, d.party, d.net, d.vat, d.total, d.currency, d.discount, d.taxable_lines, d.exempt_base,
        d.means, d.bank_account, d.accepted_by, d.vat_reason, d.comments, t.serial as operation, t.store_serial,
        t.modifier
    from books.document_index i
    join books.document d on d.business_id = i.business_id and d.serial = i.serial
    join books.transaction t on t.business_id = d.business_id and t.serial = d.transaction_serial
    join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
    where i.business_id = $1 and i.state = 'issued' order by i.serial limit $2
) r
"""


def create_app(settings: dict[str, Any]) -> Starlette:
    """The application of a worker process."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        app.state.store = await open_store(settings["database"])
        yield
        await app.state.store.close()

    routes = [
        Route("/raw/{business:int}/{serial:int}", _row),
        Route("/raw/{business:int}/list/{rows:int}", _list),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _row(request: Request) -> Response:
    key = request.path_params
    text = await request.app.state.store.value(_SELECT, key["business"], key["serial"])
    return Response(text, status_code=404 if text is None else 200, media_type="application/json")


async def _list(request: Request) -> Response:
    asked = request.path_params
    text = await request.app.state.store.value(_LIST, asked["business"], asked["rows"])
    return Response(text, media_type="application/json")


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
