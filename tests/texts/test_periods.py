"""Days as people type them."""

from datetime import date

import pytest

from bot.rules.calendar import Period
from bot.rules.refusals import DayDoesNotExist, Unclear
from bot.texts.reading import read_period
from tests.cast import TODAY

CHRISTMAS = Period(date(2027, 12, 24), date(2027, 12, 31))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("du 24 au 31 décembre 2027", "fr"),
        ("24 décembre 2027 au 31 décembre 2027", "fr"),
        ("du 24 décembre au 31 décembre", "fr"),
        ("van 24 tot 31 december 2027", "nl"),
        ("24 december t/m 31 december 2027", "nl"),
        ("vom 24. bis 31. Dezember 2027", "de"),
        ("from 24 to 31 December 2027", "en"),
        ("24/12/2027 - 31/12/2027", "fr"),
        ("24/12/2027–31/12/2027", "en"),
    ],
)
def test_days_from_one_to_another_are_read(text: str, language: str) -> None:
    assert read_period(text, language, TODAY) == CHRISTMAS


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("24 décembre 2027", "fr", date(2027, 12, 24)),
        ("le 1er mars", "fr", date(2027, 3, 1)),
        ("24/12/2027", "nl", date(2027, 12, 24)),
        ("24. Dezember", "de", date(2027, 12, 24)),
        ("tomorrow", "en", date(2027, 1, 13)),
    ],
)
def test_one_day_is_a_period_of_its_own(text: str, language: str, day: date) -> None:
    assert read_period(text, language, TODAY) == Period(day, day)


def test_a_period_over_new_year_is_read() -> None:
    expected = Period(date(2027, 12, 24), date(2028, 1, 2))
    assert read_period("du 24 décembre au 2 janvier 2028", "fr", TODAY) == expected


@pytest.mark.parametrize("text", ["bonjour", "du 31 au 24 décembre 2027", "1 au 2 au 3 mars", ""])
def test_what_is_no_period_is_unclear(text: str) -> None:
    with pytest.raises(Unclear) as refused:
        read_period(text, "fr", TODAY)
    assert refused.value == Unclear(what="days")


@pytest.mark.parametrize("text", ["du 31 au 30 avril 2027", "du 0 au 3 avril 2027"])
def test_a_first_day_that_does_not_exist_is_told(text: str) -> None:
    with pytest.raises(DayDoesNotExist):
        read_period(text, "fr", TODAY)
