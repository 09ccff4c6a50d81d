"""Mail kept as files: private, whole or absent, and openable by any mail program."""

from __future__ import annotations

import asyncio
import email
import errno
import stat
from email import policy
from pathlib import Path

import pytest

from pinkas.actions.ports import Delivery, DeliveryState
from pinkas.connectors.mail import MailRoad
from pinkas.connectors.outbox import Outbox
from tests.connectors.messages import PDF, SENDER, message

NAME = "20260804T090000.000000Z-019237a1-0000-7000-8000-000000000001@hadar.example.eml"


def keep(folder: Path, **changes: object) -> Delivery:
    return asyncio.run(Outbox(folder, SENDER).send(message(**changes)))


def test_a_message_is_kept_where_only_we_can_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "mail"
    assert keep(folder) == Delivery(state=DeliveryState.ACCEPTED, detail=f"kept as {NAME}")
    assert list(folder.iterdir()) == [folder / NAME]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600


def test_what_is_kept_is_the_whole_mail_with_its_hidden_recipients(tmp_path: Path) -> None:
    keep(tmp_path, bcc=("hidden@example.org",))
    kept = email.message_from_bytes((tmp_path / NAME).read_bytes(), policy=policy.default)
    assert (kept["Subject"], kept["Bcc"]) == ("חשבונית מס 98/100001 מאת מחסני הדר", "hidden@example.org")
    assert [part.get_content() for part in kept.iter_attachments()] == [PDF]


def test_a_folder_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    folder.mkdir()
    folder.chmod(0o755)
    keep(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_message_again_is_the_same_file_and_another_is_another(tmp_path: Path) -> None:
    keep(tmp_path)
    keep(tmp_path)
    keep(tmp_path, message_id="another@hadar.example")
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("pinkas.connectors.outbox.os.fsync", full)
    delivery = keep(tmp_path)
    assert (delivery.state, delivery.temporary) == (DeliveryState.REFUSED, True)
    assert delivery.detail == f"the message cannot be kept in {tmp_path}: No space left on device"
    assert list(tmp_path.iterdir()) == []


def test_a_rename_that_may_not_outlive_a_power_failure_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("pinkas.connectors.outbox._flush_folder", broken)
    assert keep(tmp_path).state is DeliveryState.UNKNOWN


def test_a_file_where_the_folder_should_be_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    assert keep(tmp_path / "mail").state is DeliveryState.REFUSED


def test_without_a_server_the_road_leads_into_the_folder(tmp_path: Path) -> None:
    road = MailRoad(tmp_path)
    mailer = road.open()
    assert isinstance(mailer, Outbox)
    assert mailer.sender.address == "no-reply@pinkas.invalid"
    assert road.sentence == f"Mail: kept as .eml files in {tmp_path}; set PINKAS_SMTP_HOST to send it"
