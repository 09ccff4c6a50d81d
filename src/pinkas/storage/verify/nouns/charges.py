"""Cards charged: each intent and each outcome is what its line recorded, and what is open is known to be."""

from __future__ import annotations

from typing import Any

from pinkas.books import daybook
from pinkas.books.charge import CardPage, CardPageResult, Charge, ChargeOutcome, ChargeState, Credit, Witness
from pinkas.books.errors import PinkasError
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare


async def _load(evidence: Evidence) -> dict[Any, Row]:
    """Intents by serial; outcomes by the position of the line that wrote them, for they have an order of their own."""
    fetch, business, serials = evidence.connection.fetch, evidence.business, evidence.serials("charge")
    if not serials:
        return {}
    found: dict[Any, Row] = {
        row["serial"]: row
        for row in await fetch(
            "select * from books.charge where business_id = $1 and serial = any($2)", business, serials
        )
    }
    outcomes = await fetch(
        "select * from books.charge_outcome where business_id = $1 and charge_serial = any($2)", business, serials
    )
    by_number = {(row["charge_serial"], row["number"]): row for row in outcomes}
    lines = await fetch(
        "select d.position, d.serial, row_number() over (partition by d.serial order by d.position) - 1 as number"
        " from books.daybook d where d.business_id = $1 and d.sort = 'charge' and d.serial = any($2)",
        business,
        serials,
    )
    for position, serial, number in lines:
        outcome = by_number.get((serial, number))
        if outcome is not None:
            found["line", position] = outcome
    return found


def _intent(evidence: Evidence, line: Row) -> None:
    found = evidence.more["charges"].get(line["serial"])
    if found is None:
        raise NotWholeError(f"charge with serial {line['serial']}", "it is missing")
    record = f"charge {found['key']!r}"
    try:
        charge = Charge(
            uuid=found["uuid"],
            gateway=found["gateway"],
            contact=found["contact_serial"],
            last_four=found["last_four"],
            amount=found["amount"],
            currency=found["currency"],
            credit=Credit(found["credit"]),
            payments=found["payments"],
            is_refund=found["is_refund"],
            refunds=found["refunds"],
        )
    except PinkasError as error:
        raise NotWholeError(record, f"it is no valid record: {error}") from None
    verb = "refund intended" if charge.is_refund else "charge intended"
    if line["verb"] != verb:
        raise NotWholeError(record, f"daybook line {line['position']} says {line['verb']}")
    compare(line, record, daybook.charge_content(found["key"], charge))


def _outcome(evidence: Evidence, line: Row) -> None:
    record = f"the outcome of charge {line['serial']}"
    found = evidence.more["charges"].get(("line", line["position"]))
    if found is None:
        raise NotWholeError(record, "it is missing")
    outcome = ChargeOutcome(
        state=ChargeState(found["state"]),
        witness=Witness(found["witness"]),
        reference=found["reference"],
        code=found["code"],
        message=found["message"],
    )
    compare(line, record, daybook.charge_outcome_content(line["serial"], found["number"], outcome))


CHARGES = Noun(
    name="charges",
    load=_load,
    provers={
        "charge intended": _intent,
        "refund intended": _intent,
        "charge approved": _outcome,
        "charge declined": _outcome,
        "charge refused": _outcome,
        "charge unknown": _outcome,
    },
    disagreements="""
        select 'the daybook of charge' as what, c.key as record, (1 + count(o.*))::text as kept,
            (select count(*) from books.daybook d
             where d.business_id = $1 and d.sort = 'charge' and d.serial = c.serial)::text as computed
        from books.charge c
        left join books.charge_outcome o on o.business_id = $1 and o.charge_serial = c.serial
        where c.business_id = $1
        group by c.key, c.serial
        having 1 + count(o.*) <> (
            select count(*) from books.daybook d
            where d.business_id = $1 and d.sort = 'charge' and d.serial = c.serial)
        union all
        select 'whether something is to be learnt of charge', c.key, (p.charge_serial is not null)::text,
            (books.charge_state_v1($1, c.serial) in ('intended', 'unknown'))::text
        from books.charge c
        left join books.open_charge p on p.business_id = $1 and p.charge_serial = c.serial
        where c.business_id = $1
            and (p.charge_serial is not null) <> (books.charge_state_v1($1, c.serial) in ('intended', 'unknown'))
    """,
)


async def _load_pages(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("card_page")
    if not serials:
        return {}
    rows = await evidence.connection.fetch(
        "select p.*, o.state, o.reference, o.code, o.message, o.token, o.last_four, o.expiry from books.card_page p"
        " left join books.card_page_result o on o.business_id = p.business_id and o.page_serial = p.serial"
        " where p.business_id = $1 and p.serial = any($2)",
        evidence.business,
        serials,
    )
    return {row["serial"]: row for row in rows}


def _page(evidence: Evidence, line: Row) -> None:
    record = f"card page {line['serial']}"
    found = evidence.more["card pages"].get(line["serial"])
    if found is None:
        raise NotWholeError(record, "it is missing")
    if line["verb"] == "card page opened":
        page = CardPage(
            uuid=found["uuid"],
            gateway=found["gateway"],
            page_id=found["page_id"],
            operation=found["operation"],
            contact=found["contact_serial"],
            amount=found["amount"],
            currency=found["currency"],
        )
        compare(line, record, daybook.card_page_content(page))
        return
    if found["state"] is None:
        raise NotWholeError(record, "its result is missing")
    parts = ("reference", "code", "message", "token", "last_four", "expiry")
    result = CardPageResult(state=ChargeState(found["state"]), **{part: found[part] for part in parts})
    compare(line, record, daybook.card_page_result_content(line["serial"], result))


CARD_PAGES = Noun(
    name="card pages",
    load=_load_pages,
    provers={"card page opened": _page, "card page ended": _page},
    disagreements="""
        select 'the daybook of card page' as what, p.serial::text as record,
            (1 + count(o.*))::text as kept, (select count(*) from books.daybook d where d.business_id = $1
                and d.sort = 'card_page' and d.serial = p.serial)::text as computed
        from books.card_page p
        left join books.card_page_result o on o.business_id = $1 and o.page_serial = p.serial
        where p.business_id = $1
        group by p.serial
        having 1 + count(o.*) <> (select count(*) from books.daybook d where d.business_id = $1
            and d.sort = 'card_page' and d.serial = p.serial)
    """,
)
