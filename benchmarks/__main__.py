"""`python -m benchmarks [--quick]`: one line of JSON a measure, then the table. `make bench` runs it."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

from benchmarks.calls import open_businesses
from benchmarks.cold import measure_cold_start
from benchmarks.deep import measure_deep_page
from benchmarks.exporting import make_journal, measure_export
from benchmarks.installation import installation
from benchmarks.lists import measure_lists
from benchmarks.memory import measure_worker
from benchmarks.paper import measure_pdf, measure_signed_pdf
from benchmarks.reading import measure_get
from benchmarks.reports import measure_reports
from benchmarks.results import BenchmarkError, Measure, table
from benchmarks.scale import FULL, QUICK, Scale
from benchmarks.shop_lists import measure_shop_list
from benchmarks.tills import measure_fifty_tills, measure_sales
from benchmarks.writing import measure_hot_series, measure_posting

_BUSINESSES = 64


def main() -> int:
    """Measure, print, clean up; 1 when a measure cannot be trusted. A missed target is no failure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure the server against its floors.")
    parser.add_argument("--quick", action="store_true", help="end within four minutes, on smaller data")
    scale = QUICK if parser.parse_args().quick else FULL
    # So that a stop from outside cleans up like any other end.
    signal.signal(signal.SIGTERM, _stopped)
    began = time.monotonic()
    found = []
    try:
        for measure in _measures(scale):
            print(measure.json(quick=scale.quick), flush=True)
            found.append(measure)
    except BenchmarkError as error:
        print(f"benchmarks: {str(error).rstrip('.')}.", file=sys.stderr)
        return 1
    print()
    print(table(found, quick=scale.quick))
    print(f"\nIt took {time.monotonic() - began:.0f} s.")
    return 0


def _measures(scale: Scale) -> Iterator[Measure]:
    """Each measure as it is done, all on one data folder of their own."""
    with installation() as house:
        cold_start = measure_cold_start(house, scale)
        with house.serve() as server:
            many = open_businesses(house, server.port, 1, _BUSINESSES)
            hot, read, deep, few, much, fewer, tills = open_businesses(house, server.port, _BUSINESSES + 1, 7)
            yield measure_posting(house, server, many, scale)
            yield measure_hot_series(house, server, hot, scale)
            yield measure_sales(house, server, open_businesses(house, server.port, 2 * _BUSINESSES, _BUSINESSES), scale)
            yield measure_fifty_tills(house, server, tills, scale)
            yield measure_get(house, server, read, scale)
            yield measure_deep_page(house, server, deep, scale)
            yield from measure_lists(house, server, few, much, scale)
            yield measure_shop_list(house, server, much, scale)
            yield from measure_reports(server, much, scale)
            make_journal(house, server, fewer)
            yield measure_pdf(server, read, scale)
            yield measure_signed_pdf(scale)
        yield measure_export(house, fewer, much, scale)
        yield measure_worker(house, _BUSINESSES + 8, scale)
        yield cold_start


def _stopped(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
