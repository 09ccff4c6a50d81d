"""What a worker holds while it exports a journal: its peak memory for very many movements against that for fewer."""

from __future__ import annotations

import http.client
from pathlib import Path
from typing import Final

from benchmarks.calls import Member
from benchmarks.deep import multiply
from benchmarks.installation import Installation, Server
from benchmarks.results import BenchmarkError, Measure
from benchmarks.scale import Scale

_FEWER: Final = 10_000
_MOST_MORE_MB: Final = 20.0
_RECORD_BYTES: Final = 180
_READ_BYTES: Final = 64 * 1024


def make_journal(installation: Installation, server: Server, member: Member) -> None:
    """The smaller journal: so many invoices, a movement each."""
    multiply(installation, server, member, _FEWER, contacts=_FEWER // 20, open_every=10)


def measure_export(installation: Installation, fewer: Member, many: Member, scale: Scale) -> Measure:
    """`movein`: one worker serves both exports; the one of fewer movements first, so that it pays for warming up."""
    with installation.serve("--workers", "1") as server:
        (worker,) = server.workers()
        _peak_mb(server.port, worker, fewer, _FEWER)
        before = _peak_mb(server.port, worker, fewer, _FEWER)
        peak = _peak_mb(server.port, worker, many, scale.listed_documents)
    more = peak - before
    return Measure(
        name="movein",
        value=more,
        unit="MB more",
        target=f"< {_MOST_MORE_MB:g} MB",
        met=more < _MOST_MORE_MB,
        notes=(f"the peak is {peak:.0f} MB for {scale.listed_documents:,} movements, {before:.0f} MB for {_FEWER:,}",),
    )


def _peak_mb(port: int, worker: int, member: Member, movements: int) -> float:
    """The worker's largest resident memory while it exports everything; the export must be whole."""
    Path(f"/proc/{worker}/clear_refs").write_text("5", encoding="ascii")  # the peak is counted anew
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    query = "exportType=movein&startDate=2000-01-01&endDate=2100-01-01"
    wire.request("GET", f"/api/v1/Hashavshevet?{query}", headers={"Caspit-Token": member.token})
    size = 0
    with wire.getresponse() as answer:
        if answer.status != 200:
            raise BenchmarkError(f"an export answered {answer.status}: {answer.read(200)!r}")
        while part := answer.read(_READ_BYTES):
            size += len(part)
    wire.close()
    if size != (movements + 1) * _RECORD_BYTES:
        raise BenchmarkError(f"an export of {movements:,} movements has {size:,} bytes")
    for line in Path(f"/proc/{worker}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise BenchmarkError("the worker's peak memory is not known")
