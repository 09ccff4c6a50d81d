"""The book of original entry (DESIGN §8): what each line's content covers, and how lines are chained.

`contents` speaks of documents, contacts, products, vouchers and the business; later nouns have a module each.
"""

from pinkas.books.daybook.allocation import allocation_content, authority_token_content, awaiting_number
from pinkas.books.daybook.chain import GENESIS, DaybookLine, link
from pinkas.books.daybook.charges import (
    card_page_content,
    card_page_result_content,
    charge_content,
    charge_outcome_content,
)
from pinkas.books.daybook.contents import (
    business_content,
    cancellation_content,
    contact_content,
    draft_content,
    first_number_content,
    first_stock_content,
    hand_out_content,
    issue_content,
    mail_text_content,
    mailing_content,
    mailing_outcome_content,
    period_content,
    product_content,
    voucher_content,
    with_effect,
)
from pinkas.books.daybook.deposits import deposit_cancellation_content, deposit_content
from pinkas.books.daybook.fiscal import fiscal_content
from pinkas.books.daybook.inventory import inventory_document_content, inventory_moves_content
from pinkas.books.daybook.operations import operation_content
from pinkas.books.daybook.options import option_content
from pinkas.books.daybook.sales_orders import sales_order_content
from pinkas.books.daybook.shop import closing_content, part_content
from pinkas.books.daybook.standing_orders import (
    occurrence_content,
    outcome_content,
    retry_content,
    standing_order_content,
)
from pinkas.books.daybook.transactions import IssuedWith, TransactionHead, transaction_content
from pinkas.books.daybook.vat import vat_filing_content

__all__ = [
    "GENESIS",
    "DaybookLine",
    "IssuedWith",
    "TransactionHead",
    "allocation_content",
    "authority_token_content",
    "awaiting_number",
    "business_content",
    "cancellation_content",
    "card_page_content",
    "card_page_result_content",
    "charge_content",
    "charge_outcome_content",
    "closing_content",
    "contact_content",
    "deposit_cancellation_content",
    "deposit_content",
    "draft_content",
    "first_number_content",
    "first_stock_content",
    "fiscal_content",
    "hand_out_content",
    "inventory_document_content",
    "inventory_moves_content",
    "issue_content",
    "link",
    "mail_text_content",
    "mailing_content",
    "mailing_outcome_content",
    "occurrence_content",
    "operation_content",
    "option_content",
    "outcome_content",
    "part_content",
    "period_content",
    "product_content",
    "retry_content",
    "sales_order_content",
    "standing_order_content",
    "transaction_content",
    "vat_filing_content",
    "voucher_content",
    "with_effect",
]
