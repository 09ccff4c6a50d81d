"""The letterhead of a report: the business as it is registered on the day the report is made."""

from __future__ import annotations

import datetime as dt
from typing import cast

from pinkas.books.business import Registered, registered
from pinkas.books.report import Language
from pinkas.paper import Letterhead, Logo
from pinkas.paper.sheet import Registration
from pinkas.storage.reports import Issuer


def letterhead(issuer: Issuer, day: dt.date, language: Language) -> Letterhead:
    """Who the report is of, in its language where it has words for it."""
    english = language == "en" and issuer.address1_english is not None
    city = " ".join(part for part in (issuer.city_english if english else issuer.city, issuer.postal_code) if part)
    street = (issuer.address1_english,) if english else (issuer.address1, issuer.address2)
    changes = [Registered(valid_from=since, registration=name) for since, name in issuer.registrations]
    logo = None
    if issuer.logo is not None and issuer.logo_type is not None:
        logo = Logo(issuer.logo, issuer.logo_type)  # type: ignore[arg-type]  # Logo checks it itself
    return Letterhead(
        name=issuer.legal_name,
        name_english=issuer.name_english or "",
        registration=cast("Registration", registered(issuer.registration, changes, day)),
        tax_number=issuer.tax_number,
        address=tuple(part for part in (*street, city) if part),
        phone=issuer.phone or "",
        email=issuer.email or "",
        website=issuer.website or "",
        logo=logo,
    )
