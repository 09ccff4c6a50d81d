"""`pinkas business`, `user`, `class`, `series`, `period`, `contact`: opening a business, what holds for its books."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from pinkas.actions import business_settings, businesses, changeover, contacts, periods, shops
from pinkas.actions.desk import Caller, Desk
from pinkas.actions.ports.fiscal import FISCAL_COUNTRIES, NOT_FISCALISED
from pinkas.books.business import REGISTRATIONS, Registered
from pinkas.books.chart import InputVat, TransactionClass
from pinkas.books.kinds import ClassSort
from pinkas.books.tax_number import looks_right
from pinkas.books.terms import Terms, TermsRule
from pinkas.books.vat import VatCategory
from pinkas.paper import check_logo
from pinkas.shell.config import load
from pinkas.shell.console import Data, at_the_desk, fail, operator_of, say
from pinkas.storage import directory

T = TypeVar("T")

business_app = typer.Typer(no_args_is_help=True, help="Businesses of this installation.")
user_app = typer.Typer(no_args_is_help=True, help="People who may log in.")
class_app = typer.Typer(no_args_is_help=True, help="A business's own transaction classes.")
series_app = typer.Typer(no_args_is_help=True, help="The numbers of documents.")
period_app = typer.Typer(no_args_is_help=True, help="Months that take no posting any more.")
contact_app = typer.Typer(no_args_is_help=True, help="Customers and suppliers.")

Responsible = Annotated[str | None, typer.Option(help="Who answers for it, as Bulgarian papers say (МОЛ).")]
VatNumber = Annotated[str | None, typer.Option(help="Its number in the VAT register, for example BG123456789.")]
TaxNumber = Annotated[str, typer.Argument(help="The tax number of the business.")]


def add_to(app: typer.Typer) -> None:
    """Put these commands among the others."""
    app.add_typer(business_app, name="business")
    app.add_typer(user_app, name="user")
    app.add_typer(class_app, name="class")
    app.add_typer(series_app, name="series")
    app.add_typer(period_app, name="period")
    app.add_typer(contact_app, name="contact")


def _for_business(tax_number: str, data: Path | None, work: Callable[[Desk, Caller], Awaitable[T]]) -> T:
    """Do some work on one business's books, as the operator."""

    async def run(desk: Desk) -> T:
        return await work(desk, await operator_of(desk, tax_number))

    return at_the_desk(load(data=data), run)


@business_app.command("add")
def add_business(
    tax_number: Annotated[str, typer.Argument(help="The tax registration number, nine digits in Israel.")],
    name: Annotated[str, typer.Argument(help="The legal name, as on its papers.")],
    *,
    country: Annotated[str, typer.Option(help="IL, BG or AL.")] = "IL",
    registration: Annotated[str, typer.Option(help=", ".join(REGISTRATIONS))] = "licensed_dealer",
    name_english: str | None = None,
    address: str | None = None,
    city: str | None = None,
    address_english: str | None = None,
    city_english: str | None = None,
    postal_code: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    website: str | None = None,
    responsible_person: Responsible = None,
    vat_number: VatNumber = None,
    logo: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A PNG, JPEG or SVG.")] = None,
    data: Data = None,
) -> None:
    """Open a business."""
    checked = None if logo is None else check_logo(logo.read_bytes())
    profile = businesses.Profile(
        legal_name=name, name_english=name_english, registration=registration, address1=address, city=city,
        address1_english=address_english, city_english=city_english,
        postal_code=postal_code, phone=phone, email=email, website=website,
        logo_type=None if checked is None else checked.media_type, responsible_person=responsible_person,
        vat_number=vat_number,
    )  # fmt: skip

    async def open_it(desk: Desk) -> None:
        business = await businesses.open_business(
            desk, tax_number, profile, country=country, logo=None if checked is None else checked.data
        )
        await shops.furnish(desk, await businesses.caller_of_business(desk, business, actor="operator"))

    at_the_desk(load(data=data), open_it, create=True)
    if not looks_right(country, tax_number):
        say(f"Note: {tax_number} fails the check of {country} tax numbers; it is kept as it is.")
    say(f"Business {tax_number} is open; add someone who may enter it: pinkas user add NAME --business {tax_number}")
    if country in FISCAL_COUNTRIES:
        say(NOT_FISCALISED)


@business_app.command("changeover")
def change_over(tax_number: TaxNumber, *, data: Data = None) -> None:
    """Change the books over to the currency of their country, where its day has come and nobody has.

    They do so by themselves as soon as anybody works with them.
    """

    async def kept(desk: Desk, caller: Caller) -> str:
        await changeover.keep_currency(desk, caller)
        return caller.currency_on(caller.today(desk.clock))

    say(f"Business {tax_number}: the books are kept in {_for_business(tax_number, data, kept)}")


@user_app.command("add")
def add_user(
    name: Annotated[str, typer.Argument(help="The name to log in with.")],
    *,
    business: Annotated[list[str] | None, typer.Option(help="A tax number; may be given several times.")] = None,
    operator: Annotated[
        bool, typer.Option("--operator", help="May enter every business, and run operator calls.")
    ] = False,
    password: Annotated[
        str | None, typer.Option(envvar="PINKAS_NEW_PASSWORD", prompt=True, hide_input=True, confirmation_prompt=True)
    ] = None,
    data: Data = None,
) -> None:
    """Add a person who may log in; the password is asked for, or read from PINKAS_NEW_PASSWORD."""

    async def add(desk: Desk) -> None:
        members = []
        for number in business or []:
            found = await directory.business_by_tax_number(desk.store, [number])
            if found is None:
                fail(f"no business has the tax number {number}")
            members.append(found)
        if not members and not operator:
            fail("say which business the user may enter, with --business, or make an --operator")
        await businesses.add_user(desk, name, password or "", tuple(members), operator=operator)

    at_the_desk(load(data=data), add)
    say(f"User {name} may log in")


@business_app.command("change")
def change_business(
    tax_number: TaxNumber, *, responsible_person: Responsible = None, vat_number: VatNumber = None, data: Data = None
) -> None:
    """Change what a business's papers say of it besides its letterhead; an empty text takes it away."""
    saved = _for_business(
        tax_number,
        data,
        lambda desk, caller: business_settings.set_identity(
            desk, caller, responsible_person=responsible_person, vat_number=vat_number
        ),
    )
    said = saved.record
    say(f"Business {tax_number}: {said.responsible_person or 'no responsible person'}, VAT {said.vat_number or 'none'}")


@business_app.command("registration")
def change_registration(
    tax_number: TaxNumber,
    kind: Annotated[str, typer.Argument(help=", ".join(REGISTRATIONS))],
    *,
    valid_from: Annotated[dt.datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="The first day it holds.")],
    data: Data = None,
) -> None:
    """Register a business otherwise from a day on."""
    change = Registered(valid_from=valid_from.date(), registration=kind)
    _for_business(tax_number, data, lambda desk, caller: business_settings.change_registration(desk, caller, change))
    say(f"Business {tax_number} is registered as {kind} from {change.valid_from}")


@business_app.command("terms")
def set_terms(
    tax_number: TaxNumber,
    *,
    rule: Annotated[TermsRule, typer.Option(help="How a due date is counted.")],
    days: Annotated[int, typer.Option(help="The days, where the rule counts any.")] = 0,
    data: Data = None,
) -> None:
    """Set the payment terms of documents whose customer has none."""
    saved = _for_business(
        tax_number, data, lambda desk, caller: business_settings.set_terms(desk, caller, Terms(rule, days))
    )
    terms = saved.record.terms
    counted = f" {terms.days}" if terms.counts_days else ""
    say(f"Documents of business {tax_number} are due by {terms.rule.value}{counted}, unless the card says otherwise")


Number = Annotated[int, typer.Argument(help="The number of the class.")]
Vat = Annotated[VatCategory | None, typer.Option("--vat", help="How it stands to VAT: a line without its own word.")]
Recoverable = Annotated[
    InputVat | None, typer.Option("--input-vat", help="Of expenses: how much of their VAT is recovered.")
]
Equipment = Annotated[
    bool | None, typer.Option("--equipment/--no-equipment", help="Of expenses: whether they buy equipment.")
]


@class_app.command("add")
def add_class(
    tax_number: TaxNumber,
    number: Number,
    name: Annotated[str, typer.Argument(help="What it is called.")],
    *,
    sort: Annotated[ClassSort, typer.Option(help="What is booked under it; it stays so for ever.")],
    vat: Vat = None,
    input_vat: Recoverable = None,
    equipment: Equipment = None,
    data: Data = None,
) -> None:
    """Add a class of income, receipts or expenses."""

    async def add(desk: Desk, caller: Caller) -> TransactionClass:
        if (await business_settings.business_of(desk, caller)).class_of(number) is not None:
            fail(f"class {number} is there already; change it with: pinkas class change {tax_number} {number}")
        saved = await business_settings.save_class(
            desk, caller, number, name=name, sort=sort, vat=vat, recoverable=input_vat, equipment=equipment
        )
        return saved.record

    say(_described(_for_business(tax_number, data, add)))


@class_app.command("change")
def change_class(
    tax_number: TaxNumber,
    number: Number,
    *,
    name: Annotated[str | None, typer.Option(help="Its new name.")] = None,
    vat: Vat = None,
    input_vat: Recoverable = None,
    equipment: Equipment = None,
    data: Data = None,
) -> None:
    """Rename a class, or change how it stands to VAT for what is written from now on."""

    async def change(desk: Desk, caller: Caller) -> TransactionClass:
        if (await business_settings.business_of(desk, caller)).class_of(number) is None:
            fail(f"business {tax_number} has no class {number}")
        saved = await business_settings.save_class(
            desk, caller, number, name=name, vat=vat, recoverable=input_vat, equipment=equipment
        )
        return saved.record

    say(_described(_for_business(tax_number, data, change)))


def _described(one: TransactionClass) -> str:
    said = f"Class {one.number} {one.name!r}: {one.sort.value}, VAT {one.vat.value}"
    if one.sort is not ClassSort.EXPENSES:
        return said
    return f"{said}, input VAT {one.input_vat.value}{', equipment' if one.equipment else ''}"


@series_app.command("first-number")
def set_first_number(
    tax_number: TaxNumber,
    kind: Annotated[str, typer.Argument(help="A kind of document, for example tax_invoice.")],
    series: Annotated[int, typer.Argument(help="The series (branch), 0 to 99; what comes over an API has 98.")],
    number: Annotated[int, typer.Argument(help="The number its first document will bear.")],
    *,
    data: Data = None,
) -> None:
    """Choose the first number of a series of documents, while it has none."""
    _for_business(
        tax_number,
        data,
        lambda desk, caller: business_settings.set_first_number(desk, caller, kind, series, number),
    )
    say(f"The first {kind.replace('_', ' ')} of series {series:02d} will bear number {number}")


Month = Annotated[str, typer.Argument(help="A month, for example 2026-01.")]


@period_app.command("close")
def close_period(tax_number: TaxNumber, month: Month, *, data: Data = None) -> None:
    """Close a month and everything before it."""
    saved = _for_business(tax_number, data, lambda desk, caller: periods.close_period(desk, caller, month))
    say(_how_far(saved.record))


@period_app.command("reopen")
def reopen_period(tax_number: TaxNumber, month: Month, *, data: Data = None) -> None:
    """Open a month and everything after it again."""
    saved = _for_business(tax_number, data, lambda desk, caller: periods.reopen_period(desk, caller, month))
    say(_how_far(saved.record))


def _how_far(closed_through: dt.date | None) -> str:
    return "Nothing is closed" if closed_through is None else f"The books are closed through {closed_through}"


@contact_app.command("payer")
def set_payer(
    tax_number: TaxNumber,
    contact: Annotated[str, typer.Argument(help="The key of the contact.")],
    payer: Annotated[str | None, typer.Argument(help="The key of who pays; none: they themselves.")] = None,
    *,
    data: Data = None,
) -> None:
    """Say who pays for a contact: new documents of theirs go to the payer."""
    _for_business(tax_number, data, lambda desk, caller: contacts.set_payer(desk, caller, contact, payer))
    say(f"{contact} pays for itself" if payer is None else f"{payer} pays for {contact}")
