"""What must hold in the books of one business: statements that give the records that break it, and so name them."""

from __future__ import annotations

#: What must hold → the records for which it does not.
CHECKS = {
    "an entry's debits equal its credits and are as many postings as it says": """
        select e.serial from books.entry e
        left join books.posting p on p.business_id = e.business_id and p.entry_serial = e.serial
        where e.business_id = %(business)s
        group by e.serial, e.postings, e.total
        having coalesce(sum(p.amount), 1) <> 0 or count(p.amount) <> e.postings
            or coalesce(sum(p.amount) filter (where p.amount > 0), 0) <> e.total""",
    "debits equal credits overall": """
        select sum(p.amount) from books.posting p where p.business_id = %(business)s having sum(p.amount) <> 0""",
    "balances are the sums of their postings": """
        select coalesce(b.account, p.account), coalesce(b.contact, p.contact), b.amount, p.amount
        from (select * from books.balance where business_id = %(business)s) b
        full join (select account, contact, sum(amount) as amount from books.posting
                   where business_id = %(business)s group by account, contact) p
            on p.account = b.account and p.contact = b.contact
        where coalesce(b.amount, 0) <> coalesce(p.amount, 0)""",
    "a document's total is its net and VAT, its net its taxable and exempt part": """
        select d.serial from books.document d
        where d.business_id = %(business)s and (
            d.total <> d.net + d.vat + coalesce(d.cash_rounding, 0) or d.net <> d.taxable_base + d.exempt_base
            or d.taxable_base <> d.taxable_lines - d.discount - d.rounding)""",
    "a document's sums are the sums of its lines, VAT rows and tenders": """
        select d.serial from books.document d
        where d.business_id = %(business)s and (
            d.taxable_lines <> (
                select coalesce(sum(l.net), 0) from books.document_line l
                where l.business_id = d.business_id and l.document_serial = d.serial
                    and l.vat in ('standard', 'reduced'))
            or d.exempt_base <> (
                select coalesce(sum(l.net), 0) from books.document_line l
                where l.business_id = d.business_id and l.document_serial = d.serial
                    and l.vat not in ('standard', 'reduced'))
            or (d.net::numeric, d.vat::numeric) is distinct from (
                select (coalesce(sum(v.base), 0), coalesce(sum(v.vat), 0)) from books.document_vat v
                where v.business_id = d.business_id and v.document_serial = d.serial)
            -- A paper made of a till's says what was paid there; the money lies under that.
            or abs(d.received_book - (
                select coalesce(sum(t.book_amount), 0) from books.till_line t
                where t.business_id = d.business_id and t.document_serial in (d.serial, (
                    select x.document from books.document_source x
                    join books.document_index o on o.business_id = x.business_id and o.serial = x.document
                    where x.business_id = d.business_id and x.document_serial = d.serial and x.number = 1
                        and d.kind not in ('proforma', 'till_return')
                        and o.kind in ('till_receipt', 'till_return'))))) > 0.05)""",
    "an issued document posts what it says to its customer": """
        select d.serial from books.document d
        where d.business_id = %(business)s
            and case when d.kind in ('proforma', 'delivery_note', 'quote', 'donation_receipt', 'goods_in') then 0
                     when MADE_OF_A_TILL then 0
                     when d.kind in ('credit_invoice', 'refund', 'till_return')
                         then d.received_book + d.withheld_book - d.total
                     else d.total - d.received_book - d.withheld_book end is distinct from (
            select coalesce(sum(p.amount), 0) from books.posting p
            where p.business_id = d.business_id and p.entry_serial = d.entry_serial
                and p.account = 'receivable' and p.contact = coalesce(d.contact, 0))""",
    "an issued document posts its net to its class and its VAT to output VAT": """
        select d.serial from books.document d
        where d.business_id = %(business)s
            and case when d.kind in ('proforma', 'delivery_note', 'quote', 'goods_in') or MADE_OF_A_TILL
                         then (0::numeric, 0::numeric)
                     when d.kind in ('credit_invoice', 'till_return') then (-d.net::numeric, -d.vat::numeric)
                     else (d.net::numeric, d.vat::numeric) end is distinct from (
            select (coalesce(-sum(p.amount) filter (where p.account = 'income:' || d.class_number), 0),
                    coalesce(-sum(p.amount) filter (where p.account = 'output-vat'), 0))
            from books.posting p where p.business_id = d.business_id and p.entry_serial = d.entry_serial)""",
    "legal numbers run without gap from the first to the last of their run": """
        select s.series, s.run from books.series s
        left join books.legal_number n
            on n.business_id = s.business_id and n.series = s.series and n.run = s.run
        where s.business_id = %(business)s
        group by s.series, s.run, s.first_number, s.last_number
        having count(n.number) <> s.last_number - s.first_number + 1
            or min(n.number) <> s.first_number or max(n.number) <> s.last_number""",
    "every document has exactly one legal number, of its own kind's run": """
        select i.serial from books.document_index i
        left join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
        where i.business_id = %(business)s
        group by i.serial, i.kind having count(n.number) <> 1 or min(n.run) not in (i.kind, 'invoice')""",
    "numbers rise with the order of creation": """
        select serial from (
            select i.serial, n.number - lag(n.number) over (
                partition by n.series, n.run order by i.serial) as step
            from books.document_index i
            join books.legal_number n on n.business_id = i.business_id and n.document_serial = i.serial
            where i.business_id = %(business)s) x where step <> 1""",
    "a draft stands in the drafts, an issued document in the documents": """
        select i.serial from books.document_index i
        left join books.draft w on w.business_id = i.business_id and w.serial = i.serial
        left join books.document d on d.business_id = i.business_id and d.serial = i.serial
        left join books.cancellation c on c.business_id = i.business_id and c.document_serial = i.serial
        where i.business_id = %(business)s and (
            (i.state in ('draft', 'void')) <> (w.serial is not null)
            or (i.state in ('issued', 'cancelled')) <> (d.serial is not null)
            or (i.state = 'cancelled') <> (c.document_serial is not null))""",
    "what is open is the face without its settlements; nothing once cancelled or replaced": """
        select i.serial, i.open_amount from books.document_index i
        join books.document d on d.business_id = i.business_id and d.serial = i.serial
        cross join lateral (
            select coalesce(sum(s.amount), 0) as amount from books.settlement s
            where s.business_id = i.business_id
                and case when i.kind in ('receipt', 'credit_invoice', 'till_return') then s.paying else s.paid end
                    = i.serial) settled
        where i.business_id = %(business)s and (
            i.face <> case when i.kind in ('receipt', 'refund') then d.received_book + d.withheld_book
                           when i.kind in ('quote', 'delivery_note', 'donation_receipt', 'goods_in') then 0
                           else greatest(d.total - d.received_book - d.withheld_book, 0) end
            or i.open_amount <> case when i.state = 'cancelled' or i.superseded then 0 else i.face - settled.amount end
            or settled.amount > i.face
            -- A sale paid at once stands open again by a cheque of its own that bounced.
            or settled.amount < case
                when i.kind in ('invoice_receipt', 'till_receipt') then -d.received_book else 0 end
            or (i.state = 'cancelled' or i.superseded) and settled.amount <> 0)""",
    "an invoice is credited for what its standing credits come to, and no further": """
        select i.serial from books.document_index i
        cross join lateral (
            select coalesce(sum(c.total), 0) as total from books.document_source s
            join books.document_index c on c.business_id = s.business_id and c.serial = s.document_serial
            where s.business_id = i.business_id and s.document = i.serial and c.state = 'issued'
                and c.kind in ('credit_invoice', 'till_return') and i.kind <> 'till_return') taken
        where i.business_id = %(business)s and (i.credited <> taken.total or taken.total > coalesce(i.total, 0))""",
    "no line is gone on with beyond its quantity": """
        select b.document, b.document_line from books.document_line_base b
        join books.document_index i on i.business_id = b.business_id and i.serial = b.document_serial
        join books.document_line l
            on l.business_id = b.business_id and l.document_serial = b.document and l.number = b.document_line
        where b.business_id = %(business)s and i.state = 'issued'
            and i.kind in ('tax_invoice', 'invoice_receipt', 'credit_invoice')
        group by b.document, b.document_line, l.quantity having sum(b.quantity) > l.quantity""",
    "a proforma is replaced while a standing sale names it": """
        select i.serial from books.document_index i
        where i.business_id = %(business)s and i.superseded is distinct from (
            i.kind in ('proforma', 'till_receipt', 'till_return') and exists (
                select from books.document_source s
                join books.document_index o on o.business_id = s.business_id and o.serial = s.document_serial
                where s.business_id = i.business_id and s.document = i.serial and o.state = 'issued'
                    and o.kind in ('tax_invoice', 'invoice_receipt', 'credit_invoice', 'debit_note',
                                   'advance_invoice')))""",
    "stock is the sum of its moves": """
        select coalesce(s.product, m.product), s.quantity, m.quantity
        from (select * from books.stock where business_id = %(business)s) s
        full join (select product, store, sum(quantity) as quantity from books.stock_move
                   where business_id = %(business)s group by product, store) m
            on m.product = s.product and m.store = s.store
        where s.quantity is distinct from m.quantity""",
    "what is cancelled moved nothing, and a document moves no more than it says": """
        select i.serial, m.product from books.document_index i
        join books.stock_move m on m.business_id = i.business_id and m.document_serial = i.serial
        cross join lateral (
            select coalesce(sum(abs(l.quantity)), 0) as quantity from books.document_line l
            where l.business_id = i.business_id and l.document_serial = i.serial
                and l.product_serial = m.product) said
        where i.business_id = %(business)s
        group by i.serial, i.state, m.product, said.quantity
        having abs(sum(m.quantity)) > case when i.state = 'cancelled' then 0 else said.quantity end""",
    "nothing was posted into a closed period": """
        select e.serial from books.entry e
        join (
            select d.business_id, d.entry_serial, b.position from books.document d
            join books.daybook b on b.business_id = d.business_id and b.sort = 'document' and b.serial = d.serial
                and b.verb like 'document issued%%'
            union all
            select c.business_id, c.entry_serial, b.position from books.cancellation c
            join books.daybook b on b.business_id = c.business_id and b.sort = 'document'
                and b.serial = c.document_serial and b.verb = 'document cancelled'
            union all
            select v.business_id, v.entry_serial, v.position from books.voucher v
        ) made on made.business_id = e.business_id and made.entry_serial = e.serial
        cross join lateral (
            select c.closed_through from books.period_change c
            where c.business_id = e.business_id and c.position < made.position
            order by c.position desc limit 1) at_the_time
        where e.business_id = %(business)s and e.posting_date <= at_the_time.closed_through""",
    "no pair of documents is settled below nothing": """
        select s.paying, s.paid from books.settlement s
        where s.business_id = %(business)s and s.paying is not null and s.paid is not null
        group by s.paying, s.paid having sum(s.amount) < 0""",
    "a cancellation posts the exact reverse of what its document posted": """
        select c.document_serial from books.cancellation c
        join books.document d on d.business_id = c.business_id and d.serial = c.document_serial
        where c.business_id = %(business)s and (
            (c.entry_serial is null) <> (d.entry_serial is null)
            or exists (
                select from books.posting p
                where p.business_id = c.business_id and p.entry_serial in (c.entry_serial, d.entry_serial)
                group by p.account, p.contact, p.currency, p.rate, p.vat_category, p.vat_rate
                having sum(p.amount) <> 0 or sum(p.currency_amount) <> 0))""",
    "a document whose original left the house is not cancelled, if it posted": """
        select h.document_serial from books.hand_out h
        join books.document_index i on i.business_id = h.business_id and i.serial = h.document_serial
        where h.business_id = %(business)s and (sha256(h.pdf) <> h.pdf_sha256 or i.state not in ('issued', 'cancelled')
            or i.state = 'cancelled' and i.kind not in ('quote', 'proforma', 'delivery_note'))""",
    "the daybook tells each document's life once and in order": """
        select i.serial, l.verbs from books.document_index i
        cross join lateral (
            select string_agg(b.verb, ', ' order by b.position) filter (where b.verb <> 'draft written') as verbs,
                count(*) filter (where b.verb = 'draft written') as drafts,
                count(*) filter (where cardinality(b.numbers) > 0) as numbered
            from books.daybook b
            where b.business_id = i.business_id and b.sort = 'document' and b.serial = i.serial) l
        where i.business_id = %(business)s and (
            l.drafts < (not RECORDED_AT_A_TILL)::int
            or not RECORDED_AT_A_TILL and l.numbered <> 1 + (i.state in ('issued', 'cancelled'))::int
            or coalesce(l.verbs, '') <> all (case i.state
                when 'draft' then array['']
                when 'void' then array['draft voided']
                when 'issued' then array['document issued', 'document issued, original handed out',
                    '', 'original handed out']
                else array['document issued, document cancelled', 'document cancelled',
                           'document issued, original handed out, document cancelled',
                           'original handed out, document cancelled'] end))""",
    "serials, till numbers and the daybook's positions are dense": """
        select x.what from books.head h cross join lateral (
            select 'contacts' as what, h.contacts as said, count(*) as found, max(serial) as last
            from books.contact where business_id = h.business_id
            union all select 'documents', h.documents, count(*), max(serial)
            from books.document_index where business_id = h.business_id
            -- An operation has its transaction's serial from the beginning.
            union all select 'transactions', h.transactions, count(*), max(serial)
            from (select serial from books.transaction where business_id = h.business_id
                  union select serial from books.operation where business_id = h.business_id) t
            union all select 'entries', h.entries, count(*), max(serial)
            from books.entry where business_id = h.business_id
            union all select 'till lines', h.till_lines, count(*), max(serial)
            from books.till_line where business_id = h.business_id
            union all select 'settlements', h.settlements, count(*), max(serial)
            from books.settlement where business_id = h.business_id
            union all select 'products', h.products, count(*), max(serial)
            from books.product where business_id = h.business_id
            union all select 'stock moves', h.stock_moves, count(*), max(serial)
            from books.stock_move where business_id = h.business_id
            union all select 'vouchers', h.vouchers, count(*), max(serial)
            from books.voucher where business_id = h.business_id
            union all select 'daybook', h.position, count(*), max(position)
            from books.daybook where business_id = h.business_id
            union all select r.key, r.last_sequence, count(t.serial), max(t.sequence) from books.register r
            left join books.transaction t on t.business_id = r.business_id and t.register_serial = r.serial
            where r.business_id = h.business_id and not r.own_numbers group by r.key, r.last_sequence) x
        where h.business_id = %(business)s and (x.said <> x.found or x.found <> coalesce(x.last, 0))""",
    "a line of the till says what live deposits took of it, and no more than it was": """
        select t.serial from books.till_line t
        cross join lateral (
            select coalesce(sum(p.amount), 0) as own, coalesce(sum(p.book_amount), 0) as book
            from books.deposit_part p
            join books.deposit d on d.business_id = p.business_id and d.serial = p.deposit_serial
            where p.business_id = t.business_id and p.till_line = t.serial and not exists (
                select from books.voucher v where v.business_id = d.business_id and v.reverses = d.voucher_serial)
        ) taken
        where t.business_id = %(business)s and (t.deposited <> taken.own or t.deposited_book <> taken.book
            or taken.own > t.amount or taken.book > t.book_amount)""",
    "an expense and its payments are posted once they are permanent": """
        select e.serial from books.expense e
        left join books.expense_posting x on x.business_id = e.business_id and x.expense_serial = e.serial
        where e.business_id = %(business)s and (
            (e.state = 'permanent') <> (x.voucher_serial is not null)
            or exists (
                select from books.expense_payment p
                where p.business_id = e.business_id and p.expense_serial = e.serial
                    and (p.voucher_serial is null) <> (x.voucher_serial is null)))""",
    "a standing order has one occurrence a month at most, each with one document at most": """
        select r.order_serial from books.standing_order_run r
        where r.business_id = %(business)s
        group by r.order_serial
        having count(distinct date_trunc('month', r.date)) <> count(*) or max(r.number) <> count(*)
            or count(*) <> (select s.runs from books.standing_order s
                            where s.business_id = %(business)s and s.serial = r.order_serial)""",
    "each transaction is one document, a till's at least one": """
        select d.transaction_serial from books.transaction t
        left join books.document d on d.business_id = t.business_id and d.transaction_serial = t.serial
        where t.business_id = %(business)s group by t.serial, d.business_id, d.transaction_serial
        having count(d.serial) < 1 or count(d.serial) > 1 and not exists (
            select from books.daybook b where b.business_id = d.business_id and b.sort = 'transaction'
                and b.serial = d.transaction_serial)""",
    "the counters count": """
        select coalesce(t.sort, x.sort), coalesce(t.kind, x.kind), t.records, x.records
        from (select * from books.tally where business_id = %(business)s) t
        full join (
            select 'contact' as sort, '' as kind, serial / 1024 as block, count(*) as records
            from books.contact where business_id = %(business)s and not deleted group by 3
            union all select 'product', '', serial / 1024, count(*)
            from books.product where business_id = %(business)s and not deleted group by 3
            union all select 'voucher', '', serial / 1024, count(*)
            from books.voucher where business_id = %(business)s group by 3
            union all select 'expense', '', serial / 1024, count(*)
            from books.expense where business_id = %(business)s and state <> 'deleted' group by 3
            union all select 'expense payment', '', expense_serial / 1024, count(*)
            from books.expense_payment where business_id = %(business)s group by 3
            union all select 'standing_order', '', serial / 1024, count(*)
            from books.standing_order where business_id = %(business)s and not deleted group by 3
            union all select 'document', kind, serial / 1024, count(*)
            from books.document_index where business_id = %(business)s group by 2, 3) x
            on x.sort = t.sort and x.kind = t.kind and x.block = t.block
        where coalesce(t.records, 0) <> coalesce(x.records, 0)""",
}

#: Words of the checks → what they stand for.
WORDS = {
    # It takes the place of what a till recorded, which has posted already.
    "MADE_OF_A_TILL": """exists (
        select from books.document_source x
        join books.document_index o on o.business_id = x.business_id and o.serial = x.document
        where x.business_id = d.business_id and x.document_serial = d.serial
            and o.kind in ('till_receipt', 'till_return') and d.kind not in ('till_receipt', 'till_return'))""",
    # What a till did stands under its transaction's line, with the numbers it was given.
    "RECORDED_AT_A_TILL": """exists (
        select from books.daybook b join books.document r on r.business_id = b.business_id
            and r.transaction_serial = b.serial
        where b.business_id = i.business_id and r.serial = i.serial and b.sort = 'transaction')""",
}
