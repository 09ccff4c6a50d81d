"""The four forms of dates, on both sides of both changes of the clock, in both zones of the demo."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pinkas.dialects.rnet.times import (
    UnreadableTime,
    due_text,
    local_text,
    read_due,
    read_instant,
    read_local,
    utc_text,
)

JERUSALEM, SOFIA = ZoneInfo("Asia/Jerusalem"), ZoneInfo("Europe/Sofia")


@pytest.mark.parametrize(
    ("zone", "day", "text"),
    [
        (JERUSALEM, "2026-06-01", "2026-05-31 21:00:00Z"),
        (JERUSALEM, "2026-01-01", "2025-12-31 22:00:00Z"),
        # Israel's clocks go forward on Friday 27 March 2026 at 2:00, and back on Sunday 25 October at 2:00.
        (JERUSALEM, "2026-03-26", "2026-03-25 22:00:00Z"),
        (JERUSALEM, "2026-03-27", "2026-03-26 22:00:00Z"),
        (JERUSALEM, "2026-03-28", "2026-03-27 21:00:00Z"),
        (JERUSALEM, "2026-10-24", "2026-10-23 21:00:00Z"),
        (JERUSALEM, "2026-10-25", "2026-10-24 21:00:00Z"),
        (JERUSALEM, "2026-10-26", "2026-10-25 22:00:00Z"),
        # Bulgaria's on 29 March at 3:00 and 25 October at 4:00.
        (SOFIA, "2026-03-29", "2026-03-28 22:00:00Z"),
        (SOFIA, "2026-03-30", "2026-03-29 21:00:00Z"),
        (SOFIA, "2026-10-25", "2026-10-24 21:00:00Z"),
        (SOFIA, "2026-10-26", "2026-10-25 22:00:00Z"),
    ],
)
def test_a_due_date_is_its_local_midnight(zone: ZoneInfo, day: str, text: str) -> None:
    assert due_text(dt.date.fromisoformat(day), zone) == text
    assert read_due(text, zone) == dt.date.fromisoformat(day)


@given(st.dates(dt.date(1980, 1, 1), dt.date(2190, 1, 1)), st.sampled_from([JERUSALEM, SOFIA]))
def test_every_due_date_comes_back_as_itself(day: dt.date, zone: ZoneInfo) -> None:
    assert read_due(due_text(day, zone), zone) == day


@pytest.mark.parametrize(
    ("sent", "local"),
    [
        ("2026-03-10 14:58:21.227", "2026-03-10T14:58:21.227"),
        ("2026-03-10T14:58:21.2279999", "2026-03-10T14:58:21.227"),
        ("2026-03-10T14:58:21.20", "2026-03-10T14:58:21.2"),
        ("2026-03-10 14:58", "2026-03-10T14:58:00"),
        ("2026-3-1", "2026-03-01T00:00:00"),
        ("2026-03-10T14:58:21Z", "2026-03-10T16:58:21"),
        ("2026-07-10 14:58:21Z", "2026-07-10T17:58:21"),
        ("2026-07-10T14:58:21+02:00", "2026-07-10T15:58:21"),
        ("2026-07-10T23:30:00-0300", "2026-07-11T05:30:00"),
    ],
)
def test_local_times_in_every_form_that_is_read(sent: str, local: str) -> None:
    assert local_text(read_local(sent, JERUSALEM)) == local


def test_month_first_only_where_it_is_said() -> None:
    assert read_local("03/09/2026", JERUSALEM, month_first=True) == dt.datetime(2026, 3, 9)  # noqa: DTZ001
    with pytest.raises(UnreadableTime):
        read_local("03/09/2026", JERUSALEM)


@pytest.mark.parametrize(
    ("sent", "instant"),
    [
        # 1:30 on the night the clocks go back comes twice: the first time counts. 2:30 in spring comes never.
        ("2026-10-25T01:30:00", "2026-10-24 22:30:00Z"),
        ("2026-03-27T02:30:00", "2026-03-27 00:30:00Z"),
        ("2022-01-16T12:50:29.203", "2022-01-16 10:50:29Z"),
        ("2022-01-16 10:50:57Z", "2022-01-16 10:50:57Z"),
    ],
)
def test_instants_of_local_times(sent: str, instant: str) -> None:
    assert utc_text(read_instant(sent, JERUSALEM)) == instant


@pytest.mark.parametrize(
    ("sent", "beyond"),
    [
        ("0001-01-01T00:00:00", True),
        ("1752-12-31", True),
        ("9999-12-31T23:59:59", True),
        ("2026-02-30", False),
        ("2026-03-10T24:00:00", False),
        ("2026-03-10T14:58:21+99:99", False),
        ("10.3.2026", False),
        ("٢٠٢٦-٠٣-١٠", False),
        ("2026-03-10" + " " * 3 + "x", False),
        ("2" * 5000, False),
        ("", False),
    ],
)
def test_what_is_no_date_of_ours(sent: str, beyond: object) -> None:
    with pytest.raises(UnreadableTime) as caught:
        read_local(sent, JERUSALEM)
    assert caught.value.beyond is beyond
