"""VAT returns: each as it was filed, and as the entries of before it said."""

from __future__ import annotations

from typing import Any

from pinkas.books import daybook
from pinkas.books.vat_return import VatFigures, VatPeriod
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, found_in


async def _load(evidence: Evidence) -> dict[Any, Row]:
    serials = evidence.serials("vat_filing")
    if not serials:
        return {}
    rows = await evidence.connection.fetch(
        "select * from books.vat_filing where business_id = $1 and serial = any($2)", evidence.business, serials
    )
    return {row["serial"]: row for row in rows}


def _filed(evidence: Evidence, line: Row) -> None:
    found = found_in(evidence.more["vat filings"], line, "VAT return")
    period = VatPeriod(start=found["start"], months=found["months"])
    figures = VatFigures(**{name: found[name] for name in VatFigures.__dataclass_fields__})
    compare(line, f"the VAT return of {period.name}", daybook.vat_filing_content(period, figures, found["to_pay"]))


VAT_FILINGS = Noun(
    name="vat filings",
    load=_load,
    provers={"vat filed": _filed},
    disagreements="""
        select 'the figures of VAT return' as what, to_char(f.start, 'YYYY-MM') as record,
            concat_ws(' ', f.sales_taxed, f.sales_free, f.output_vat, f.input_vat, f.input_vat_equipment) as kept,
            concat_ws(' ', n.sales_taxed, n.sales_free, n.output_vat, n.input_vat, n.input_vat_equipment) as computed
        from books.vat_filing f
        cross join lateral (
            select
                coalesce(-sum(p.amount) filter (where p.account like 'income:%' and p.vat_rate > 0), 0) as sales_taxed,
                coalesce(-sum(p.amount) filter (where p.account like 'income:%' and p.vat_rate = 0
                    and p.vat_category <> 'outside'), 0) as sales_free,
                coalesce(-sum(p.amount) filter (where p.account = 'output-vat'), 0) as output_vat,
                coalesce(sum(p.amount) filter (where p.account = 'input-vat'), 0) as input_vat,
                coalesce(sum(p.amount) filter (where p.account = 'input-vat-equipment'), 0) as input_vat_equipment
            from books.entry e
            join books.posting p on p.business_id = $1 and p.entry_serial = e.serial
            where e.business_id = $1 and e.serial <= f.through_entry and e.tax_date >= f.start
                and e.tax_date < f.start + make_interval(months => f.months)
                and e.serial is distinct from (select books.changeover_entry_v1($1))
        ) n
        where f.business_id = $1 and (f.sales_taxed, f.sales_free, f.output_vat, f.input_vat, f.input_vat_equipment)
            is distinct from (n.sales_taxed, n.sales_free, n.output_vat, n.input_vat, n.input_vat_equipment)
        union all
        select 'who filed VAT return, and when,', to_char(f.start, 'YYYY-MM'),
            concat_ws(' ', f.recorded_by, f.recorded_at), concat_ws(' ', d.actor, d.recorded_at)
        from books.vat_filing f
        left join books.daybook d on d.business_id = $1 and d.sort = 'vat_filing' and d.serial = f.serial
        where f.business_id = $1 and (f.recorded_by, f.recorded_at) is distinct from (d.actor, d.recorded_at)
    """,
)
