"""The form's screens without a chat: every button fits Telegram, and whatever it says can be typed."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from bot.policy import load_policy
from bot.rules.calendar import Slot
from bot.rules.people import LANGUAGES
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal, Unclear
from bot.rules.signup import Deed, Draft, Said
from bot.texts import Texts
from handlers.signup.buttons import Tap, View
from handlers.signup.questions import question
from handlers.signup.words import understand
from tests.cast import TODAY
from tests.forms import ANA_SAYS, EMPTY, fill, say

TEXTS = Texts.load()
POLICY = load_policy()

#: A tap on these is more than an answer in words can be: words name all that is wished at once.
SWITCHED = {"window", "week", "creches", "claims"}


def view(draft: Draft, language: str = "fr", policy: Policy = POLICY) -> View:
    return View(
        draft=draft, t=TEXTS.speaker(language), policy=policy, today=TODAY, texts=TEXTS, first_name="Ana"
    )


def understood(words: str, draft: Draft, language: str = "fr") -> tuple[Deed, str]:
    said = understand(words, view(draft, language), TEXTS)
    return said.deed, said.value


def drafts() -> Iterator[Draft]:
    """The form at each of its places, of one child and of three siblings, and when it is left."""
    siblings = {f"born:{i}": "born" for i in range(3)} | {f"day:{i}": f"2026-10-0{i + 1}" for i in range(3)}
    for other in ({}, {"children": "three", "together": "separately", **siblings}):
        draft = EMPTY
        while draft.place != "review":
            yield draft
            value = {**ANA_SAYS, **other}[draft.place]
            draft = say(draft, Deed.PICK if value else Deed.SKIP, value)
        yield draft
        yield say(draft, Deed.LEAVE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_fits_telegram(language: str) -> None:
    for draft in drafts():
        screen = question(view(draft, language)).screen()
        assert len(screen.text) <= 4096
        for button in (button for row in screen.rows for button in row):
            assert isinstance(button.data, Tap)
            assert 1 <= len(button.data.pack().encode()) <= 64
            assert Tap.unpack(button.data.pack()) == button.data


@pytest.mark.parametrize("typed_in", LANGUAGES)
@pytest.mark.parametrize("shown_in", LANGUAGES)
def test_label_typed_says_what_its_button_says(shown_in: str, typed_in: str) -> None:
    for draft in drafts():
        if draft.place in SWITCHED:
            continue
        for row in question(view(draft, typed_in)).choices:
            for button in row:
                assert isinstance(button.data, Tap)
                said = button.data.said()
                if said.place != "name":  # a name is read as it is
                    assert understand(button.label.removeprefix("✓ "), view(draft, shown_in), TEXTS) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_typed_is_the_choice_in_reading_order(language: str) -> None:
    draft = fill(EMPTY, "children")
    assert understood("2", draft, language) == (Deed.PICK, "twins")
    assert understood("5.", draft, language) == (Deed.PICK, "three")


@pytest.mark.parametrize(
    ("place", "words", "said"),
    [
        ("born:0", "non", (Deed.PICK, "expected")),
        ("day:0", "20/6/27", (Deed.PICK, "2027-06-20")),
        ("day:0", "20 juin", (Deed.PROPOSE, "2027-06-20")),
        ("day:0", "retour", (Deed.BACK, "")),
        ("entry", "dans 6 mois", (Deed.PICK, "2027-07")),
        ("entry", "sept 27", (Deed.PICK, "2027-09")),
        ("window", "-1 +2", (Deed.PICK, "1,2")),
        ("window", "2 mois plus tard", (Deed.PICK, "0,2")),
        ("window", "1 2", (Deed.PICK, "1,2")),
        ("window", "non", (Deed.PICK, "0,0")),
        ("week", "lundi et mardi matin", (Deed.PROPOSE, "0,2")),
        ("week", "lundi, mardi", (Deed.PICK, "0,1,2,3")),
        ("postal", "4000 Liège", (Deed.PICK, "4000")),
        ("postal", "rien", (Deed.SKIP, "")),
        ("creches", "toutes", (Deed.PICK, "all")),
        ("creches", "2 1", (Deed.PICK, "lodelinsart,marcinelle")),
        ("claims", "aucune", (Deed.SKIP, "")),
        ("claims", "Adoption", (Deed.PICK, "52-1b")),
        ("claims", "1, 2", (Deed.PICK, "52-1a,52-1b")),
        ("code", "CIGOGNE-01", (Deed.PICK, "CIGOGNE-01")),
        ("code", "no", (Deed.SKIP, "")),
        ("predemand", "plus tard", (Deed.SKIP, "")),
        ("phone", "0470/12.34.56", (Deed.PICK, "+32470123456")),
        ("review", "3", (Deed.FIX, "born:0")),
        ("review", "semaine", (Deed.FIX, "week")),
        ("review", "oui", (Deed.SEND, "")),
    ],
)
def test_words_mean_what_they_say(place: str, words: str, said: tuple[Deed, str]) -> None:
    assert understood(words, fill(EMPTY, place)) == said


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("children", "je ne sais pas encore"),
        ("day:0", "bientôt"),
        ("entry", "vite"),
        ("window", "un peu"),
        ("week", "souvent"),
        ("postal", "Liège"),
        ("creches", "Atlantis"),
        ("claims", "j’ai une longue histoire à raconter"),
        ("phone", "12"),
        ("review", "peut-être"),
    ],
)
def test_words_without_meaning_here_are_unclear(place: str, words: str) -> None:
    with pytest.raises(Unclear):
        understood(words, fill(EMPTY, place))


def test_yes_goes_on_with_the_answer_that_stands() -> None:
    proposed = say(fill(EMPTY, "day:0"), Deed.PROPOSE, "2027-06-15")
    assert understood("oui", proposed) == (Deed.GO, "")


def test_no_to_a_guessed_date_asks_for_another() -> None:
    with pytest.raises(Unclear) as no:
        understood("non", say(fill(EMPTY, "day:0"), Deed.PROPOSE, "2027-06-15"))
    assert no.value == Unclear(what="day")


def test_ways_out_are_understood_only_when_leaving() -> None:
    leaving = say(fill(EMPTY, "week"), Deed.LEAVE)
    assert understood("effacer", leaving) == (Deed.DELETE, "")
    assert understood("bewaren", leaving) == (Deed.KEEP, "")
    with pytest.raises(Refusal):
        understood("effacer", fill(EMPTY, "week"))


def test_switch_asks_for_the_state_it_does_not_show() -> None:
    draft = say(fill(EMPTY, "week"), Deed.ON, str(int(Slot.MON_AM)))
    taps = [button.data for row in question(view(draft)).choices[:1] for button in row]
    assert [tap.said() for tap in taps if isinstance(tap, Tap)] == [
        Said(place="week", deed=Deed.OFF, value="0"),
        Said(place="week", deed=Deed.ON, value="1"),
    ]


def test_review_names_no_priority() -> None:
    review = question(view(fill(EMPTY, claims="52-1c"))).text
    assert "1 situation" in review
    assert "Handicap" not in review


def test_example_of_a_month_may_be_the_answer() -> None:
    """A child born long after the usual example: what the question names is taken."""
    draft = fill(EMPTY, until="entry", **{"day:0": "2027-09-30"})
    named = re.search("« ([^»]+) »", unescape(question(view(draft)).text).replace("\u00a0", " "))
    assert named is not None
    buttons = [button.data for row in question(view(draft)).choices for button in row]
    assert understood(named[1], draft)[1] in {tap.value for tap in buttons if isinstance(tap, Tap)}
