"""The changeover to another currency: its voucher, and that open amounts and balances were restated at its rate."""

from __future__ import annotations

from typing import Any

from pinkas.storage.verify.evidence import Evidence, Row
from pinkas.storage.verify.nouns.noun import Noun


async def _load(_: Evidence) -> dict[Any, Row]:
    return {}


# Customers' accounts and the till are restated document by document and payment by payment, so they may be off the
# whole by a cent for each; what is opened with a contact stays under it. All else is the balance of then, divided.
CHANGEOVERS = Noun(
    name="changeovers",
    load=_load,
    provers={},
    disagreements="""
        with change as (
            select g.*, v.kind, v.date, v.details, v.entry_serial, v.position
            from books.changeover g
            join books.voucher v on v.business_id = $1 and v.serial = g.voucher_serial
            where g.business_id = $1
        ), moved as (
            select p.account, p.contact, sum(p.amount) filter (where p.entry_serial < c.entry_serial) as before,
                coalesce(sum(p.amount) filter (where p.entry_serial = c.entry_serial), 0) as posted
            from change c
            join books.posting p on p.business_id = $1 and p.entry_serial <= c.entry_serial
            group by p.account, p.contact
        ), whole as (
            select split_part(m.account, ':', 1) as part, m.account, case when m.account in (
                    'opening-balances', 'receivable') then 0 else m.contact end as contact,
                coalesce(sum(m.before), 0) as before, sum(m.posted) as posted
            from moved m group by 1, 2, 3
        )
        select 'the day of document' as what, i.key as record, o.date::text as kept,
            'before the changeover that came after it' as computed
        from change c
        join books.transaction t on t.business_id = $1 and t.position < c.position
        join books.document o on o.business_id = $1 and o.transaction_serial = t.serial and o.date >= c.day
        join books.document_index i on i.business_id = $1 and i.serial = o.serial
        union all
        select 'the voucher of the changeover' as what, c.voucher_serial::text as record,
            concat_ws(' ', c.kind, c.date, c.details) as kept,
            concat_ws(' ', 'changeover', c.day, '1 ' || c.after || ' = ' || trim_scale(c.rate) || ' ' || c.before)
                as computed
        from change c
        where (c.kind, c.date, c.details) is distinct from
            ('changeover', c.day, '1 ' || c.after || ' = ' || trim_scale(c.rate) || ' ' || c.before)
        union all
        select 'the changeover of voucher', v.serial::text, 'none', 'its row'
        from books.voucher v
        where v.business_id = $1 and v.kind = 'changeover' and not exists (
            select from change c where c.voucher_serial = v.serial)
        union all
        select 'what the changeover made of document', i.key, s.amount::text,
            (o.open_amount - round(o.open_amount / c.rate, 2))::text
        from change c
        join books.settlement s on s.business_id = $1 and s.voucher_serial = c.voucher_serial
        join books.document_index i on i.business_id = $1 and i.serial = coalesce(s.paid, s.paying)
        cross join lateral (
            select i.face - coalesce(sum(t.amount), 0) as open_amount from books.settlement t
            where t.business_id = $1 and t.position < c.position and i.serial in (t.paid, t.paying)
        ) o
        where s.amount <> o.open_amount - round(o.open_amount / c.rate, 2)
        union all
        select 'what the changeover made of account', w.account || ' contact ' || w.contact,
            (w.before + w.posted)::text, round(w.before / c.rate, 2)::text
        from whole w cross join change c
        cross join lateral (select case
            when w.account = 'rounding' then null
            when w.account = 'receivable' then (
                select count(*) + 1 from books.document_index d where d.business_id = $1 and d.date < c.day)
                + (select count(*) from books.contact t where t.business_id = $1)
            when w.part = 'till' then (
                select count(*) + 1 from books.till_line t where t.business_id = $1 and t.date < c.day) * 2
            else 0 end as items) n
        where abs(w.before + w.posted - round(w.before / c.rate, 2)) > n.items * 0.01
    """,
)
