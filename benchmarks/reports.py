"""Reports over a business with very many documents, as a viewer asks for them: open, render, ask until ready."""

from __future__ import annotations

import http.client
import json
import statistics
import time
from collections.abc import Iterator
from typing import Any, Final

from benchmarks.calls import Member
from benchmarks.installation import Server
from benchmarks.results import BenchmarkError, Measure
from benchmarks.scale import Scale

_MOST_S: Final = 1.0
_MOST_PAGE_MS: Final = 200.0
_TIMES: Final = 5
_PAGES: Final = 40
_ROWS: Final = 50


class _Viewer:
    """A client of the reports' protocol on one connection."""

    def __init__(self, port: int, member: Member) -> None:
        self._wire = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._headers = {"Caspit-Token": member.token, "Content-Type": "application/json"}
        self._client = self.ask("POST", "clients")["clientId"]

    def ask(self, verb: str, path: str, body: object = None) -> Any:
        """One call; its answer once it is ready."""
        while True:
            content = None if body is None else json.dumps(body)
            self._wire.request(verb, f"/api/v1/TelerikReports/{path}", content, self._headers)
            with self._wire.getresponse() as answer:
                text = answer.read()
                if answer.status == 202 and verb == "GET":
                    continue
                if answer.status not in {200, 201, 202}:
                    raise BenchmarkError(f"{verb} {path} answered {answer.status}: {text[:200]!r}")
                return json.loads(text)

    def render(self, report: str, values: dict[str, str], form: str) -> tuple[str, float]:
        """The address of a document that is ready, and the seconds from opening its report."""
        began = time.perf_counter()
        clients = f"clients/{self._client}"
        opened = self.ask("POST", f"{clients}/instances", {"report": report, "parameterValues": values})
        documents = f"{clients}/instances/{opened['instanceId']}/documents"
        document = f"{documents}/{self.ask('POST', documents, {'format': form})['documentId']}"
        self.ask("GET", f"{document}/info")
        return document, time.perf_counter() - began

    def close(self) -> None:
        self._wire.close()


def measure_reports(server: Server, much: Member, scale: Scale) -> Iterator[Measure]:
    """`aged_debts`, `vat_report` and `report_page`, at the business of `measure_lists` with very many documents."""
    viewer = _Viewer(server.port, much)
    for name, report, values in (
        ("aged_debts", "AgedDebts", {}),
        ("vat_report", "VatReport", {"FromDate": "2000-01-01"}),
    ):
        times = [viewer.render(report, values, "CSV")[1] for _ in range(_TIMES + 1)][1:]
        taken_s = statistics.median(times)
        yield Measure(
            name=name,
            value=taken_s,
            unit="s",
            target=f"< {_MOST_S:g} s",
            met=taken_s < _MOST_S,
            notes=(f"over {scale.listed_documents:,} documents, from opening the report to its file, p50 of {_TIMES}",),
        )
    document, _ = viewer.render("AgedDebts", {}, "HTML")
    taken = []
    for place in range(_PAGES):
        began = time.perf_counter()
        page = viewer.ask("GET", f"{document}/pages/{1 + place % 10}")
        taken.append((time.perf_counter() - began) * 1000)
        if page["pageContent"].count("<tr>") != _ROWS + 1:
            raise BenchmarkError(f"a page of the report does not have {_ROWS} rows")
    viewer.close()
    page_ms = statistics.median(taken)
    yield Measure(
        name="report_page",
        value=page_ms,
        unit="ms",
        target=f"< {_MOST_PAGE_MS:g} ms",
        met=page_ms < _MOST_PAGE_MS,
        notes=(f"a page of {_ROWS} rows of a document that is ready, p50 of {_PAGES}",),
    )
