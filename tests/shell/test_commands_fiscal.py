"""`pinkas business fiscal`: joined with codes and a certificate, shown, told again; and what cannot be."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from typer.testing import CliRunner

from pinkas.actions.fiscal.settings import fiscal_settings
from pinkas.books.errors import InvalidValue, NotAvailable
from pinkas.connectors.fiscal_al import open_service
from pinkas.connectors.signing.certificates import make_demo_key_file
from pinkas.shell import cli, commands_business, commands_fiscal
from pinkas.storage import directory
from pinkas.storage.verify import verify_business
from pinkas.testing.house import House
from tests.wire.icash.albania.shop import KEY

NUMBER = "L12345678A"
UNTOLD = "No fiscal device is configured: sales are not fiscalised, and the papers say so."


def run(house: House, *words: str) -> list[str]:
    """What the command says, line by line; the books' own refusals come through. Nobody answers at the service."""
    desk = replace(house.desk, fiscal_service=open_service(("http://127.0.0.1:9", None), house.clock))
    with pytest.MonkeyPatch.context() as patch:
        for module in (commands_fiscal, commands_business):
            patch.setattr(module, "at_the_desk", lambda _settings, work, **_: house.run(work(desk)))
        done = CliRunner().invoke(cli.app, words)
    if isinstance(done.exception, InvalidValue | NotAvailable):
        raise done.exception
    assert done.exit_code in {0, 1}, done.stderr
    return done.stderr.splitlines()


def test_a_business_is_joined(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(house, "business", "add", NUMBER, "Shembull sh.p.k.", "--country", "AL")
    fiscal = ("business", "fiscal", NUMBER)
    assert run(house, *fiscal) == [
        UNTOLD,
        f"Business {NUMBER} does not tell of its sales (no service: PINKAS_FISCAL_AL_URL is not set); none so far",
    ]
    good, curve = tmp_path / "good.p12", tmp_path / "curve.p12"
    good.write_bytes(make_demo_key_file("x", now=house.clock.at, password="s3cret", key=KEY).data)
    curve.write_bytes(make_demo_key_file("x", now=house.clock.at, key=ec.generate_private_key(ec.SECP256R1())).data)
    for said, wrong in (
        (("--tell",), "business_unit"),
        (("--business-unit", "a b"), "business_unit"),
        (("--till", "1=a/b"), "till_codes"),
        (("--environment", "moon"), "environment"),
        (("--till", "7=cc123cc123"), "till"),
    ):
        with pytest.raises(InvalidValue) as refused:
            run(house, *fiscal, *said)
        assert refused.value.field == wrong
    assert run(house, *fiscal, "--certificate", str(tmp_path / "none")) == [
        f"pinkas: {tmp_path / 'none'} cannot be read: No such file or directory."
    ]
    codes = ("--business-unit", "bb123bb123", "--operator", "oo123oo123", "--software", "ss123ss123")
    tells = (*fiscal, *codes, "--till", "1=cc123cc123", "--environment", "test", "--tell", "--certificate")
    for file, part in ((good, "password"), (curve, "certificate")):
        with pytest.raises(InvalidValue) as refused:
            run(house, *tells, str(file))
        assert refused.value.field == part
    monkeypatch.setenv("PINKAS_FISCAL_PASSWORD", "s3cret")
    monkeypatch.setenv("PINKAS_FISCAL_AL_URL", "http://127.0.0.1:9")
    where = "(http://127.0.0.1:9)"
    assert run(house, *tells, str(good)) == [f"Business {NUMBER} tells of its sales {where}; none so far"]
    business = house.run(directory.business_by_tax_number(house.desk.store, [NUMBER]))
    assert business is not None
    said_now = house.run(fiscal_settings(house.desk, business))
    assert (said_now.till_code(1), said_now.password) == ("cc123cc123", "s3cret")
    assert "s3cret" not in repr(said_now)
    # What is not given stays; the certificate's password too.
    assert run(house, *fiscal, "--operator", "oo999oo999", "--tell-again")[-1].startswith(f"Business {NUMBER} tells")
    kept = house.run(fiscal_settings(house.desk, business))
    assert (kept.operator, kept.password, kept.certificate) == ("oo999oo999", "s3cret", said_now.certificate)
    assert run(house, *fiscal, "--tell-nothing")[0] == UNTOLD
    assert house.run(verify_business(house.desk.store, business)) is None


def test_no_other_country_tells(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run(house, "business", "add", "203912346", "Пример ООД", "--country", "BG")
    with pytest.raises(NotAvailable, match="only an Albanian business"):
        run(house, "business", "fiscal", "203912346", "--operator", "x1")
