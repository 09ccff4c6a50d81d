"""Contacts on this wire: translation, and the routes of dossier section 9.2."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pinkas.actions import contacts as actions
from pinkas.actions.desk import Desk
from pinkas.actions.expenses import contact_expenses
from pinkas.actions.sessions import Sessions
from pinkas.books.contact import TILL_FIELDS, Contact, StoredContact
from pinkas.books.errors import UnknownRecord
from pinkas.dialects.caspit import documents, expenses, operations, quirks
from pinkas.dialects.caspit.answers import Answer, ok
from pinkas.dialects.caspit.binding import WireError
from pinkas.dialects.caspit.call import Call
from pinkas.dialects.caspit.counter import caller_of, once_of, saved_answer
from pinkas.dialects.caspit.envelope import envelope
from pinkas.dialects.caspit.names import (
    CODE_OF_TERMS,
    CONTACT_TYPES,
    PAYMENT_TYPE_OF_TENDER,
    TENDER_OF_PAYMENT_TYPE,
    TERMS_OF_CODE,
    TRX_TYPE_OF_KIND,
)
from pinkas.dialects.caspit.routing import CaspitRouter
from pinkas.dialects.caspit.scalars import echo
from pinkas.dialects.caspit.wire import CaspitContact

_ZERO: Final = Decimal(0)
_ASSOCIATIONS: Final = ("documents", "expenses")
#: A bare array has no pages: of more than these the newest are given.
MOST_ASSOCIATED: Final = 500
#: Absent from an update, these keep what they were: a balance or a saved card is not lost by silence.
_KEPT_WHEN_ABSENT: Final = (
    ("OpenBalance", "opening_balance"),
    ("CCNumberToken", "card_token"),
    ("CCNumber", "card_last_four"),
    ("CCExpDate", "card_expiry"),
)


def to_wire(stored: StoredContact) -> CaspitContact:
    """The contact in the vendor's words."""
    contact = stored.contact
    return CaspitContact(
        ContactId=stored.key,
        ContactType=CONTACT_TYPES.index(contact.type),
        Number=stored.serial,
        BusinessName=contact.name,
        OsekMorshe=contact.tax_number,
        Name=contact.contact_name,
        Address1=contact.address1,
        Address2=contact.address2,
        City=contact.city,
        PostalCode=contact.postal_code,
        Country=contact.country,
        Phone=contact.phone,
        Mobile=contact.mobile,
        Fax=contact.fax,
        Email=contact.email,
        TrxCodeNumber=contact.class_number,
        TrxCode=stored.class_name,
        OpenBalance=-stored.opened,
        Balance=quirks.balance(stored),
        BalanceInvoiceIska=quirks.balance(stored) - stored.proformas,
        PriceListNum=contact.price_list,
        Comments1=contact.comments1,
        Comments2=contact.comments2,
        Comments3=contact.comments3,
        InvoiceComment=contact.invoice_comment,
        BankAcctNumber=contact.bank_account,
        BankAcctBranch=contact.bank_branch,
        BankAcctBankId=contact.bank,
        ChargeVAT=contact.charge_vat,
        IsIsraeli=contact.is_domestic,
        IsOccasional=contact.is_occasional,
        AffiliateId=contact.affiliate,
        CCNumberToken=contact.card_token,
        CCNumber=contact.card_last_four,
        CCExpDate=contact.card_expiry,
        CVV=None,
        PaymentTerms=0 if contact.terms_rule is None else CODE_OF_TERMS[contact.terms_rule],
        PaymentTermsDays=contact.terms_days,
        PreferredPaymentTypeId=(
            0 if contact.preferred_tender is None else PAYMENT_TYPE_OF_TENDER[contact.preferred_tender]
        ),
        IsPrivateContact=contact.is_private,
        DateCreated=stored.created_at,
        UserCreated=stored.created_by,
        DateUpdated=stored.updated_at,
        UserUpdated=stored.updated_by,
    )


def to_books(sent: CaspitContact) -> Contact:
    """The contact in the books' words. The CVV is dropped here and goes no further."""
    problems: dict[str, list[str]] = {}
    if sent.PaymentTerms and sent.PaymentTerms not in TERMS_OF_CODE:
        problems["contact.PaymentTerms"] = [_choices("PaymentTerms", [0, *TERMS_OF_CODE])]
    if sent.PreferredPaymentTypeId and sent.PreferredPaymentTypeId not in TENDER_OF_PAYMENT_TYPE:
        problems["contact.PreferredPaymentTypeId"] = [_choices("PreferredPaymentTypeId", [0, *TENDER_OF_PAYMENT_TYPE])]
    if problems:
        raise WireError(problems)
    return Contact(
        type=CONTACT_TYPES[sent.ContactType or 0],
        name=sent.BusinessName or None,
        tax_number=sent.OsekMorshe or None,
        contact_name=sent.Name or None,
        address1=sent.Address1 or None,
        address2=sent.Address2 or None,
        city=sent.City or None,
        postal_code=sent.PostalCode or None,
        country=sent.Country or None,
        phone=sent.Phone or None,
        mobile=sent.Mobile or None,
        fax=sent.Fax or None,
        email=sent.Email or None,
        class_number=sent.TrxCodeNumber or None,
        opening_balance=sent.OpenBalance or _ZERO,
        price_list=sent.PriceListNum or None,
        comments1=sent.Comments1 or None,
        comments2=sent.Comments2 or None,
        comments3=sent.Comments3 or None,
        invoice_comment=sent.InvoiceComment or None,
        bank_account=sent.BankAcctNumber or None,
        bank_branch=sent.BankAcctBranch or None,
        bank=sent.BankAcctBankId,
        charge_vat=True if sent.ChargeVAT is None else sent.ChargeVAT,
        is_domestic=True if sent.IsIsraeli is None else sent.IsIsraeli,
        is_occasional=bool(sent.IsOccasional),
        is_private=bool(sent.IsPrivateContact),
        affiliate=sent.AffiliateId or None,
        card_token=sent.CCNumberToken or None,
        card_last_four=quirks.masked_card(sent.CCNumber),
        card_expiry=sent.CCExpDate or None,
        terms_rule=TERMS_OF_CODE.get(sent.PaymentTerms or 0),
        terms_days=sent.PaymentTermsDays or 0,
        preferred_tender=TENDER_OF_PAYMENT_TYPE.get(sent.PreferredPaymentTypeId or 0),
    )


def add_routes(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    """The calls on Contacts."""
    _add_reading(router, desk, sessions)
    _add_writing(router, desk, sessions)


def _add_reading(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on("GET", "Contacts", says=operations.LIST_CONTACTS)
    async def list_contacts(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        if call.sent("osekMorshe"):
            # Empty is an error: whoever asks for one contact cannot read a page of them.
            tax_number = call.required("osekMorshe")
            return ok(to_wire(await actions.contact_by_tax_number(desk, caller, tax_number)))
        paging = call.paging(sizable=True)
        mail = call.text("email")
        total, rows = await actions.list_contacts(desk, caller, offset=paging.offset, limit=paging.size, mail=mail)
        if mail and not total:
            raise UnknownRecord("contact", mail)
        return ok(envelope(call, paging, map(to_wire, rows), total=total))

    @router.on("GET", "Contacts/{id}", says=operations.GET_CONTACT)
    async def show_contact(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        return ok(to_wire(await actions.contact_by_key(desk, caller, call.id)))

    @router.on("GET", "Contacts/{id}/{association}", says=operations.CONTACT_ASSOCIATION)
    async def show_association(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        association = call.required("association")
        if association.lower() not in _ASSOCIATIONS:
            said = f"The value '{echo(association)}' is not valid for association. Allowed values: "
            raise WireError({"association": [said + ", ".join(_ASSOCIATIONS)]})
        if association.lower() == "expenses":
            found = await contact_expenses(desk, caller, call.id, limit=MOST_ASSOCIATED)
            return ok([expenses.to_wire(row) for row in found])
        kinds = tuple(TRX_TYPE_OF_KIND)
        rows = await actions.contact_documents(desk, caller, call.id, kinds, limit=MOST_ASSOCIATED)
        return ok([documents.to_wire(row, call, business=caller.business) for row in rows])


def _add_writing(router: CaspitRouter, desk: Desk, sessions: Sessions) -> None:
    @router.on("POST", "Contacts", error_status=True, says=operations.POST_CONTACT)
    async def save_contact(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitContact)
        once = await once_of(call, desk, status=201)
        saved = await actions.save_contact(
            desk, caller, sent.ContactId or None, to_books(sent), once=once, keep=_kept(sent)
        )
        return saved_answer(
            201, to_wire(saved.record), at=call.link("contacts", saved.record.key), replayed=saved.replayed
        )

    @router.on("PUT", "Contacts/{id}", says=operations.PUT_CONTACT)
    async def replace_contact(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        sent = await call.body(CaspitContact)
        once = await once_of(call, desk, status=200)
        saved = await actions.save_contact(
            desk, caller, call.id, to_books(sent), once=once, must_exist=True, keep=_kept(sent)
        )
        return saved_answer(200, to_wire(saved.record), replayed=saved.replayed)

    @router.on("DELETE", "Contacts/{id}", says=operations.DELETE_CONTACT)
    async def remove_contact(call: Call) -> Answer:
        caller = await caller_of(call, sessions)
        once = await once_of(call, desk, status=204)
        replayed = await actions.remove_contact(desk, caller, call.id, once=once)
        return saved_answer(204, None, replayed=replayed)


def _kept(sent: CaspitContact) -> tuple[str, ...]:
    # Who pays for a contact, and what tills and shops say of it, is not said on this wire.
    return ("payer", *TILL_FIELDS, *(field for member, field in _KEPT_WHEN_ABSENT if getattr(sent, member) is None))


def _choices(member: str, allowed: list[int]) -> str:
    return f"The value of {member} is not valid. Allowed values: {', '.join(map(str, allowed))}"
