"""Signing a child up: the whole form by taps in every language, in words, and corrected line by line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rules.calendar import FULL_WEEK, Month, Slot
from bot.rules.people import LANGUAGES, Child
from bot.rules.references import grouped
from bot.rules.requests import ClaimCode, State
from tests.cast import TECHNORD
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.forms import (
    DUE,
    FRENCH,
    TEXTS,
    begin,
    draft_of,
    label,
    requests_of,
    tap,
    to_review,
)

TWINS_BORN = Child(born=True, day=date(2026, 10, 3))

#: The whole form without one tap, each language in its own words.
IN_WORDS = {
    "fr": "Bilal Haddad/des jumeaux/oui/3 octobre 2026/séparément/septembre 2027/"
    "1 mois plus tôt, 2 plus tard/"
    "toute la semaine sauf mercredi/4000/2, puis Marcinelle/7/non/ONE-77/0470 12 34 56/envoyer",
    "nl": "Bilal Haddad/een tweeling/ja/3 oktober 2026/apart/september 2027/1 maand vroeger, 2 maanden later/"
    "hele week behalve woensdag/4000/2, dan Marcinelle/7/nee/ONE-77/0470 12 34 56/versturen",
    "de": "Bilal Haddad/Zwillinge/ja/3. Oktober 2026/einzeln/September 2027/1 Monat früher, 2 später/"
    "ganze Woche außer Mittwoch/4000/2, dann Marcinelle/7/nein/ONE-77/0470 12 34 56/senden",
    "en": "Bilal Haddad/twins/yes/3 October 2026/separately/September 2027/1 month earlier, 2 later/"
    "whole week except Wednesday/4000/2, then Marcinelle/7/no/ONE-77/0470 12 34 56/send",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_form_by_taps_makes_a_request(town: Town, language: str) -> None:
    someone = await begin(town, language)
    review = await to_review(someone, language)
    assert TEXTS.speaker(language).show(DUE) in review.text
    receipt = await tap(someone, "send", language=language)
    request = town.request_of(someone)
    assert grouped(request.reference) in receipt.text
    assert request.state is State.REGISTERED
    assert request.children == (Child(born=False, day=DUE),)
    assert (request.wishes.entry, request.wishes.week) == (Month(2027, 10), FULL_WEEK)
    assert set(request.wishes.creches) == {creche.id for creche in town.policy.creches}
    assert request.claims == ()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_form_in_words_makes_a_request_for_each_child(town: Town, language: str) -> None:
    someone = await begin(town, language)
    for words in IN_WORDS[language].split("/"):
        await someone.says(words)
    requests = requests_of(town, someone)
    assert [request.children for request in requests] == [(TWINS_BORN,), (TWINS_BORN,)]
    assert requests[0].linked == requests[1].linked
    assert requests[0].linked in {request.id for request in requests}
    wishes = requests[0].wishes
    assert (wishes.entry, wishes.earlier, wishes.later) == (Month(2027, 9), 1, 2)
    assert wishes.week == FULL_WEEK - {Slot.WED_AM, Slot.WED_PM}
    assert wishes.creches[1] == "marcinelle"
    assert [claim.code for claim in requests[0].claims] == [ClaimCode.CLOSURE]
    assert requests[0].predemand == "ONE-77"


async def test_answer_in_words_is_echoed_and_the_old_question_loses_its_buttons(town: Town) -> None:
    someone = await begin(town)
    await someone.says("Ana Lambert")
    asked = someone.screen
    seen = await someone.says("1")
    assert "Un enfant" in seen.text
    old = next(m for m in (await someone.everything()).messages if m["message_id"] == asked["message_id"])
    assert "reply_markup" not in old


async def test_guessed_date_is_asked_back(town: Town) -> None:
    someone = await begin(town)
    await tap(someone, "children.one", "born.expected", first="Ana")
    seen = await someone.says("mi-juin")
    assert "15 juin 2027" in seen.text
    seen = await someone.taps(label("yes"))
    assert "À partir de quel mois" in seen.text


async def test_year_without_its_century_is_shown_with_it(town: Town) -> None:
    someone = await begin(town)
    await tap(someone, "children.one", "born.expected", first="Ana")
    seen = await someone.says("20/6/27")
    assert FRENCH.plain("signup.day.due", day=DUE) in seen.text


@pytest.mark.parametrize(
    ("born", "typed", "said"),
    [
        ("born.expected", "31/02/2027", "Écrivez la date encore une fois"),
        ("born.born", "1 mars 2027", "ce jour n’est pas encore venu"),
        ("born.expected", "15 mars 2029", "au plus tard le 12 octobre 2027"),
        ("born.born", "3/10/2019", "jusqu’à 3\N{NO-BREAK SPACE}ans"),
        ("born.expected", "bientôt", "Je n’ai pas reconnu de date"),
    ],
)
async def test_impossible_date_is_explained_above_the_same_question(
    town: Town, born: str, typed: str, said: str
) -> None:
    someone = await begin(town)
    await tap(someone, "children.one", born, first="Ana")
    seen = await someone.says(typed)
    assert said in seen.text
    assert "Question 4 sur 13" in seen.text


async def test_few_half_days_are_explained_and_left_to_the_parents(town: Town) -> None:
    someone = await begin(town)
    await tap(someone, "children.one", "born.born", first="Ana")
    await someone.says("3/10/2026")
    await someone.says("septembre 2027")
    await tap(someone, "go")
    seen = await someone.says("lundi et mardi matin")
    assert "8,7 présences par mois" in seen.text
    seen = await someone.taps(label("go_anyway"))
    assert "code postal" in seen.text


async def test_line_is_corrected_without_redoing_the_rest(town: Town) -> None:
    someone = await begin(town)
    await to_review(someone)
    await someone.says("4")
    seen = await someone.says("novembre 2027")
    assert "novembre 2027" in seen.text
    assert label("send") in seen.buttons
    await tap(someone, "send")
    assert town.request_of(someone).wishes.entry == Month(2027, 11)


async def test_back_shows_the_answer_that_stands(town: Town) -> None:
    someone = await begin(town)
    await tap(someone, "children.twins", first="Ana")
    seen = await tap(someone, "back")
    assert f"✓ {label('children.twins')}" in seen.buttons
    seen = await someone.says("retour")
    assert label("keep_answer", answer="Ana") in seen.buttons


async def test_cancel_asks_once_and_deletes(town: Town) -> None:
    someone = await begin(town)
    await someone.taps("Ana")
    await tap(someone, "leave", "leave.delete")
    assert draft_of(town, someone) is None
    seen = await someone.says("Ana Lambert")
    assert "Question" not in seen.text


async def test_form_put_aside_goes_on_where_it_stood(town: Town) -> None:
    someone = await begin(town)
    await someone.taps("Ana")
    seen = await tap(someone, "leave", "leave.keep")
    assert "26 janvier 2027" in seen.text
    seen = await someone.says("un enfant")
    assert "Question" not in seen.text  # words are no answer to a form put aside
    await someone.says("/start")
    seen = await someone.taps(FRENCH.plain("menu.continue"))
    assert "Question 2 sur 13" in seen.text


async def test_link_of_a_creche_puts_it_first(town: Town) -> None:
    someone = await town.somebody("fr", "Ana")
    await someone.says("/start c-lodelinsart")
    seen = await someone.taps(ACCEPT["fr"])
    assert "Lodelinsart" in seen.text
    await someone.taps(FRENCH.plain("menu.signup"))
    await tap(someone, "children.one", "born.expected", first="Ana")
    await someone.says(FRENCH.show(DUE))
    await tap(someone, "go", "week.all", "go", "skip", first=FRENCH.show(Month(2027, 10)))
    labels = [key["text"] for row in someone.screen["reply_markup"]["inline_keyboard"] for key in row]
    assert "✓ 1. Lodelinsart" in labels
    await tap(someone, "creches.all", "go", "claims.none", "skip", "skip", "skip", "send")
    assert town.request_of(someone).wishes.creches[0] == "lodelinsart"


async def test_link_of_an_employer_brings_its_code(town: Town) -> None:
    with town.storage.transaction() as records:
        firm = replace(TECHNORD, id=records.new_id())
        records.sponsors.add(firm)
        records.sponsors.add_code(firm.id, "LINK-77", expires_at=town.sandbox.now() + timedelta(days=9))
    someone = await begin(town)
    await tap(someone, "leave", "leave.keep", first="Ana")
    await someone.says("/start e-LINK-77")
    await someone.taps(FRENCH.plain("menu.signup"))
    await tap(someone, "children.one", "born.expected")
    await someone.says(FRENCH.show(DUE))
    await tap(someone, "go", "week.all", "go", "skip", first=FRENCH.show(Month(2027, 10)))
    await tap(someone, "creches.all", "go", "claims.none")
    await someone.taps(label("keep_answer", answer=label("code.given")))
    await tap(someone, "skip", "skip", "send")
    assert {claim.sponsor_id for claim in town.request_of(someone).claims} == {firm.id}


@pytest.mark.parametrize("payload", ["c-atlantis", "e-", "x-1"])
async def test_link_that_brings_nothing_shows_the_menu(town: Town, payload: str) -> None:
    someone = await town.parent()
    assert (await someone.says(f"/start {payload}")).text == FRENCH.plain("menu.question")


async def test_code_of_a_link_that_is_none_is_asked_for(town: Town) -> None:
    someone = await town.parent()
    await someone.says("/start e-NONE-1")
    await someone.taps(FRENCH.plain("menu.signup"))
    draft = draft_of(town, someone)
    assert draft is not None
    assert draft.answers.code == ""


async def test_link_with_a_code_that_expired_says_so_and_goes_on(town: Town) -> None:
    someone = await town.somebody("fr", "Ana")
    await someone.says("/start e-LONG-GONE")
    seen = await someone.taps(ACCEPT["fr"])
    assert seen.text == FRENCH.plain("signup.link.expired")
    assert "Question 1 sur" in (await someone.taps(FRENCH.plain("menu.signup"))).text
