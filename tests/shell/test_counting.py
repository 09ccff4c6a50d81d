"""Requests a minute, counted by the workers of one machine in one file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pinkas.shell.config import SettingsError, load
from pinkas.shell.counting import open_throttle
from pinkas.storage.keyring import open_keyring
from pinkas.testing.clock import MovableClock


def test_workers_that_open_the_same_file_count_together(tmp_path: Path) -> None:
    keyring, clock = (
        open_keyring(tmp_path / "master.key", create=True),
        MovableClock(dt.datetime(2026, 8, 4, 9, tzinfo=dt.UTC)),
    )
    path = tmp_path / "data" / "requests"
    one, other = (open_throttle(path, 3, clock, keyring) for _ in range(2))
    assert [one.take("T"), other.take("T"), one.take("T"), other.take("T"), one.take("T")] == [0, 0, 0, 20, 20]
    assert path.stat().st_mode & 0o777 == 0o600
    clock.move(minutes=1)
    again = open_throttle(path, 3, clock, keyring)
    assert [again.take("T"), one.take("T"), other.take("T"), again.take("T")] == [0, 0, 0, 20]


def test_the_setting_is_a_number_of_requests_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().rate_limit is None
    monkeypatch.setenv("PINKAS_RATE_LIMIT", "")
    assert load().rate_limit is None
    monkeypatch.setenv("PINKAS_RATE_LIMIT", "600")
    assert load().rate_limit == 600
    for wrong in ("0", "-1", "1.5", "many", "1000001"):
        monkeypatch.setenv("PINKAS_RATE_LIMIT", wrong)
        with pytest.raises(SettingsError, match="PINKAS_RATE_LIMIT cannot be used"):
            load()
