"""Typed moments, as people write them; it is Tuesday, 12 January 2027, 10:00 in Brussels."""

from contextlib import suppress
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import BRUSSELS
from bot.rules.people import LANGUAGES
from bot.rules.refusals import DayDoesNotExist, Unclear
from bot.texts import Texts
from bot.texts.reading import read_moment

NOW = datetime(2027, 1, 12, 10, tzinfo=BRUSSELS)
TODAY, TOMORROW = date(2027, 1, 12), date(2027, 1, 13)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), BRUSSELS)


@pytest.mark.parametrize(
    ("language", "typed", "moment"),
    [
        ("fr", "demain 7h30", at(TOMORROW, 7, 30)),
        ("fr", "Demain à 7 h 30", at(TOMORROW, 7, 30)),
        ("fr", "demain à 7 heures", at(TOMORROW, 7)),
        ("fr", "après-demain 18h", at(date(2027, 1, 14), 18)),
        ("fr", "vendredi midi", at(date(2027, 1, 15), 12)),
        ("fr", "le 15 janvier à 8h", at(date(2027, 1, 15), 8)),
        ("fr", "15/1/2027 8:05", at(date(2027, 1, 15), 8, 5)),
        ("fr", "1er février 2027, 9h", at(date(2027, 2, 1), 9)),
        ("fr", "dans 2 heures", at(TODAY, 12)),
        ("fr", "dans 45 minutes", at(TODAY, 10, 45)),
        ("nl", "morgen 7u30", at(TOMORROW, 7, 30)),
        ("nl", "overmorgen om 8 uur", at(date(2027, 1, 14), 8)),
        ("nl", "maandag 9.15 uur", at(date(2027, 1, 18), 9, 15)),
        ("nl", "over 3 uur", at(TODAY, 13)),
        ("de", "morgen 7.30 Uhr", at(TOMORROW, 7, 30)),
        ("de", "übermorgen um 8 Uhr", at(date(2027, 1, 14), 8)),
        ("de", "am 15.01.2027 um 19 Uhr 30", at(date(2027, 1, 15), 19, 30)),
        ("de", "15.1. 7:30", at(date(2027, 1, 15), 7, 30)),
        ("de", "in 2 Stunden", at(TODAY, 12)),
        ("en", "tomorrow 7:30", at(TOMORROW, 7, 30)),
        ("en", "tomorrow 7:30 pm", at(TOMORROW, 19, 30)),
        ("en", "15 January at 7 pm", at(date(2027, 1, 15), 19)),
        ("en", "friday 12 am", at(date(2027, 1, 15), 0)),
        ("en", "2027-01-15 08:00", at(date(2027, 1, 15), 8)),
        ("en", "day after tomorrow, noon", at(date(2027, 1, 14), 12)),
        ("fr", "19h", at(TODAY, 19)),
        ("fr", "8h", at(TOMORROW, 8)),
        ("fr", "mardi 9h", at(date(2027, 1, 19), 9)),
        ("fr", "mardi 11h", at(TODAY, 11)),
        ("fr", "aujourd’hui 9h", at(TODAY, 9)),
        ("de", "12.01.2027 9.30", at(TODAY, 9, 30)),
    ],
)
def test_moment_is_read_as_it_was_meant(language: str, typed: str, moment: datetime) -> None:
    assert read_moment(typed, language, NOW) == moment


@pytest.mark.parametrize(
    "typed", ["", "demain", "bientôt", "25h", "demain 7h75", "99:99", "le 15/1", "7h le 99"]
)
def test_moment_without_a_clear_hour_or_day_is_refused(typed: str) -> None:
    with pytest.raises(Unclear):
        read_moment(typed, "fr", NOW)


def test_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DayDoesNotExist):
        read_moment("31 février 8h", "fr", NOW)


@given(st.sampled_from(LANGUAGES), st.datetimes(datetime(2027, 1, 12), datetime(2028, 1, 11)))
def test_moment_as_the_bot_writes_it_is_read_again(language: str, moment: datetime) -> None:
    meant = moment.replace(second=0, microsecond=0, tzinfo=BRUSSELS)
    assert read_moment(Texts.load().speaker(language).show(meant), language, NOW) == meant


@given(st.text(max_size=30), st.sampled_from(LANGUAGES))
def test_whatever_is_typed_is_read_or_refused(typed: str, language: str) -> None:
    with suppress(Unclear, DayDoesNotExist):
        assert read_moment(typed, language, NOW).tzinfo is not None
