from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import Month
from bot.rules.refusals import DayDoesNotExist, Unclear
from bot.texts import Texts
from bot.texts.days import tapped_day
from bot.texts.reading import Reading, read_day, read_month

TODAY = date(2026, 11, 24)
LANGUAGES = ("fr", "nl", "de", "en")
TEXTS = Texts.load()
THE_15TH = date(2027, 3, 15)

SAID_IN_FULL = [
    "15 mars 2027", "15 Mars 2027", "le 15 mars 2027", "15/3/2027", "15/03/2027", "15.03.2027", "15.3.2027",
    "15-3-2027", "15 3 2027", "15032027", "20270315", "2027-03-15",
    "2027/3/15", "15 maart 2027", "15. März 2027",
    "15. marz 2027", "15 maerz 2027", "March 15, 2027", "15 March 2027", "15th of March 2027", "15 mrt 2027",
    "lundi 15 mars 2027", "Montag, 15. März 2027", "terme prévu le 15 mars 2027", "den 15. März 2027",
    "op 15 maart 2027", "15 mars 2027 !", "  15   mars   2027 ", "2027 mars 15",
]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", SAID_IN_FULL)
def test_a_full_date_is_read_in_any_language(text: str, language: str) -> None:
    assert read_day(text, language, TODAY) == Reading(THE_15TH)


@pytest.mark.parametrize(
    ("text", "day", "guessed"),
    [
        ("15/3/27", THE_15TH, {"century"}),
        ("15.03.27", THE_15TH, {"century"}),
        ("15 mars '27", THE_15TH, {"century"}),
        ("15 mars", THE_15TH, {"year"}),
        ("15/3", THE_15TH, {"year"}),
        ("15. März", THE_15TH, {"year"}),
        ("1er avril", date(2027, 4, 1), {"year"}),
        ("premier avril 2027", date(2027, 4, 1), set()),
        ("1 oktober", date(2026, 10, 1), {"year"}),  # the nearest is behind us
        ("mi-mars 2027", THE_15TH, {"day"}),
        ("mi mars", THE_15TH, {"day", "year"}),
        ("mars 2027", THE_15TH, {"day"}),
        ("Mitte März 2027", THE_15TH, {"day"}),
        ("half maart 2027", THE_15TH, {"day"}),
        ("mid-March 2027", THE_15TH, {"day"}),
        ("début mars 2027", date(2027, 3, 5), {"day"}),
        ("begin maart 2027", date(2027, 3, 5), {"day"}),
        ("Anfang März 2027", date(2027, 3, 5), {"day"}),
        ("fin février 2027", date(2027, 2, 25), {"day"}),
        ("Ende Februar 2027", date(2027, 2, 25), {"day"}),
        ("3/15/27", THE_15TH, {"century", "order"}),  # month first, and it can be nothing else
        ("15 fevrier 2027", date(2027, 2, 15), set()),
        ("15 fev. 2027", date(2027, 2, 15), set()),
        ("3 aout 2027", date(2027, 8, 3), set()),
        ("3 AOÛT 2027", date(2027, 8, 3), set()),
        ("12 septmbre 2027", date(2027, 9, 12), set()),
        ("12 decembre 2026", date(2026, 12, 12), set()),
        ("29 février", date(2028, 2, 29), {"year"}),
        ("29/2/28", date(2028, 2, 29), {"century"}),
        ("4/3/26", date(2026, 3, 4), {"century"}),  # day first, always
        ("hier", TODAY - timedelta(days=1), set()),
        ("aujourd’hui", TODAY, set()),
        ("demain", TODAY + timedelta(days=1), set()),
        ("gisteren", TODAY - timedelta(days=1), set()),
        ("heute", TODAY, set()),
        ("dans 3 semaines", date(2026, 12, 15), set()),
        ("over 2 weken", date(2026, 12, 8), set()),
        ("in 10 Tagen", date(2026, 12, 4), set()),
        ("in 2 months", date(2027, 1, 24), {"day"}),
    ],
)  # fmt: skip
def test_what_was_not_said_is_guessed_and_flagged(text: str, day: date, guessed: set[str]) -> None:
    assert read_day(text, "fr", TODAY) == Reading(day, frozenset(guessed))


@pytest.mark.parametrize(
    ("ahead", "day"), [(True, date(2027, 10, 1)), (False, date(2026, 10, 1)), (None, date(2026, 10, 1))]
)
def test_a_question_about_the_future_or_the_past_guesses_on_that_side(
    *, ahead: bool | None, day: date
) -> None:
    assert read_day("1er octobre", "fr", TODAY, ahead=ahead).day == day


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("31/02/2027", DayDoesNotExist(day=31, month=Month(2027, 2), last=date(2027, 2, 28))),
        ("31 avril 2027", DayDoesNotExist(day=31, month=Month(2027, 4), last=date(2027, 4, 30))),
        ("29/2/27", DayDoesNotExist(day=29, month=Month(2027, 2), last=date(2027, 2, 28))),
        ("32 mars 2027", DayDoesNotExist(day=32, month=Month(2027, 3), last=date(2027, 3, 31))),
        ("31 avril", DayDoesNotExist(day=31, month=Month(2026, 4), last=date(2026, 4, 30))),
    ],
)
def test_a_day_that_no_month_has_is_refused_with_the_last_it_has(text: str, refusal: DayDoesNotExist) -> None:
    with pytest.raises(DayDoesNotExist) as caught:
        read_day(text, "fr", TODAY)
    assert caught.value == refusal


@pytest.mark.parametrize(
    "text",
    ["", "bonjour", "15", "2027", "mars", "99/99/99", "0/3/2027", "15/13/2027", "15/3/207", "15/3/9999",
     "15/3/1027",
     "0470 12 34 56", "1 2 3 4", "je ne sais pas", "entre le 3 et le 5 mars 2027", "15/3/2027 ou 16/3/2027"],
)  # fmt: skip
def test_words_that_are_no_day_are_unclear(text: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_day(text, "fr", TODAY)
    assert caught.value == Unclear(what="day")


@pytest.mark.parametrize(
    ("text", "month", "guessed"),
    [
        ("septembre 2027", Month(2027, 9), {"day"}),
        ("Septembre 2027 svp", Month(2027, 9), {"day"}),
        ("09/2027", Month(2027, 9), {"day"}),
        ("9-2027", Month(2027, 9), {"day"}),
        ("2027-09", Month(2027, 9), {"day"}),
        ("9/27", Month(2027, 9), {"day", "century"}),
        ("sept 27", Month(2027, 9), {"day", "century"}),
        ("sept", Month(2027, 9), {"day", "year"}),
        ("September", Month(2027, 9), {"day", "year"}),
        ("novembre", Month(2026, 11), {"day", "year"}),  # this month still
        ("octobre", Month(2027, 10), {"day", "year"}),
        ("à partir de mi-mars 2027", Month(2027, 3), {"day"}),
        ("15/3/2027", Month(2027, 3), set()),
        ("dans 6 mois", Month(2027, 5), {"day"}),
        ("over 6 maanden", Month(2027, 5), {"day"}),
        ("in 6 Monaten", Month(2027, 5), {"day"}),
        ("à la rentrée", Month(2027, 9), {"day", "year"}),
        ("rentrée 2028", Month(2028, 9), {"day"}),
    ],
)
def test_a_month_is_read(text: str, month: Month, guessed: set[str]) -> None:
    reading = read_month(text, "fr", TODAY)
    assert (reading.month, set(reading.guessed)) == (month, guessed)


@pytest.mark.parametrize("text", ["", "9", "13/2027", "bientôt", "2027", "le plus tôt possible"])
def test_words_that_are_no_month_are_unclear(text: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_month(text, "fr", TODAY)
    assert caught.value == Unclear(what="month")


days = st.dates(date(2020, 1, 1), date(2045, 12, 31))
languages = st.sampled_from(LANGUAGES)


@given(day=days, writer=languages, reader=languages)
def test_every_day_that_is_written_is_read_back(day: date, writer: str, reader: str) -> None:
    assert read_day(TEXTS.speaker(writer).show(day), reader, TODAY) == Reading(day)


@given(day=days, writer=languages, reader=languages)
def test_every_day_that_is_written_with_its_weekday_is_read_back(day: date, writer: str, reader: str) -> None:
    t = TEXTS.speaker(writer)
    assert read_day(f"{t.weekday(day.weekday())} {t.show(day)}", reader, TODAY) == Reading(day)


@given(day=days, writer=languages, reader=languages)
def test_every_month_that_is_written_is_read_back(day: date, writer: str, reader: str) -> None:
    said = TEXTS.speaker(writer).show(Month.of(day))
    assert read_month(said, reader, TODAY).month == Month.of(day)


@given(day=days, separator=st.sampled_from("/.- "), reader=languages)
def test_every_day_in_figures_is_read_back(day: date, separator: str, reader: str) -> None:
    figures = f"{day.day}{separator}{day.month}{separator}{day.year}"
    assert read_day(figures, reader, TODAY) == Reading(day)


@given(text=st.text(max_size=40), reader=languages)
def test_no_text_breaks_the_reader(text: str, reader: str) -> None:
    for read in (read_day, read_month):
        try:
            reading = read(text, reader, TODAY)
        except (Unclear, DayDoesNotExist):
            continue
        assert 1900 <= reading.day.year <= 2199


@pytest.mark.parametrize("word", ["2027-03-15", "20270315"])
def test_button_carries_a_day(word: str) -> None:
    assert tapped_day(word) == date(2027, 3, 15)


@pytest.mark.parametrize("word", ["", "2027-02-30", "tomorrow"])
def test_forged_button_carries_none(word: str) -> None:
    with pytest.raises(Unclear):
        tapped_day(word)
