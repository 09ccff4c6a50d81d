"""What the vendor's oldest routes say of themselves for the reference; newer modules keep theirs beside the handler."""

from __future__ import annotations

from typing import Final

from pinkas.dialects.caspit.describing import END, PAGE, START, Answers, Operation, Parameter, Shape, Sort
from pinkas.dialects.caspit.names import KIND_OF_TRX_TYPE
from pinkas.dialects.caspit.wire import (
    CaspitContact,
    CaspitContactBalance,
    CaspitCurrency,
    CaspitDocument,
    CaspitPaymentType,
    CaspitProduct,
    CaspitTokenRequest,
    CaspitTrxCode,
    CaspitVatRate,
    EmailDetails,
    LastDocumentNumber,
)

_ID: Final = Parameter("id", "The record's key, as its caller chose it. An encoded slash stays inside it.")
_CONTACT_ID: Final = Parameter("id", "The ContactId.")
_DOCUMENT_ID: Final = Parameter("id", "The DocumentId; it may stand in the query instead, and wins over the number.")
_DOCUMENT_NUMBER: Final = Parameter("documentNumber", "The full number with its series, such as 98/100001.")
_TYPE: Final = Parameter(
    "trxTypeId",
    "The document's type: " + ", ".join(f"{n} {kind.replace('_', ' ')}" for n, kind in KIND_OF_TRX_TYPE.items()) + ".",
    Sort.INTEGER,
)
_LANGUAGE: Final = Parameter("lan", "0 or Hebrew, 1 or English; unless said, the language of the business's country.")
_PAGE_SIZE: Final = Parameter("pageSize", "Rows a page, up to 500; 50 unless said.", Sort.INTEGER)
_CHOSEN: Final = (_DOCUMENT_ID, _DOCUMENT_NUMBER, _TYPE)

_TOKEN: Final = (Answers(200, text="The token: 48 hex digits as a JSON string."),)
GET_TOKEN: Final = Operation(
    summary="A token, by query",
    says="A query string leaks credentials into logs on its way; POST is advised.",
    parameters=(
        Parameter("user", "The user's name.", required=True),
        Parameter("pwd", "The password.", required=True),
        Parameter("osekMorshe", "The tax number of the business; needed when the user may enter several."),
    ),
    answers=_TOKEN,
    public=True,
)
POST_TOKEN: Final = Operation(
    summary="A token",
    says=(
        "It lives ten minutes, and each call restarts them. Also read from a form: UserName, Password, OsekMorshe. "
        "Failed logins are slowed by user and address."
    ),
    body=CaspitTokenRequest,
    answers=_TOKEN,
    public=True,
)

LIST_CONTACTS: Final = Operation(
    summary="Contacts: a page, one by tax number, or those with a mail address",
    says="With osekMorshe the answer is one contact, not a page; 404 when there is none.",
    parameters=(
        PAGE,
        _PAGE_SIZE,
        Parameter("osekMorshe", "A tax number: then d=1 is sent as well."),
        Parameter("d", "A dummy that goes with osekMorshe."),
        Parameter("email", "A mail address that the contact has among its own."),
    ),
    answers=(Answers(200, CaspitContact, Shape.PAGE),),
)
GET_CONTACT: Final = Operation(summary="A contact", parameters=(_CONTACT_ID,), answers=(Answers(200, CaspitContact),))
CONTACT_ASSOCIATION: Final = Operation(
    summary="A contact's documents or expenses",
    says="A bare array of CaspitDocument or CaspitExpense: the newest five hundred, oldest first.",
    parameters=(
        _CONTACT_ID,
        Parameter("association", "What is asked for.", choices=("documents", "expenses")),
        Parameter("d", "A dummy."),
    ),
    answers=(Answers(200, CaspitDocument, Shape.ARRAY),),
)
POST_CONTACT: Final = Operation(
    summary="Write a contact",
    says="An existing ContactId is brought up to date; without one the server makes it.",
    body=CaspitContact,
    answers=(Answers(201, CaspitContact, location=True),),
)
PUT_CONTACT: Final = Operation(
    summary="Bring a contact up to date",
    parameters=(_CONTACT_ID,),
    body=CaspitContact,
    answers=(Answers(200, CaspitContact),),
)
DELETE_CONTACT: Final = Operation(
    summary="Remove a contact",
    says="Refused when documents or expenses name it.",
    parameters=(_CONTACT_ID,),
    answers=(Answers(204),),
)
LIST_BALANCES: Final = Operation(
    summary="Balances of contacts",
    says="A customer's debt is negative.",
    parameters=(PAGE, _PAGE_SIZE),
    answers=(Answers(200, CaspitContactBalance, Shape.PAGE),),
)

POST_DOCUMENT: Final = Operation(
    summary="Write a document",
    says=(
        "It is a draft (Status 0) with its number already; PrintDocument makes it final. The same DocumentId again "
        "changes the draft, and is refused once it is printed."
    ),
    body=CaspitDocument,
    answers=(Answers(201, CaspitDocument, location=True),),
)
PUT_DOCUMENT: Final = Operation(
    summary="Change a draft",
    says="The DocumentId stands in the body, not in the path. Members that the server computes are ignored.",
    body=CaspitDocument,
    answers=(Answers(200, CaspitDocument),),
)
LIST_DOCUMENTS: Final = Operation(
    summary="Documents, oldest first",
    parameters=(
        PAGE,
        _TYPE,
        Parameter("CustomerId", "The ContactId of the customer."),
        Parameter("Number", "The full number with its series."),
        Parameter("onlyOpenDocuments", "Only invoices and proformas that are not fully covered.", Sort.FLAG),
        Parameter("datStart", "The first date, inclusive (the odd spelling is the vendor's).", Sort.DATE),
        Parameter("datEnd", "The last date, inclusive.", Sort.DATE),
    ),
    answers=(Answers(200, CaspitDocument, Shape.PAGE),),
)
GET_DOCUMENT: Final = Operation(
    summary="A document", parameters=(_DOCUMENT_ID,), answers=(Answers(200, CaspitDocument),)
)
GET_PDF: Final = Operation(
    summary="A document as PDF",
    says="The signed original of a computerised document, else the one original of a printed one, later copies.",
    parameters=(*_CHOSEN, _LANGUAGE),
    answers=(Answers(200, media_type="application/pdf"),),
)
PRINT_DOCUMENT: Final = Operation(
    summary="Make a document final",
    says=(
        "Posts it, moves stock, puts payments into the till and asks for an allocation number where the law wants one; "
        "doing it again changes nothing. The verb PRINT on /api/v1/Documents/{id} does the same, and "
        "answers its errors with their own status whatever inCaseOfErrorReturnHttpCode says."
    ),
    parameters=(
        *_CHOSEN,
        _LANGUAGE,
        Parameter("createSignedPdf", "Make it a computerised document, its original digitally signed.", Sort.FLAG),
    ),
    answers=(Answers(200, text="Where its PDF is, which Location says too.", location=True),),
)
CANCEL_DOCUMENT: Final = Operation(
    summary="Cancel a document",
    says=(
        "Posts the exact reverse; the number stays taken. Refused, naming why, when something depends on it or its "
        "original left the house: then credit it."
    ),
    parameters=_CHOSEN,
    answers=(Answers(200, CaspitDocument),),
)
EMAIL_DOCUMENT: Final = Operation(
    summary="Mail a document",
    says=(
        "A draft is printed first. Texts that are absent are the business's own, or ours; without To it goes to the "
        "customer's address. The verb EMAIL on /api/v1/Documents/{id} does the same."
    ),
    parameters=(*_CHOSEN, _LANGUAGE),
    body=EmailDetails,
    answers=(Answers(200, text="Document sent to: a@example.com, b@example.com"),),
    errors=((502, "The mail may have gone; it is not sent again by itself."),),
)

LIST_PRODUCTS: Final = Operation(
    summary="Products: a page, or those with a catalogue number",
    parameters=(PAGE, Parameter("catalogNumber", "A catalogue number, exact.")),
    answers=(Answers(200, CaspitProduct, Shape.PAGE),),
)
GET_PRODUCT: Final = Operation(summary="A product", parameters=(_ID,), answers=(Answers(200, CaspitProduct),))
POST_PRODUCT: Final = Operation(
    summary="Write a product",
    says="An existing ProductId is replaced whole.",
    body=CaspitProduct,
    answers=(Answers(201, CaspitProduct, location=True),),
)
PUT_PRODUCT: Final = Operation(
    summary="Replace a product",
    says="What is left out becomes null.",
    parameters=(_ID,),
    body=CaspitProduct,
    answers=(Answers(200, CaspitProduct),),
)
DELETE_PRODUCT: Final = Operation(
    summary="Remove a product",
    says="Documents go on naming it.",
    parameters=(_ID,),
    answers=(Answers(204),),
)

LIST_VAT_RATES: Final = Operation(
    summary="Rates of VAT",
    says="With a date the rate of that day; without, the whole history, newest first.",
    parameters=(PAGE, Parameter("date", "A day.", Sort.DATE)),
    answers=(Answers(200, CaspitVatRate, Shape.PAGE),),
)
LIST_CLASSES: Final = Operation(
    summary="Classes of transactions", parameters=(PAGE,), answers=(Answers(200, CaspitTrxCode, Shape.PAGE),)
)
LIST_CURRENCIES: Final = Operation(
    summary="Currencies and their newest rates",
    parameters=(PAGE,),
    answers=(Answers(200, CaspitCurrency, Shape.PAGE),),
)
LIST_PAYMENT_TYPES: Final = Operation(
    summary="Means of payment", parameters=(PAGE,), answers=(Answers(200, CaspitPaymentType, Shape.PAGE),)
)
LIST_LAST_NUMBERS: Final = Operation(
    summary="The last document of each type",
    says="Last is the greatest internal id, not the latest date or the greatest number. A bare array.",
    answers=(Answers(200, LastDocumentNumber, Shape.ARRAY),),
)

#: Shared by modules that list by dates.
DATED_PAGE: Final = (PAGE, START, END)
