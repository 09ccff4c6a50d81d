"""The PDF of a ten-line Hebrew invoice, set in this process, warm: plain, and signed."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from dataclasses import replace
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

import uvloop
from cryptography.hazmat.primitives.asymmetric import rsa

from benchmarks.calls import Member, get, invoice, post, send_all
from benchmarks.installation import Server
from benchmarks.load import refuse_other, run_load
from benchmarks.results import BenchmarkError, Measure
from benchmarks.scale import Scale
from pinkas.connectors.signing import SigningRoad, make_demo_key_file
from pinkas.paper import Letterhead, PartyBox, Sheet, SheetKind, SheetLine, SheetTotals, VatRow, render, render_off_loop
from pinkas.testing.signed import signed_part

_MOST_MS: Final = 15.0
_MOST_SIGNED_MS: Final = 40.0
_LINES: Final = 10
_WARM_UP: Final = 5
_OVER_HTTP: Final = 45
_GOODS: Final = ("מדף אלון מלא", "שולחן אוכל 180×90", "כיסא מרופד (אפור)", "התקנה בבית הלקוח", 'דלת ארון 60 ס"מ')


def measure_pdf(server: Server, member: Member, scale: Scale) -> Measure:
    """`pdf_invoice`: the median time of one render; beside it, the same size of document over HTTP."""
    times, sizes = [], []
    for number in range(_WARM_UP + scale.pdf_renders):
        sheet = _sheet(number)
        began = time.perf_counter()
        pdf = render(sheet, "he")
        times.append((time.perf_counter() - began) * 1000)
        sizes.append(_size(pdf))
    times = times[_WARM_UP:]
    p50 = statistics.median(times)
    p99 = statistics.quantiles(times, n=100)[98]
    return Measure(
        name="pdf_invoice",
        value=p50,
        unit="ms p50",
        target=f"< {_MOST_MS:g} ms",
        met=p50 < _MOST_MS,
        notes=(
            f"pinkas.paper.render in this process, {scale.pdf_renders} sheets of {_LINES} lines, no two alike",
            f"p99 {p99:.1f} ms; {statistics.median(sizes):,.0f} bytes each",
            f"GET Pdf of drafts over HTTP, one connection: p50 {_over_http(server, member):.1f} ms",
        ),
    )


def measure_signed_pdf(scale: Scale) -> Measure:
    """`pdf_signed`: the median time of one render and its signature, as an original is made."""
    times, sizes = uvloop.run(_sign_many(_WARM_UP + scale.pdf_renders))
    times = times[_WARM_UP:]
    p50 = statistics.median(times)
    p99 = statistics.quantiles(times, n=100)[98]
    return Measure(
        name="pdf_signed",
        value=p50,
        unit="ms p50",
        target=f"< {_MOST_SIGNED_MS:g} ms",
        met=p50 < _MOST_SIGNED_MS,
        notes=(
            f"render_off_loop and KeptSigner.sign in this process, {scale.pdf_renders} sheets, no two alike",
            "an RSA key of 2,048 bits, kept; no time stamp",
            f"p99 {p99:.1f} ms; {statistics.median(sizes):,.0f} bytes each",
        ),
    )


async def _sign_many(count: int) -> tuple[list[float], list[int]]:
    now = dt.datetime.now(dt.UTC)
    file = make_demo_key_file("Benchmark", now=now, key=rsa.generate_private_key(65537, 2048))
    signer = await SigningRoad().open().of_file(file, "secured")
    times, sizes = [], []
    for number in range(count):
        sheet = replace(_sheet(number), computerised=True)
        began = time.perf_counter()
        signed = await signer.sign(await render_off_loop(sheet, "he"), at=now)
        times.append((time.perf_counter() - began) * 1000)
        sizes.append(_size(signed))
        signed_part(signed)
    return times, sizes


def _over_http(server: Server, member: Member) -> float:
    keys = [f"paper-{place}" for place in range(_OVER_HTTP)]
    send_all(server.port, [post("Documents", member.token, invoice(key, lines=_LINES)) for key in keys], 201)
    left = iter([get(f"Pdf?id={key}", member.token) for key in keys])

    def check(connection: int, status: int, body: bytes) -> None:
        del connection
        refuse_other(status, body, 200)
        _size(body)

    load = uvloop.run(run_load(server.port, lambda _: next(left, None), check, connections=1))
    return statistics.median(load.latencies_s[_WARM_UP:]) * 1000


def _size(pdf: bytes) -> int:
    if not pdf.startswith(b"%PDF-"):
        raise BenchmarkError("a PDF is none")
    return len(pdf)


def _sheet(place: int) -> Sheet:
    """A sheet like no other: the typesetter remembers what it has set."""
    day = dt.date(2026, 8, 4)
    price = Decimal(500) + place
    amount = 2 * price
    lines = tuple(
        SheetLine(number, f"{_GOODS[number % len(_GOODS)]}, {place}", Decimal(2), price, amount, "₪")
        for number in range(1, _LINES + 1)
    )
    net = _LINES * amount
    vat = net * 18 / 100
    return Sheet(
        kind=SheetKind("tax_invoice"), number=f"98/{100001 + place}", date=day, due_date=day,
        state="original", lines=lines,
        issuer=Letterhead(
            "נגריית פנקס", "licensed_dealer", "514000009", "Pinkas Woodworks", ("רחוב החרש 7", "תל אביב-יפו 6761007"),
            "03-5550123", "office@example.com",
        ),
        party=PartyBox('נגריית אלון בע"מ', "514000017", "דנה אלון", ("הרצל 12",), "חיפה", email="dana@example.com"),
        totals=SheetTotals(
            "₪", lines_taxable=net, taxable_base=net, vat_rows=(VatRow(Decimal(18), net, vat),), vat=vat,
            total=net + vat,
        ),
        comments="תודה על ההזמנה", issued_by="demo",
        produced_at=dt.datetime(2026, 8, 4, 12, tzinfo=ZoneInfo("Asia/Jerusalem")),
    )  # fmt: skip
