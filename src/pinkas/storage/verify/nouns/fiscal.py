"""What a tax administration was told: every step, the numbers that were given, and that nothing else is kept."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.errors import PinkasError
from pinkas.books.fiscal import EinvoiceTerms, FiscalKind, FiscalRecord, FiscalStep, issuer_code
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.finding import NotWholeError
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, compare_numbers, found_in

_STEPS: Final = """
    select s.serial, s.document_serial, s.kind, s.code, s.detail, s.record::text as record, s.einvoice::text as einvoice
    from books.fiscal_step s where s.business_id = $1 and s.serial = any($2::bigint[])
"""


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("fiscal")
    rows = await evidence.connection.fetch(_STEPS, evidence.business, serials) if serials else []
    return {row["serial"]: row for row in rows}


def _step(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["fiscal"], line, "fiscal step")
    name = f"fiscal step {line['serial']}"
    try:
        step = FiscalStep(
            document=found["document_serial"],
            kind=FiscalKind(found["kind"]),
            code=found["code"],
            detail=found["detail"],
            record=None if found["record"] is None else msgspec.json.decode(found["record"], type=FiscalRecord),
            einvoice=None if found["einvoice"] is None else msgspec.json.decode(found["einvoice"], type=EinvoiceTerms),
        )
        signed = step.record
        if signed is not None and issuer_code(bytes.fromhex(signed.signature)) != signed.issuer_code:
            raise NotWholeError(name, "the issuer's code is not that of its signature")
    except (ValueError, PinkasError) as error:
        raise NotWholeError(name, f"it is no valid record: {error}") from None
    compare(line, name, daybook.fiscal_content(step))
    compare_numbers(line, name, [] if step.record is None else [step.record.number.written])


FISCAL: Final = Noun(
    name="fiscal",
    load=_load,
    provers={f"fiscal {kind.replace('_', ' ')}": _step for kind in FiscalKind},
    disagreements="""
        select 'the fiscal numbers of' as what, concat_ws('/', n.year, nullif(n.till_code, '')) as record,
            max(n.ordinal)::text as kept, count(*)::text as computed
        from books.fiscal_number n where n.business_id = $1
        group by n.year, n.till_code having max(n.ordinal) <> count(*)
        union all
        select 'the fiscal number of document', coalesce(n.document_serial, a.document_serial)::text,
            n.ordinal::text, a.ordinal::text
        from (select * from books.fiscal_number n where n.business_id = $1) n
        full join (
            select distinct s.document_serial, (s.record->'number'->>'ordinal')::bigint as ordinal,
                (s.record->'number'->>'year')::int as year, coalesce(s.record->'number'->>'till_code', '') as till_code
            from books.fiscal_step s where s.business_id = $1 and s.kind = 'asked'
        ) a on a.document_serial = n.document_serial and a.year = n.year and a.till_code = n.till_code
        where n.ordinal is distinct from a.ordinal
        union all
        select 'the daybook of fiscal step', 'of the business', count(s.*)::text, max(c.lines)::text
        from books.fiscal_step s
        cross join (select count(*) as lines from books.daybook d where d.business_id = $1 and d.sort = 'fiscal') c
        where s.business_id = $1 having count(s.*) <> max(c.lines)
    """,
)
