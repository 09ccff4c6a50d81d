"""Who and what is in the demo: the business, its customers and suppliers, its goods and services."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from pinkas.actions.businesses import Profile
from pinkas.books.contact import Contact, ContactType
from pinkas.books.document import Party
from pinkas.books.product import Product
from pinkas.books.terms import TermsRule

PROFILE: Final = Profile(
    legal_name="נגריית פנקס (הדגמה)",
    name_english="Pinkas Woodworks (demo)",
    registration="licensed_dealer",
    address1="רחוב החרש 7",
    city="תל אביב-יפו",
    postal_code="6761007",
    country="ישראל",
    address1_english="7 HaHarash St.",
    city_english="Tel Aviv-Yafo",
    phone="03-5550123",
    email="demo@example.com",
    website="pinkas.example",
)

CUSTOMERS: Final = {
    "5077": Contact(
        name='נגריית אלון בע"מ', tax_number="514000009", contact_name="דנה אלון", address1="הרצל 12", city="חיפה",
        postal_code="3303112", phone="04-8000000", mobile="050-0000000", email="dana@example.com",
        terms_rule=TermsRule.END_OF_MONTH_PLUS, terms_days=30, customer_number="5077",
    ),
    "cust-cafe": Contact(
        name="קפה השקמה", tax_number="300000007", contact_name="יוסי לוי", address1="דיזנגוף 99", city="תל אביב-יפו",
        email="yossi@example.com, office@example.com", terms_rule=TermsRule.DAYS, terms_days=14,
    ),
    "cust-ruth": Contact(
        name="רות כהן", address1="שדרות בן גוריון 3", city="הרצליה", mobile="052-0000000", email="ruth@example.com",
        is_private=True, terms_rule=TermsRule.IMMEDIATE,
    ),
    "cust-export": Contact(
        name="Nordic Interiors AB", address1="Storgatan 1", city="Malmö", country="Sweden",
        email="purchase@example.org", is_domestic=False, charge_vat=False,
    ),
}  # fmt: skip

SUPPLIERS: Final = {
    "supp-wood": Contact(
        type=ContactType.SUPPLIER, name='עצי הכרמל בע"מ', tax_number="510000003", contact_name="אורי שגב",
        address1="התעשייה 4", city="נשר", phone="04-8211111", email="orders@example.net", class_number=3100,
    ),
    "supp-power": Contact(type=ContactType.SUPPLIER, name="חברת החשמל", city="חיפה", class_number=3100),
}  # fmt: skip

#: Goods and services by their keys, with the stock the business opened with.
PRODUCTS: Final[dict[str, tuple[Product, Decimal | None]]] = {
    "shelf": (
        Product(
            currency="ILS",
            name="מדף אלון מלא", description='120×30 ס"מ, גימור שמן', name_english="Solid oak shelf",
            catalog_number="OAK-120", barcode="7290000000017", sale_price1=Decimal(250), sale_price2=Decimal(230),
            purchase_price=Decimal(120), unit="יח'", category="מדפים", least_stock=Decimal(5),
        ),
        Decimal(60),
    ),
    "chair": (
        Product(
            currency="ILS",
            name="כיסא מרופד", description="בד אפור", name_english="Upholstered chair", catalog_number="CH-7",
            barcode="7290000000024", sale_price1=Decimal(420), sale_price2=Decimal(400), purchase_price=Decimal(210),
            unit="יח'", category="ישיבה", least_stock=Decimal(4),
        ),
        Decimal(40),
    ),
    "table": (
        Product(
            currency="ILS",
            name="שולחן אוכל 180×90", name_english="Dining table 180×90", catalog_number="TB-180",
            sale_price1=Decimal(3400), purchase_price=Decimal(1700), unit="יח'", category="שולחנות",
        ),
        Decimal(6),
    ),
    "assembly": (
        Product(
            currency="ILS",
            name="התקנה בבית הלקוח", name_english="Assembly at the customer's", sale_price1=Decimal(350), unit="שעה",
            category="שירותים",
        ),
        None,
    ),
}  # fmt: skip


def party(customer: str) -> Party:
    """What papers say of a customer."""
    contact = CUSTOMERS[customer]
    return Party(
        name=contact.name, tax_number=contact.tax_number, contact_name=contact.contact_name, address1=contact.address1,
        city=contact.city, postal_code=contact.postal_code, country=contact.country, email=contact.email,
        mobile=contact.mobile,
    )  # fmt: skip
