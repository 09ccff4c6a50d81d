"""The tax authority's token: kept encrypted, refreshed once however many need it, rotated before it is used."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from pinkas.actions.allocation.settings import application_of, tax_authority_settings
from pinkas.actions.allocation.token import AuthorityToken, good_token
from pinkas.actions.businesses import caller_of_business
from pinkas.actions.desk import Desk
from pinkas.connectors.tax_authority import ShaamClient
from pinkas.storage.pool import open_store
from pinkas.testing.authority import CLIENT, Authority
from pinkas.testing.clock import MovableClock
from pinkas.testing.house import House
from tests.wire.caspit.golden.shop import PASSWORD, Shop

from .asking import ext
from .authority_shop import give_token, join, open_numbered, sell, settings, state


@pytest.fixture(scope="module")
def authority() -> Iterator[Authority]:
    with Authority() as open_authority:
        yield open_authority


@pytest.fixture
def joined(operated: House, clock: MovableClock, authority: Authority) -> Iterator[Shop]:
    """A new business with a stale token that can be refreshed."""
    authority.reset()
    shop = open_numbered(operated)
    join(shop, authority)
    give_token(shop, authority, stale=True)
    yield shop
    shop.close()


def test_a_stale_token_is_refreshed_before_it_is_shown(joined: Shop, authority: Authority) -> None:
    shown = joined.get("OpenAPIToken").json
    assert (shown["AccessTokenValidDate"], shown["RefreshTokenValidDate"]) == (
        "2026-08-04T12:10:01", "2026-11-02T11:00:00",
    )  # fmt: skip
    assert joined.get("OpenAPIToken").json == shown
    assert authority.refreshes == 1
    joined.house.clock.move(minutes=9, seconds=40)
    later = joined.get("OpenAPIToken").json
    assert later["AccessToken"] != shown["AccessToken"]
    assert later["RefreshToken"] != shown["RefreshToken"]
    assert ext(joined, "GET", "tax-authority").json["Authorised"] is True


def test_what_cannot_be_refreshed_is_shown_as_it_is(joined: Shop, authority: Authority) -> None:
    joined.ask("POST", "OpenAPIToken", {"AccessToken": "a", "RefreshToken": "used-up"})
    assert joined.get("OpenAPIToken").json["AccessToken"] == "a"
    sell(joined, "w", 6000)
    assert "authorise again" in ext(joined, "GET", "allocations/w").json["Trouble"]
    assert authority.refreshes == 0


def test_an_authorisation_that_is_over_is_shown_until_somebody_authorises_again(
    joined: Shop, authority: Authority
) -> None:
    joined.ask("POST", "OpenAPIToken", {"AccessToken": "a", "RefreshToken": "revoked"})
    assert ext(joined, "GET", "tax-authority").json["Authorised"] is True
    sell(joined, "w", 6000)
    for _ in range(2):
        assert ext(joined, "POST", "allocations/w/ask").status == 200
    shown = ext(joined, "GET", "tax-authority").json
    assert shown["Authorised"] is False
    assert "invalid_grant" in shown["AuthorisationTrouble"]
    assert "authorise again" in shown["AuthorisationTrouble"]
    assert [joined.get("OpenAPIToken").json[name] for name in ("AccessToken", "RefreshToken")] == ["a", "revoked"]
    told = [row["Message"] for row in joined.get("Log").json["Results"]]
    assert [message.startswith("Allocation numbers cannot be asked for: ") for message in told] == [True]
    assert authority.refused_refreshes == 1
    give_token(joined, authority, stale=True)
    again = ext(joined, "GET", "tax-authority").json
    assert (again["Authorised"], again["AuthorisationTrouble"]) == (True, None)
    assert ext(joined, "POST", "allocations/w/ask").json["State"] == "approved"


def test_an_application_that_is_not_taken_ends_no_authorisation(joined: Shop) -> None:
    ext(joined, "PUT", "tax-authority", {"ClientSecret": "mistyped"})
    sell(joined, "w", 6000)
    assert "invalid_client" in ext(joined, "GET", "allocations/w").json["Trouble"]
    shown = ext(joined, "GET", "tax-authority").json
    assert (shown["Authorised"], shown["AuthorisationTrouble"]) == (True, None)
    ext(joined, "PUT", "tax-authority", {"ClientSecret": CLIENT[1]})
    assert ext(joined, "POST", "allocations/w/ask").json["State"] == "approved"


def test_many_who_need_it_refresh_it_once(joined: Shop, authority: Authority) -> None:
    authority.refresh_pause_s = 0.1
    twins = [Shop(joined.house, joined.tax_number, joined.business, joined.token) for _ in range(6)]
    with ThreadPoolExecutor(len(twins)) as crowd:
        shown = {reply.text for reply in crowd.map(lambda twin: twin.get("OpenAPIToken"), twins)}
    for twin in twins:
        twin.close()
    assert (len(shown), authority.refreshes) == (1, 1)


def test_two_workers_use_the_refresh_token_once(
    joined: Shop, authority: Authority, connection: dict[str, object]
) -> None:
    authority.refresh_pause_s = 0.1
    own = joined.house.desk

    async def race() -> set[str]:
        store = await open_store(connection, readers=2, writers=1)
        other = Desk(store, own.clock, own.keyring, own.mailer, authority=ShaamClient())
        try:
            return {
                token.access
                for token in await asyncio.gather(*(_good(desk, joined.business) for desk in (own, other, own, other)))
            }
        finally:
            await store.close()

    assert len(joined.house.run(race())) == 1
    assert authority.refreshes == 1


async def _good(desk: Desk, business: int) -> AuthorityToken:
    caller = await caller_of_business(desk, business, actor="test")
    return await good_token(desk, caller, application_of(await tax_authority_settings(desk, caller), caller))


def test_nothing_shows_its_secrets(
    joined: Shop, authority: Authority, owner_dsn: str, capfd: pytest.CaptureFixture[str]
) -> None:
    access, refresh = give_token(joined, authority, stale=True)
    shown = joined.get("OpenAPIToken").json
    secrets = (access, refresh, shown["AccessToken"], shown["RefreshToken"], CLIENT[1])
    assert CLIENT[1] not in ext(joined, "GET", "tax-authority").text
    with psycopg.connect(owner_dsn) as owner:
        tables = [
            f"{schema}.{table}"
            for schema, table in owner.execute(
                "select table_schema, table_name from information_schema.tables where table_schema in"
                " ('books', 'directory') and table_type = 'BASE TABLE'"
            )
        ]
        kept = "".join(
            str(owner.execute(f"select string_agg(t::text, '') from {table} t").fetchone()) for table in tables
        )
    said = "".join(capfd.readouterr())
    for secret in secrets:
        assert secret not in kept
        assert secret.encode().hex() not in kept
        assert secret not in said


def test_authorising_in_the_browser(operated: House, clock: MovableClock, authority: Authority) -> None:
    authority.reset()
    shop = open_numbered(operated)
    assert ext(shop, "PUT", "tax-authority", settings(authority)).status == 200
    asked = urlsplit(ext(shop, "GET", "tax-authority/authorise").json["Url"])
    said = {name: values[0] for name, values in parse_qs(asked.query).items()}
    assert asked.path == "/shaam/tsandbox/longtimetoken/oauth2/authorize"
    assert (said["response_type"], said["client_id"], said["scope"]) == ("code", CLIENT[0], "scope")
    assert said["redirect_uri"] == f"{shop.house.url}/ext/v1/tax-authority/return"
    authority.codes.add("code-1")
    back = f"/ext/v1/tax-authority/return?code=code-1&state={said['state']}"
    assert shop.send("GET", back).status == 200  # the browser bears no token of ours
    assert ext(shop, "GET", "tax-authority").json["AuthorisedUntil"] == "2026-11-02T11:00:00"
    sell(shop, "a", 6000)
    assert state(shop, "a") == "approved"
    used = shop.send("GET", back)
    assert (used.status, "gave no token (401" in used.text) == (400, True)
    clock.move(minutes=31)
    assert "begin again" in shop.send("GET", back).text
    forged = said["state"][:-8] + "AAAAAAAA"
    assert "none that was given out" in shop.send("GET", f"/ext/v1/tax-authority/return?code=c&state={forged}").text
    shop.close()


def test_asking_needs_the_number_of_the_software(operated: House, clock: MovableClock, authority: Authority) -> None:
    shop = open_numbered(operated)
    body = settings(authority)
    del body["SoftwareNumber"]
    refused = ext(shop, "PUT", "tax-authority", body)
    said = "The field SoftwareNumber is needed for asking: the registration certificate's, or without one the company "
    assert (refused.status, refused.json["ModelState"]) == (400, {"SoftwareNumber": [f"{said}number of the maker."]})
    old = ext(shop, "PUT", "tax-authority", {**body, "SoftwareNumber": 99_999_999})
    assert (old.status, "belongs to version 1" in old.text) == (400, True)
    assert ext(shop, "PUT", "tax-authority", {**body, "SoftwareNumber": 514_000_009}).status == 200
    shop.close()


def test_only_the_operator_names_another_host(operated: House, clock: MovableClock, authority: Authority) -> None:
    shop = open_numbered(operated)
    operated.add_user(f"clerk-{shop.tax_number}", PASSWORD, shop.business)
    query = f"user=clerk-{shop.tax_number}&pwd={PASSWORD}&osekMorshe={shop.tax_number}"
    operator, shop.token = shop.token, shop.send("GET", f"/api/v1/Token?{query}").json
    refused = ext(shop, "PUT", "tax-authority", settings(authority))
    assert (refused.status, "only the operator" in refused.text) == (403, True)
    elsewhere = ext(shop, "PUT", "tax-authority", {"LookUpHost": authority.url})
    assert (elsewhere.status, "only the operator" in elsewhere.text) == (403, True)
    official = {"LoginHost": "https://openapi.taxes.gov.il", "Host": "https://openapi.taxes.gov.il"}
    assert ext(shop, "PUT", "tax-authority", settings(authority, **official)).status == 200
    for host in ("https://taxes.gov.il.example.com", "https://evil.com#.taxes.gov.il", "http://openapi.taxes.gov.il"):
        assert ext(shop, "PUT", "tax-authority", settings(authority, **official) | {"Host": host}).status in {400, 403}
    shop.token = operator
    shop.close()
