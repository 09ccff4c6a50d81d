"""References are proved with the records they name; what names no record of ours is a fault of its own."""

from __future__ import annotations

from typing import Any

from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.nouns.noun import Noun


async def _load(_: Evidence) -> dict[Any, Row]:
    return {}


REFERENCES = Noun(
    name="references",
    load=_load,
    provers={},
    disagreements="""
        select 'the reference' as what, r.scheme || ' ' || r.value as record,
            r.sort || ' ' || r.serial as kept, 'no such record' as computed
        from books.reference r
        where r.business_id = $1 and case r.sort
            when 'contact' then not exists (
                select from books.contact c where c.business_id = $1 and c.serial = r.serial and not c.deleted)
            when 'product' then not exists (
                select from books.product p where p.business_id = $1 and p.serial = r.serial and not p.deleted)
            when 'transaction' then false
            else true end
        limit 20
    """,
)
