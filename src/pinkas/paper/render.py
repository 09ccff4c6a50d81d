"""From a sheet to its PDF: the same sheet always gives the same bytes.

`render` may be called from any thread. `render_off_loop` keeps an event loop free: a few threads set the
sheets, and a bounded number may wait for them.
"""

from __future__ import annotations

import asyncio
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

from pinkas.paper.errors import PaperBusy, PaperError
from pinkas.paper.press import typeset
from pinkas.paper.view import view

if TYPE_CHECKING:
    from pinkas.books.language import Language
    from pinkas.paper.sheet import Sheet

MOST_THREADS = 4
MOST_WAITING = 64

_places = threading.BoundedSemaphore(MOST_WAITING)


def render(sheet: Sheet, language: Language) -> bytes:
    """The sheet as a PDF/A; raises PaperError when it cannot be set."""
    data = view(sheet, language)
    try:
        return typeset("sheet.typ", data)
    except PaperError:
        if sheet.issuer.logo is None:
            raise
    # A logo taken before papers were PDF/A may be in colours it forbids (CMYK); better such a paper than none.
    return typeset("sheet.typ", data, standard=None)


async def render_off_loop(sheet: Sheet, language: Language) -> bytes:
    """The same, without holding up the event loop; raises PaperBusy when too many sheets wait already."""
    if not _places.acquire(blocking=False):
        raise PaperBusy
    try:
        work = _threads().submit(render, sheet, language)
    except BaseException:
        _places.release()
        raise
    work.add_done_callback(lambda _: _places.release())
    return await asyncio.wrap_future(work)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(min(MOST_THREADS, os.cpu_count() or 1), thread_name_prefix="paper")
