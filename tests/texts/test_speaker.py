from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bot.rules.calendar import BRUSSELS, FULL_WEEK, Month, Period, Slot
from bot.rules.colleagues import Band
from bot.rules.listed import Column
from bot.rules.places import Sponsor
from bot.rules.policy import Creche
from bot.rules.refusals import Refusal, Unclear
from bot.rules.requests import State
from bot.texts import Html, Money, Percent, Speaker, Texts, UnknownKey, half_up, snake
from tests.texts.conftest import write_catalogue

NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
MARCINELLE = Creche(id="marcinelle", name="Marcinelle", town="Charleroi", postal_code="6001", places=56)

SENTENCES = """
msgid "hello"
msgstr "Bonjour <b>{name}</b> !"

msgid "both"
msgstr "{first} puis {second}"

msgid "places"
msgid_plural "places"
msgstr[0] "{n} place"
msgstr[1] "{n} places"
"""


@pytest.fixture
def small(tmp_path: Path) -> Speaker:
    write_catalogue(tmp_path, "fr", SENTENCES, locale="fr_BE")
    return Texts.load(tmp_path).speaker("fr")


def test_a_sentence_escapes_the_words_that_it_is_given(small: Speaker) -> None:
    assert small("hello", name="<i>&Co</i>") == "Bonjour <b>&lt;i&gt;&amp;Co&lt;/i&gt;</b> !"


def test_a_plain_sentence_escapes_nothing(small: Speaker) -> None:
    assert small.plain("both", first="a<b", second="c&d") == "a<b puis c&d"


def test_a_sentence_inside_a_sentence_is_not_escaped_twice(small: Speaker) -> None:
    inner = small("hello", name="A&B")
    assert small("both", first=inner, second="x") == "Bonjour <b>A&amp;B</b> ! puis x"


def test_joined_sentences_are_escaped_unless_they_are_said_to_be_html(small: Speaker) -> None:
    assert small("both", first=Html("<b>a</b>\nb"), second="<b>") == "<b>a</b>\nb puis &lt;b&gt;"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 place"),
        (1, "1 place"),
        (2, "2 places"),
        (21, "21 places"),
        (Fraction(3, 2), "1,5 place"),
        (Fraction(5, 2), "2,5 places"),
    ],
)
def test_french_counts_as_french_does(small: Speaker, n: int | Fraction, said: str) -> None:
    assert small("places", n=n) == said


def test_an_unknown_key_is_named(small: Speaker) -> None:
    with pytest.raises(UnknownKey, match=r"nothing\.here"):
        small("nothing.here")


def test_a_missing_value_is_named_with_its_sentence(small: Speaker) -> None:
    with pytest.raises(UnknownKey, match="hello needs a value for 'name'"):
        small("hello")


def test_a_plural_without_n_is_refused(small: Speaker) -> None:
    with pytest.raises(UnknownKey, match="needs n"):
        small("places")


WINTER = datetime(2027, 2, 5, 8, tzinfo=UTC)
MON_TUE_WED_AM = frozenset({Slot.MON_AM, Slot.MON_PM, Slot.TUE_AM, Slot.TUE_PM, Slot.WED_AM})

SHOWN: list[tuple[Any, dict[str, str]]] = [
    (
        date(2027, 3, 15),
        {"fr": "15 mars 2027", "nl": "15 maart 2027", "de": "15. März 2027", "en": "15 March 2027"},
    ),
    (
        date(2027, 4, 1),
        {"fr": "1er avril 2027", "nl": "1 april 2027", "de": "1. April 2027", "en": "1 April 2027"},
    ),
    (
        WINTER,
        {
            "fr": "vendredi 5 février 2027, 09:00",
            "nl": "vrijdag 5 februari 2027, 09:00",
            "de": "Freitag, 5. Februar 2027, 09:00",
            "en": "Friday, 5 February 2027, 09:00",
        },
    ),
    (
        datetime(2027, 7, 31, 22, 30, tzinfo=UTC),  # already the next day in Brussels
        {
            "fr": "dimanche 1er août 2027, 00:30",
            "nl": "zondag 1 augustus 2027, 00:30",
            "de": "Sonntag, 1. August 2027, 00:30",
            "en": "Sunday, 1 August 2027, 00:30",
        },
    ),
    (time(18, 5), dict.fromkeys(("fr", "nl", "de", "en"), "18:05")),
    (Month(2027, 3), {"fr": "mars 2027", "nl": "maart 2027", "de": "März 2027", "en": "March 2027"}),
    (12345, {"fr": f"12{NARROW}345", "nl": "12.345", "de": "12.345", "en": "12.345"}),
    (Fraction(29, 22), {"fr": "1,3", "nl": "1,3", "de": "1,3", "en": "1,3"}),
    (Fraction(13, 20), {"fr": "0,7", "nl": "0,7", "de": "0,7", "en": "0,7"}),  # half up, not half to even
    (Percent(Fraction(58, 88)), dict.fromkeys(("fr", "nl", "de", "en"), f"65,9{NBSP}%")),
    (Percent(None), dict.fromkeys(("fr", "nl", "de", "en"), "–")),
    (
        Money(123450),
        {
            "fr": f"1{NARROW}234,50{NBSP}€",
            "nl": f"€{NBSP}1.234,50",
            "de": f"1.234,50{NBSP}€",
            "en": f"1.234,50{NBSP}€",
        },
    ),
    (
        Slot.MON_AM,
        {"fr": "lundi matin", "nl": "maandagvoormiddag", "de": "Montagvormittag", "en": "Monday morning"},
    ),
    (
        Slot.FRI_PM,
        {
            "fr": "vendredi après-midi",
            "nl": "vrijdagnamiddag",
            "de": "Freitagnachmittag",
            "en": "Friday afternoon",
        },
    ),
    (
        FULL_WEEK,
        {"fr": "toute la semaine", "nl": "de hele week", "de": "die ganze Woche", "en": "the whole week"},
    ),
    (
        MON_TUE_WED_AM,
        {
            "fr": "lundi et mardi (journée entière), mercredi (matin)",
            "nl": "maandag en dinsdag (hele dag), woensdag (voormiddag)",
            "de": "Montag und Dienstag (ganztags), Mittwoch (vormittags)",
            "en": "Monday and Tuesday (all day), Wednesday (morning)",
        },
    ),
    (
        ["a", "b", "c"],
        {"fr": "a, b et c", "nl": "a, b en c", "de": "a, b und c", "en": "a, b and c"},
    ),
    ([], dict.fromkeys(("fr", "nl", "de", "en"), "–")),
    (None, dict.fromkeys(("fr", "nl", "de", "en"), "–")),
    (MARCINELLE, dict.fromkeys(("fr", "nl", "de", "en"), "Marcinelle")),
    (Sponsor(id="x", name="Aciers & Fils"), dict.fromkeys(("fr", "nl", "de", "en"), "Aciers & Fils")),
    (
        Band(low=None, high=5),
        {"fr": "moins de\xa05", "nl": "minder dan\xa05", "de": "weniger als\xa05", "en": "fewer than\xa05"},
    ),
    (Band(low=5, high=9), {"fr": "5 à 9", "nl": "5 tot 9", "de": "5 bis 9", "en": "5 to 9"}),
    (
        Period(date(2027, 1, 1)),
        {
            "fr": "à partir du 1er janvier 2027",
            "nl": "vanaf 1 januari 2027",
            "de": "ab dem 1. Januar 2027",
            "en": "from 1 January 2027",
        },
    ),
    (
        Period(date(2027, 1, 1), date(2027, 12, 31)),
        {
            "fr": "du 1er janvier 2027 au 31 décembre 2027",
            "nl": "van 1 januari 2027 tot en met 31 december 2027",
            "de": "vom 1. Januar 2027 bis zum 31. Dezember 2027",
            "en": "from 1 January 2027 to 31 December 2027",
        },
    ),
]


@pytest.mark.parametrize(("value", "expected"), SHOWN, ids=[str(value) for value, _ in SHOWN])
def test_a_value_is_written_in_each_readers_manner(
    texts: Texts, value: object, expected: dict[str, str]
) -> None:
    assert {language: texts.speaker(language).show(value) for language in expected} == expected


def test_a_day_on_a_button_is_brief(texts: Texts) -> None:
    days = date(2026, 12, 7), date(2027, 9, 1)
    brief = {code: [texts.speaker(code).manner.brief_day(day) for day in days] for code in texts.languages}
    assert brief["fr"] == ["7 déc.", "1er sept."]
    assert brief["nl"] == ["7 dec", "1 sep"]
    assert brief["de"] == ["7. Dez.", "1. Sept."]


def test_a_member_of_an_enumeration_is_said_by_its_own_sentence(texts: Texts) -> None:
    said = {language: texts.speaker(language).show(State.PAUSED) for language in texts.languages}
    assert said == {language: texts.speaker(language).plain("state.paused") for language in texts.languages}


def test_a_naive_moment_is_refused(texts: Texts) -> None:
    with pytest.raises(ValueError, match="time zone"):
        texts.speaker("fr").show(datetime(2027, 2, 5, 9))


@pytest.mark.parametrize("value", [True, object(), b"bytes"])
def test_a_value_of_no_known_kind_is_refused(texts: Texts, value: object) -> None:
    with pytest.raises(TypeError, match="no manner"):
        texts.speaker("fr").show(value)


def test_languages_are_named_in_the_readers_own(texts: Texts) -> None:
    assert texts.speaker("fr").languages == {
        "fr": "français",
        "nl": "néerlandais",
        "de": "allemand",
        "en": "anglais",
    }


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0.25, "0.3"), (0.05, "0.1"), (Fraction(-1, 4), "-0.3"), (Fraction(1, 3), "0.3"), (2, "2.0")],
)
def test_a_half_is_rounded_away_from_zero(number: Fraction | float, rounded: str) -> None:
    assert str(half_up(number)) == rounded


def test_a_class_name_gives_its_key() -> None:
    assert [snake(name) for name in ("DueDateTooFar", "NotFound", "HRCode")] == [
        "due_date_too_far",
        "not_found",
        "hr_code",
    ]


EXAMPLES: dict[object, object] = {
    str: "paused",
    int: 31,
    date: date(2027, 2, 28),
    datetime: datetime(2027, 2, 28, 9, tzinfo=BRUSSELS),
    Slot: Slot.MON_AM,
    Month: Month(2027, 2),
    tuple[str, ...]: ("a", "b"),
    Sequence[str]: ("a", "b"),
    Sequence[Column]: (Column.FIRM, Column.PLACES),
}


@pytest.mark.parametrize("kind", Refusal.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_refusal_can_be_said_in_every_language(texts: Texts, kind: type[Refusal]) -> None:
    fields = kind.__dataclass_fields__  # type: ignore[attr-defined]  # every refusal is a dataclass
    refusal = kind(**{name: EXAMPLES[field.type] for name, field in fields.items()})
    said = {language: texts.speaker(language).no(refusal) for language in texts.languages}
    assert len(set(said.values())) == len(texts.languages)


def test_an_unclear_answer_is_helped_by_its_question(texts: Texts) -> None:
    t = texts.speaker("fr")
    assert t.no(Unclear(what="day")) == t("refusal.unclear.day")


def test_an_unclear_answer_to_a_question_without_help_has_the_general_one(texts: Texts) -> None:
    t = texts.speaker("fr")
    assert t.no(Unclear(what="elsewhere")) == t("refusal.unclear")
