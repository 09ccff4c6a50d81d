"""A small application that shows what reached it, for the tests of how Pinkas serves."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

VERBS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "EMAIL", "PRINT"]


async def echo(request: Request) -> Response:
    body = await request.body()
    return JSONResponse(
        {
            "verb": request.method,
            "path": request.url.path,
            "query": request.url.query,
            "body": body[:200].decode("latin-1"),
            "length": len(body),
            "client": request.client.host if request.client else None,
            "fields": [name for name, _ in request.headers.items()],
        }
    )


async def slow(request: Request) -> Response:
    mark = request.app.state.mark
    name = request.query_params.get("name", "")
    mark("begun", name)
    await asyncio.sleep(float(request.query_params["s"]))
    mark("done", name)
    return JSONResponse({"verb": request.method, "slept": request.query_params["s"]})


async def wait_for_body(request: Request) -> Response:
    await asyncio.sleep(float(request.query_params["s"]))
    return JSONResponse({"length": len(await request.body())})


async def answer_early(_request: Request) -> Response:
    return JSONResponse({"early": True})


async def big(request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(int(request.query_params["mb"])):
            yield b"x" * 1_000_000

    return StreamingResponse(parts())


async def block(request: Request) -> Response:
    return Response(b"x" * (int(request.query_params["mb"]) * 1_000_000))


async def process(_request: Request) -> Response:
    return JSONResponse({"pid": os.getpid()})


def marking(folder: Path | None) -> Callable[[str, str], None]:
    def mark(event: str, name: str) -> None:
        if folder is not None:
            (folder / event / name).touch()

    return mark


def living(folder: Path | None) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    mark = marking(folder)

    def check() -> None:
        if folder is not None and (folder / "refuse").exists():
            raise RuntimeError("The little database is not there (postgresql://me:hush@db/books).")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        check()
        mark("started", str(os.getpid()))
        yield
        mark("ended", str(os.getpid()))

    return lifespan


def create(settings: dict[str, Any]) -> Starlette:
    if settings.get("broken"):
        raise ValueError(settings["broken"])
    folder = Path(settings["folder"]) if "folder" in settings else None
    app = Starlette(
        routes=[
            Route("/slow", slow, methods=VERBS),
            Route("/wait-for-body", wait_for_body, methods=VERBS),
            Route("/early", answer_early, methods=VERBS),
            Route("/big", big, methods=VERBS),
            Route("/block", block, methods=VERBS),
            Route("/process", process),
            Route("/{path:path}", echo, methods=VERBS),
        ],
        lifespan=living(folder),
    )
    app.state.mark = marking(folder)
    return app
