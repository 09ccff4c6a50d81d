"""What holds for a business's books, said from the command line beside a running server and seen over its wire."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from pinkas.connectors.signing import make_demo_key_file
from pinkas.shell import cli
from tests.folders import passing_folder

from .test_commands import Serving

DEMO = "123456782"


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[Serving, Path]]:
    with passing_folder() as folder, Serving(folder / "data", "--demo") as serving:
        yield serving, folder / "data"


@pytest.fixture(scope="module")
def headers(demo: tuple[Serving, Path]) -> dict[str, str]:
    return {"Caspit-Token": demo[0].token()}


@dataclass(frozen=True)
class Keyboard:
    """The command line in this process: a Python started for every command would cost more than the command."""

    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def said(self, *arguments: str) -> str:
        status, text = self._run(*arguments)
        assert status == 0, text
        return text

    def refused(self, *arguments: str) -> str:
        status, text = self._run(*arguments)
        assert (status, len(text.splitlines())) == (1, 1), text
        return text

    def _run(self, *arguments: str) -> tuple[object, str]:
        self.monkeypatch.setattr("sys.argv", ["pinkas", *arguments])
        with pytest.raises(SystemExit) as left:
            cli.main()
        return left.value.code, self.capsys.readouterr().err.strip()


@pytest.fixture
def keyboard(
    demo: tuple[Serving, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Keyboard:
    for name in [name for name in os.environ if name.startswith("PINKAS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PINKAS_DATA", str(demo[1]))
    monkeypatch.chdir(demo[1].parent)
    return Keyboard(capsys, monkeypatch)


def written(serving: Serving, headers: dict[str, str], **members: object) -> Any:
    sent = {"TrxTypeId": 1, "TrxCodeNumber": 3, "DocumentLines": [{"ProductName": "מדף", "UnitPrice": 100}], **members}
    answer = httpx2.post(f"{serving.url}/api/v1/Documents", json=sent, headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def shown(serving: Serving, headers: dict[str, str], target: str) -> Any:
    return httpx2.get(f"{serving.url}/ext/v1/{target}", headers=headers).json()


def test_terms(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    serving, _ = demo
    assert keyboard.said("business", "terms", DEMO, "--rule", "days", "--days", "10") == (
        f"Documents of business {DEMO} are due by days 10, unless the card says otherwise"
    )
    assert written(serving, headers, Date="2026-08-05")["DueDate"] == "2026-08-15T00:00:00"
    assert shown(serving, headers, "terms") == {"PaymentTerms": 4, "PaymentTermsDays": 10}
    assert keyboard.refused("business", "terms", DEMO, "--rule", "days", "--days", "4000") == (
        "pinkas: Terms days must be between 0 and 3650."
    )


def test_classes(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    serving, _ = demo
    assert keyboard.said("class", "add", DEMO, "100", "ייצוא", "--sort", "income", "--vat", "zero") == (
        "Class 100 'ייצוא': income, VAT zero"
    )
    assert written(serving, headers, TrxCodeNumber=100)["Total"] == 100
    assert keyboard.said("class", "change", DEMO, "100", "--name", "ייעוץ", "--vat", "standard") == (
        "Class 100 'ייעוץ': income, VAT standard"
    )
    assert written(serving, headers, TrxCodeNumber=100)["Total"] == 118
    assert keyboard.refused("class", "add", DEMO, "100", "x", "--sort", "income") == (
        f"pinkas: Class 100 is there already; change it with: pinkas class change {DEMO} 100."
    )
    assert keyboard.refused("class", "change", DEMO, "101") == f"pinkas: Business {DEMO} has no class 101."


def test_tax_authority(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    said = ("business", "tax-authority", DEMO)
    assert keyboard.said(*said) == f"Business {DEMO} asks for no allocation numbers"
    assert keyboard.refused(*said, "--ask") == "pinkas: Client id is needed for asking."
    keyboard.monkeypatch.setenv("PINKAS_TAX_AUTHORITY_SECRET", "s3cret")
    asking = ("--ask", "--client-id", "app", "--environment", "tsandbox", "--user-name", "רות")
    assert "Software number is needed for asking" in keyboard.refused(*said, *asking)
    joined = keyboard.said(*said, *asking, "--software-number", "514000009")
    assert joined == (
        f"Business {DEMO} asks for allocation numbers at https://ita-api.taxes.gov.il (tsandbox); not authorised yet"
    )
    seen = shown(demo[0], headers, "tax-authority")
    assert (seen["Active"], seen["ClientId"], seen["ClientSecret"]) == (True, "app", None)
    assert keyboard.said(*said, "--ask-nothing") == f"Business {DEMO} asks for no allocation numbers"


def test_first_numbers(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    serving, _ = demo
    assert keyboard.said("series", "first-number", DEMO, "quote", "7", "1001") == (
        "The first quote of series 07 will bear number 1001"
    )
    assert written(serving, headers, TrxTypeId=16, DocumentNumberBranch=7)["Number"] == "07/1001"
    assert keyboard.refused("series", "first-number", DEMO, "quote", "7", "2001") == (
        "pinkas: Series 07 of quote has numbers already."
    )
    assert keyboard.refused("series", "first-number", DEMO, "novel", "7", "1").startswith(
        "pinkas: Kind must be one of tax"
    )


def test_periods(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    serving, _ = demo
    assert keyboard.said("period", "close", DEMO, "2020-01") == "The books are closed through 2020-01-31"
    assert shown(serving, headers, "periods") == {"ClosedThrough": "2020-01-31T00:00:00"}
    assert keyboard.refused("business", "registration", DEMO, "company", "--from", "2020-01-05") == (
        "pinkas: The period of 2020-01 is closed (through 2020-01-31)."
    )
    assert keyboard.said("period", "reopen", DEMO, "2019-06") == "The books are closed through 2019-05-31"
    assert keyboard.refused("period", "close", DEMO, "January") == "pinkas: Period must be a month such as 2026-01."


def test_a_payer(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    serving, _ = demo
    assert keyboard.said("contact", "payer", DEMO, "cust-ruth", "cust-cafe") == "cust-cafe pays for cust-ruth"
    assert written(serving, headers, CustomerId="cust-ruth")["CustomerId"] == "cust-cafe"
    assert keyboard.said("contact", "payer", DEMO, "cust-ruth") == "cust-ruth pays for itself"
    assert written(serving, headers, CustomerId="cust-ruth")["CustomerId"] == "cust-ruth"
    assert keyboard.refused("contact", "payer", DEMO, "nobody", "cust-cafe") == "pinkas: No contact 'nobody'."


def test_a_registration(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    serving, _ = demo
    assert keyboard.said("business", "registration", DEMO, "company", "--from", "2030-01-01") == (
        f"Business {DEMO} is registered as company from 2030-01-01"
    )
    assert shown(serving, headers, "registration")["Registrations"] == [
        {"ValidFrom": None, "Registration": "licensed_dealer"},
        {"ValidFrom": "2030-01-01T00:00:00", "Registration": "company"},
    ]
    assert keyboard.refused("business", "registration", DEMO, "club", "--from", "2031-01-01") == (
        "pinkas: Registration must be one of licensed_dealer, exempt_dealer, company, non_profit."
    )
    assert keyboard.refused("period", "close", "000000000", "2020-01") == (
        "pinkas: No business has the tax number 000000000."
    )


def test_a_card_gateway(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard) -> None:
    gateway = ("business", "card-gateway", DEMO)
    assert keyboard.said(*gateway) == "Cards go through sandbox"
    assert keyboard.refused(*gateway, "pelecard", "--terminal", "0962210", "--user", "shop") == (
        "pinkas: Password must be said for pelecard."
    )
    account = ("pelecard", "--terminal", "0962210", "--user", "shop", "--password", "s3cret-Pele")
    assert keyboard.said(*gateway, *account) == "Cards go through pelecard, terminal 0962210, user shop"
    assert keyboard.said(*gateway, *account[:-2]) == "Cards go through pelecard, terminal 0962210, user shop"
    assert shown(demo[0], headers, "card-gateway") == {
        "Gateway": "pelecard", "Terminal": "0962210", "User": "shop", "Password": None, "HasPassword": True,
    }  # fmt: skip
    assert keyboard.said(*gateway, "sandbox") == "Cards go through sandbox"


def test_the_books_are_whole_after_all_of_it(keyboard: Keyboard) -> None:
    assert "the books are whole" in keyboard.said("verify", "--business", DEMO)


def test_the_signature(demo: tuple[Serving, Path], headers: dict[str, str], keyboard: Keyboard, tmp_path: Path) -> None:
    own = make_demo_key_file("Shop", now=dt.datetime.now(dt.UTC), password="s3cret", days=100)
    (tmp_path / "own.p12").write_bytes(own.data)
    said = keyboard.said("business", "signature", DEMO)
    assert said.startswith(
        f"Business {DEMO} signs with its own certificate (secured): CN=DEMO Pinkas Woodworks (demo),"
    )
    wrong = keyboard.refused("business", "signature", DEMO, str(tmp_path / "own.p12"), "--password", "silver")
    assert wrong == "pinkas: Password does not open the certificate."
    keyboard.monkeypatch.setenv("PINKAS_SIGNATURE_PASSWORD", "s3cret")
    path = str(tmp_path / "own.p12")
    said = keyboard.said("business", "signature", DEMO, path, "--level", "approved", "--notified-on", "2026-01-15")
    assert said.startswith(f"Business {DEMO} signs with its own certificate (approved): CN=DEMO Shop,")
    keyboard.monkeypatch.delenv("PINKAS_SIGNATURE_PASSWORD")
    seen = shown(demo[0], headers, "signature")
    assert (seen["Level"], seen["TaxOfficeNotifiedOn"], seen["IsOwn"]) == ("approved", "2026-01-15T00:00:00", True)
    assert keyboard.said("business", "signature", DEMO, "--remove") == (
        f"Nobody signs for business {DEMO}: neither it nor the installation has a certificate"
    )
