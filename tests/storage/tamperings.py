"""What an owner may do to the books behind our back, and the record that `verify` then names."""

from __future__ import annotations

DOCUMENT = "(select serial from books.document_index where key = '{}')"

TAMPERINGS = {
    "an original on paper called a signed one": (
        "update books.hand_out set computerised = true",
        "the original of document 'inv-1'",
    ),
    "a document called a computerised one": (
        "update books.document set signed_language = 'en' where serial = " + DOCUMENT.format("inv-1"),
        "document 'inv-1'",
    ),
    "a changed total": (
        "update books.document set total = total + 100, vat = vat + 100 where serial = " + DOCUMENT.format("inv-1"),
        "document 'inv-1'",
    ),
    "a total that does not add up": (
        "alter table books.document drop constraint document_total;"
        "update books.document set total = 1 where serial = " + DOCUMENT.format("inv-1"),
        "document 'inv-1'",
    ),
    "a changed line": (
        "update books.document_line set name = 'שולחן' where document_serial = " + DOCUMENT.format("inv-2"),
        "document 'inv-2'",
    ),
    "a changed customer": (
        """update books.document set party = party || '{"name": "אחר"}' where serial = """ + DOCUMENT.format("inv-1"),
        "document 'inv-1'",
    ),
    "a changed payment": (
        "update books.till_line set cheque_number = '7' where document_serial = " + DOCUMENT.format("rcp-1"),
        "document 'rcp-1'",
    ),
    "a changed posting": (
        "update books.posting set amount = amount * 2 where entry_serial = 3",
        "document 'inv-1'",
    ),
    "a removed line": (
        "delete from books.document_line where number = 2 and document_serial = " + DOCUMENT.format("inv-2"),
        "document 'inv-2'",
    ),
    "a removed document": (
        "delete from books.document where serial = " + DOCUMENT.format("inv-2"),
        "document",
    ),
    "a removed document, index and number too": (
        "with x as (delete from books.legal_number where document_serial = 2),"
        " y as (delete from books.document_index where serial = 2) delete from books.document where serial = 2",
        "document with serial 2",
    ),
    "a removed settlement": ("delete from books.settlement where serial = 1", "document 'rcp-1'"),
    "an added settlement": (
        "insert into books.settlement values (1, 99, 5, 2, 1, now(), 5, null, (select position from books.daybook "
        "where verb = 'document issued' and serial = 5))",
        "document",
    ),
    "a removed cancellation": (
        "delete from books.cancellation where document_serial = " + DOCUMENT.format("inv-3"),
        "the cancellation of document 'inv-3'",
    ),
    "a renumbered document": (
        "update books.legal_number set number = 100009 where document_serial = " + DOCUMENT.format("inv-2"),
        "document 'inv-2'",
    ),
    "two numbers exchanged": (
        "update books.legal_number set number = number + 1000000 where number in (100001, 100002);"
        "update books.legal_number set number = 1200003 - number where number > 1000000",
        "document 'inv-1'",
    ),
    "a till number changed": (
        "update books.transaction set sequence = 77 where serial = 2",
        "document 'inv-2'",
    ),
    "an altered balance": (
        "update books.balance set amount = amount - 1 where account = 'receivable'",
        "the balance of account receivable contact 1",
    ),
    "a removed balance": (
        "delete from books.balance where account = 'output-vat'",
        "the balance of account output-vat contact 0",
    ),
    "an altered open amount": (
        "update books.document_index set open_amount = 0 where key = 'inv-2'",
        "the open amount of document inv-2",
    ),
    "an altered face": (
        "update books.document_index set face = face + 1, open_amount = open_amount + 1 where key = 'inv-2'",
        "document 'inv-2'",
    ),
    "an added entry": (
        "with e as (insert into books.entry values (1, 99, now(), now(), now(), now(), 2, 5))"
        " insert into books.posting values (1, 99, 1, 'receivable', 1, 5, 'ILS', 5, 1),"
        " (1, 99, 2, 'income:3', 0, -5, 'ILS', -5, 1)",
        "the balance of account",
    ),
    "an edited draft": (
        """update books.draft set body = jsonb_set(body, '{comments}', '"x"') where serial = """
        + DOCUMENT.format("draft-1"),
        "document 'draft-1'",
    ),
    "a draft gone": (
        "delete from books.draft where serial = " + DOCUMENT.format("draft-1"),
        "document",
    ),
    "a draft passed off as void": (
        "update books.document_index set state = 'issued', face = 1, open_amount = 1 where key = 'draft-1'",
        "the state of document draft-1",
    ),
    "a changed product": ("update books.product set sale_price1 = 2 where key = 'shelf'", "product 'shelf'"),
    "a product brought back": ("update books.product set deleted = false where key = 'gone'", "product 'gone'"),
    "a removed product": ("delete from books.product where key = 'shelf'", "product with serial 1"),
    "another's name on a product": (
        "update books.product set created_by = 'nobody' where key = 'shelf'",
        "who wrote, and when, product shelf",
    ),
    "more goods to begin with": (
        "update books.stock_move set quantity = quantity + 1 where serial = 1;"
        "update books.stock set quantity = quantity + 1 where product = 1",
        "the first stock of product 'shelf'",
    ),
    "more owed from the beginning, after the card changed": (
        "update books.posting set amount = amount + sign(amount) * 1000, currency_amount = currency_amount"
        " + sign(amount) * 1000 where entry_serial = 1;"
        "update books.entry set total = total + 1000 where serial = 1;"
        "update books.balance b set amount = (select sum(p.amount) from books.posting p"
        " where p.account = b.account and p.contact = b.contact)",
        "the opening balance of contact 'alon'",
    ),
    "an opening balance of another day": (
        "update books.voucher set date = date - 400 where serial = 1",
        "the opening balance of contact 'alon'",
    ),
    "somebody else who wrote an opening balance": (
        "update books.voucher set recorded_by = 'eve' where serial = 1",
        "who wrote voucher",
    ),
    "a payment taken out of the till": (
        "update books.till_line set in_till = not in_till where serial = 1",
        "the date of payment, and whether it lies in the till",
    ),
    "a settlement said to be a voucher's": (
        "update books.settlement set voucher_serial = 1, made_by = null where serial = 1",
        "the voucher of settlement",
    ),
    "somebody else who changed a contact": (
        "update books.contact set updated_by = 'eve' where key = 'alon'",
        "who last changed contact",
    ),
    "goods that never left": (
        "delete from books.stock_move where document_serial = " + DOCUMENT.format("inv-4"),
        "document 'inv-4'",
    ),
    "goods that left with another document": (
        "update books.stock_move set document_serial = 1 where document_serial = " + DOCUMENT.format("inv-4"),
        "the document and date of stock move",
    ),
    "goods that left on another day": (
        "update books.stock_move set date = date - 1 where document_serial = " + DOCUMENT.format("inv-4"),
        "the document and date of stock move",
    ),
    "goods that came back on another day": (
        "update books.stock_move set date = date + 1 where quantity = 3",
        "the document and date of stock move",
    ),
    "goods that began on another day": (
        "update books.stock_move set date = date - 1 where serial = 1",
        "the document and date of stock move 1",
    ),
    "goods of another store": ("update books.stock_move set store = 2 where serial = 1", "the stock of product 1"),
    "an altered stock": (
        "update books.stock set quantity = 10 where product = 1",
        "the stock of product 1 store 1",
    ),
    "a changed contact": ("update books.contact set tax_number = '514000009' where key = 'alon'", "contact 'alon'"),
    "a removed contact": ("delete from books.contact where key = 'alon'", "contact with serial 1"),
    "an altered original": (
        "update books.hand_out set pdf = pdf || '\\x00'",
        "the original of document 'inv-1'",
    ),
    "a changed daybook line": ("update books.daybook set actor = 'nobody' where position = 4", "daybook line 4"),
    "a removed daybook line": ("delete from books.daybook where position = 4", "daybook line 4"),
    "the daybook's end cut off": (
        "delete from books.daybook where position = (select max(position) from books.daybook)",
        "document 'void-1'",
    ),
    "a changed tally": ("update books.tally set records = records + 1 where sort = 'contact'", "the tally of contact"),
    "a debt that is none any more": (
        "update books.document_index set is_debt = false where key = 'inv-2'",
        "what the index says of document inv-2",
    ),
    "a draft redated in the index": (
        "update books.document_index set date = '2001-01-01', contact_serial = null where key = 'draft-1'",
        "what the index says of document draft-1",
    ),
    "a series forgotten": (
        "delete from books.series where run = 'tax_invoice'",
        "the numbers of series 98/tax_invoice",
    ),
    "a tally forgotten": ("delete from books.tally where sort = 'document'", "the tally of document"),
    "another's name on a document": (
        "update books.document_index set created_by = 'nobody' where key = 'inv-1'",
        "who wrote, and when, document inv-1",
    ),
    "another moment of issue": (
        "update books.transaction set recorded_at = recorded_at - interval '1 day' where serial = 1",
        "who wrote, and when, the issue of document serial 1",
    ),
    "another's name on a cancellation": (
        "update books.cancellation set recorded_by = 'nobody'",
        "who wrote, and when, the cancellation",
    ),
    "another uuid": (
        "update books.document_index set uuid = '0190a0a0-0000-7000-8000-00000000beef' where key = 'inv-1'",
        "document 'inv-1'",
    ),
    "another letterhead": ("update books.profile set registration = 'exempt_dealer'", "business 514000009"),
    "another name of a class": ("update books.transaction_class set name = 'x' where number = 3", "business 514000009"),
    "another book currency": ("update directory.business set currency = 'USD'", "business 514000009"),
    "a cancelled document opened again": (
        "update books.document_index set open_amount = face where key = 'inv-3'",
        "the open amount of cancelled document inv-3",
    ),
    "another hash of an original": (
        "update books.hand_out set pdf_sha256 = sha256('x')",
        "the original of document 'inv-1'",
    ),
    "another recipient of a mail": (
        "update books.mailing set recipients = '{dan@example.com}' where serial = 1",
        "mailing 1",
    ),
    "another hash of what was mailed": ("update books.mailing set pdf_sha256 = sha256('x')", "mailing 1"),
    "a mail of another day": (
        "update books.mailing set recorded_at = now() where serial = 2",
        "who wrote, and when, mailing serial 2",
    ),
    "an outcome of another day": (
        "update books.mailing_outcome set recorded_at = now() where mailing_serial = 2",
        "who wrote, and when, the outcome of mailing serial 2",
    ),
    "a removed mailing": (
        "delete from books.mailing_outcome where mailing_serial = 2; delete from books.mailing where serial = 2",
        "mailing with serial 2",
    ),
    "another outcome of a mail": ("update books.mailing_outcome set outcome = 'refused'", "mailing 1"),
    "a removed outcome of a mail": ("delete from books.mailing_outcome where mailing_serial = 2", "mailing 2"),
    "another text of mails": (
        "update books.mail_text set body = 'x'",
        "the mail text of tax_invoice (he)",
    ),
    "a text of mails that nobody wrote": (
        "insert into books.mail_text values (1, 'receipt', 'he', 'x', 'x')",
        "the mail text of receipt (he)",
    ),
    "a series set back": (
        "update books.series set last_number = last_number - 1 where run = 'tax_invoice'",
        "the numbers of series 98/tax_invoice",
    ),
}
