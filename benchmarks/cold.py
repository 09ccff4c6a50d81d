"""From starting `pinkas serve` over an existing data folder to its first answer."""

from __future__ import annotations

import statistics
import time
from typing import Final

from benchmarks.installation import Installation, free_port, stop, wait_until_healthy
from benchmarks.results import Measure, spread_of
from benchmarks.scale import Scale

_MOST_S: Final = 3.0


def measure_cold_start(installation: Installation, scale: Scale) -> Measure:
    """`cold_start`: exec to the first 200 on /healthz, with the demo's books in the folder."""
    with installation.serve("--demo"):
        pass
    times = []
    for _ in range(scale.starts):
        port = free_port()
        began = time.perf_counter()
        process = installation.launch("--port", str(port))
        try:
            wait_until_healthy(port, process)
            times.append(time.perf_counter() - began)
        finally:
            stop(process)
    value = statistics.median(times)
    return Measure(
        name="cold_start",
        value=value,
        unit="s",
        spread=spread_of(times),
        target=f"< {_MOST_S:g} s",
        met=value < _MOST_S,
        notes=(f"{scale.starts} starts: {', '.join(f'{one:.2f}' for one in times)} s",),
    )
