"""What a shop is made of: each part as its last line said, as many lines as its version counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from pinkas.books import daybook
from pinkas.books.shop import Kept
from pinkas.storage.queries import queries
from pinkas.storage.shops import TABLES
from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.nouns.noun import Noun
from pinkas.storage.verify.proofs import compare, found_in

_SQL: Final = queries("shops")
_DECODERS: Final[dict[str, tuple[str, msgspec.json.Decoder[Kept]]]] = {
    sort: (table, msgspec.json.Decoder(part)) for part, (table, sort) in TABLES.items()
}


async def _load(evidence: Evidence) -> dict[Any, Row]:
    found: dict[Any, Row] = {}
    for sort, (table, _) in _DECODERS.items():
        serials = evidence.serials(sort)
        if serials:
            sql = _SQL["rows"].replace("{table}", table)
            rows = await evidence.connection.fetch(sql, evidence.business, serials)
            found[sort] = {row["serial"]: row for row in rows}
    return found


def _saved(evidence: Evidence, line: Row) -> None:
    if not line["is_last"]:
        return
    sort = line["sort"]
    kept: Mapping[int, Row] = evidence.more["shops"].get(sort, {})  # type: ignore[assignment]  # rows by serial
    found = found_in(kept, line, sort)
    record = f"{sort} {line['serial']}"
    compare(line, record, daybook.part_content(evidence.decoded(record, _DECODERS[sort][1], found["part"])))


_VERSIONS: Final = "\nunion all\n".join(
    f"select 'the daybook of {sort}' as what, t.serial::text as record, t.version::text as kept,"  # noqa: S608 - own names
    f" count(d.*)::text as computed from books.{table} t"
    f" left join books.daybook d on d.business_id = $1 and d.sort = '{sort}' and d.serial = t.serial"
    f" where t.business_id = $1 group by t.serial, t.version having t.version <> count(d.*)"
    for sort, (table, _) in _DECODERS.items()
)

#: What no line speaks of yet is as it came with its business, or with the first document of an API series.
_AS_THEY_CAME: Final = """
    union all
    select 'what no line says of store', s.key, 'something', 'nothing'
    from books.store s
    where s.business_id = $1 and s.version = 0 and (
        num_nonnulls(s.erp_code, s.price_list, s.address, s.city, s.postal_code, s.phone, s.first_number) > 0
        or not s.active)
    union all
    select 'what no line says of till', r.key, 'something', 'nothing'
    from books.register r
    where r.business_id = $1 and r.version = 0 and (
        num_nonnulls(r.name, r.fiscal_device, r.operator_code) > 0 or r.hardware or r.own_numbers or not r.active
        or (r.api and r.number <> 900 + r.series))
"""

SHOPS = Noun(
    name="shops",
    load=_load,
    provers={f"{sort} saved": _saved for sort in _DECODERS},
    disagreements=_VERSIONS + _AS_THEY_CAME,
)
