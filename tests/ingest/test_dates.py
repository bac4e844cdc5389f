"""Dates: what is stated is read, what is unclear stays unknown."""

import datetime as dt
import tracemalloc

import pytest

from ingest.dates import day_order, parse_date

DAY = dt.date(2022, 7, 11)


@pytest.mark.parametrize(
    "stated",
    [
        "2022-07-11",
        " 2022-07-11 ",
        "2022-07-11T23:30:00-05:00",
        "2022-07-11 08:00",
        "2022/07/11",
        "2022-07-11Z",
        "20220711",
        "20220711T083000Z",
        "July 11, 2022",
        "11 July 2022",
        "Jul 11, 2022 at 5pm",
        "Mon, 11 Jul 2022 23:30:00 -0500",
        "11. Juli 2022",
        "11 juillet 2022",
        dt.datetime(2022, 7, 11, 23, tzinfo=dt.UTC),
        DAY,
    ],
)
def test_a_stated_day_is_read_as_written(stated: object) -> None:
    assert parse_date(stated) == DAY


def test_day_and_month_that_cannot_be_mistaken_are_read() -> None:
    assert parse_date("13/07/2022") == dt.date(2022, 7, 13)


def test_figures_are_read_in_the_order_that_is_known() -> None:
    assert parse_date("03/04/2022", order="DMY") == dt.date(2022, 4, 3)


@pytest.mark.parametrize(
    ("language", "order"), [("fr", "DMY"), ("en-GB", "DMY"), ("en", None), ("en-US", None), ("", None)]
)
def test_only_languages_whose_writers_agree_tell_the_order(language: str, order: str | None) -> None:
    assert day_order(language) == order


@pytest.mark.parametrize(
    "unclear",
    [
        "03/04/2022",
        "July 2022",
        "2022",
        "11 July 22",
        "11 July",
        "yesterday",
        "Monday",
        "2022-13-45",
        "31 February 2022",
        "2022-07-11 to 2022-07-15",
        "1657497600",
        "unknown",
        "",
        None,
        20220711,
        "9" * 5000,
    ],
)
def test_an_unclear_date_stays_unknown(unclear: object) -> None:
    assert parse_date(unclear) is None


@pytest.mark.parametrize(
    "absurd",
    [
        *("9999-12-31", "2962-03-06", "March 6, 2962", dt.date(9999, 12, 31)),
        *("1970-01-01T00:00:00Z", "0001-01-01", "0101-01-01T00:00:00+00:00", "1899-12-30"),
    ],
)
def test_a_day_that_stands_for_none_or_far_ahead_stays_unknown(absurd: object) -> None:
    assert parse_date(absurd) is None


def test_a_day_some_months_ahead_is_read() -> None:
    day = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=100)

    assert parse_date(day.isoformat()) == day


def test_what_is_far_too_long_for_a_date_is_not_kept() -> None:
    tracemalloc.start()
    assert parse_date("2022-07-11T08:30" + "0" * 1_000_000) == DAY
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 500_000
