-- What else enters the books without being a document.
alter table books.voucher
    drop constraint voucher_kind_check,
    add constraint voucher_kind_check check (kind in (
        'journal', 'opening_balance', 'cash', 'bounced_cheque', 'difference', 'stock', 'reversal', 'expense',
        'expense_payment', 'deposit'));
