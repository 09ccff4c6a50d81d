"""The settings of mail: what they mean together, and what is said when they contradict each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pinkas.actions.ports import Mailbox
from pinkas.connectors.mail import MailRoad
from pinkas.connectors.smtp import SmtpMailer, SmtpServer
from pinkas.shell.config import SettingsError, load

TOGETHER = "PINKAS_SMTP_USER and PINKAS_SMTP_PASSWORD must be set together, or neither."
SECURITIES = "PINKAS_SMTP_SECURITY cannot be used: Input should be 'none', 'starttls' or 'tls'."
GOOD = {"SMTP_HOST": "smtp.example.com", "MAIL_FROM": "books@hadar.example"}


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Away from any pinkas.toml."""
    monkeypatch.chdir(tmp_path)


def set_all(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"PINKAS_{name}", value)


def test_a_server_with_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(
        monkeypatch,
        {**GOOD, "SMTP_USER": "u", "SMTP_PASSWORD": "s3cret", "MAIL_FROM": '"מחסני הדר" <books@hadar.example>'},
    )
    settings = load()
    assert settings.mail_road.server == SmtpServer(
        host="smtp.example.com", port=587, security="starttls", user="u", password="s3cret", timeout_s=30
    )
    assert settings.mail_road.sender == Mailbox("מחסני הדר", "books@hadar.example")
    assert settings.mail_road.sentence == "Mail: sent through smtp.example.com:587"
    assert "s3cret" not in repr(settings) + repr(settings.mail_road)
    assert isinstance(settings.mail_road.open(), SmtpMailer)


def test_a_worker_is_told_the_same_road(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MailRoad.from_plain(json.loads(json.dumps(load().mail_road.to_plain()))) == load().mail_road
    set_all(monkeypatch, {**GOOD, "SMTP_USER": "u", "SMTP_PASSWORD": "s3cret"})
    assert MailRoad.from_plain(json.loads(json.dumps(load().mail_road.to_plain()))) == load().mail_road


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("none", 25)])
def test_the_port_follows_the_security(monkeypatch: pytest.MonkeyPatch, security: str, port: int) -> None:
    set_all(monkeypatch, {**GOOD, "SMTP_SECURITY": security})
    server = load().mail_road.server
    assert server is not None
    assert server.port == port


def test_empty_variables_are_unset_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("SMTP_HOST", "SMTP_PORT", "SMTP_SECURITY", "SMTP_USER", "SMTP_PASSWORD", "SMTP_TIMEOUT", "MAIL_FROM")
    set_all(monkeypatch, dict.fromkeys(names, ""))
    assert load().mail_road == MailRoad(Path("pinkas-data/mail"))


def test_a_password_in_the_clear_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, {**GOOD, "SMTP_USER": "u", "SMTP_PASSWORD": "p", "SMTP_SECURITY": "none"})
    with pytest.raises(SettingsError, match="would travel in the clear to another machine"):
        load()
    monkeypatch.setenv("PINKAS_SMTP_HOST", "127.0.0.1")
    assert load().mail_road.server is not None


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"SMTP_HOST": "h"}, "PINKAS_SMTP_HOST is set but PINKAS_MAIL_FROM is not: mail must come from some address."),
        ({"SMTP_PORT": "25"}, "PINKAS_SMTP_PORT is set but PINKAS_SMTP_HOST is not."),
        ({"SMTP_PASSWORD": "s3cret"}, "PINKAS_SMTP_PASSWORD is set but PINKAS_SMTP_HOST is not."),
        ({**GOOD, "SMTP_USER": "u"}, TOGETHER),
        ({**GOOD, "SMTP_PASSWORD": "s3cret"}, TOGETHER),
        ({**GOOD, "SMTP_SECURITY": "ssl"}, SECURITIES),
        ({**GOOD, "SMTP_PORT": "0"}, "PINKAS_SMTP_PORT cannot be used: Input should be greater than or equal to 1."),
        ({"MAIL_FROM": "nobody"}, "PINKAS_MAIL_FROM cannot be used: 'nobody' is not a mail address."),
        ({"MAIL_FROM": "a@x.example b@x.example"}, "PINKAS_MAIL_FROM must be one address."),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], sentence: str
) -> None:
    set_all(monkeypatch, values)
    with pytest.raises(SettingsError) as refused:
        load()
    assert str(refused.value) == sentence
