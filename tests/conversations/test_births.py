"""A birth, and a pregnancy that ends, through the sandbox and its clock."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.rules.calendar import at_local
from bot.rules.people import Child
from bot.rules.requests import State
from tests.cast import EXPECTED_IN_JUNE, LAMBERT_CONFIRMED, SCHMITZ_CONFIRMED
from tests.conversations.conftest import Town

NewTown = Callable[[], Awaitable[Town]]
#: Heard of in May: nobody asks in June whether they still look.
HEARD_OF = replace(LAMBERT_CONFIRMED, still_at=at_local(date(2027, 5, 1), 9))
SOON = replace(LAMBERT_CONFIRMED, children=(Child(born=False, day=date(2027, 1, 20)),))


async def test_birth_is_asked_about_told_and_corrected(new_town: NewTown):
    town = await new_town()
    twins = replace(HEARD_OF, children=(EXPECTED_IN_JUNE, EXPECTED_IN_JUNE))
    ana, wim = await town.family(HEARD_OF), await town.family(twins, "nl", "Wim")

    await town.clock(to="2027-06-20T09:30:00+02:00")
    assert "Zijn uw kinderen geboren?" in (await wim.sees()).text
    seen = await ana.sees()
    assert "Votre enfant est-il né" in seen.text
    assert seen.buttons == ["La naissance a eu lieu", "Pas encore", "Nous n’attendons plus d’enfant"]

    assert "Rien ne presse." in (await ana.taps("Pas encore")).text
    await ana.taps("La naissance a eu lieu")
    seen = await ana.taps("Hier")
    assert "La naissance du 19 juin 2027 est notée." in seen.text
    assert "jusqu’au 25 août 2030 au plus tard" in seen.text
    assert town.request_of(ana).children == (Child(born=True, day=date(2027, 6, 19)),)
    await ana.taps("Corriger la date")
    await ana.says("le 17 juin")
    assert town.request_of(ana).children == (Child(born=True, day=date(2027, 6, 17)),)

    await wim.taps("De geboorte is er")
    assert "nog niet" in (await wim.says("25 juni 2027")).text
    seen = await wim.says("20 juni")
    assert "De geboorte van uw 2 kinderen op 20 juni 2027 is genoteerd." in seen.text
    assert town.request_of(wim).children == (Child(born=True, day=date(2027, 6, 20)),) * 2


@pytest.mark.parametrize(
    ("language", "born", "today", "done"),
    [
        ("fr", "La naissance a eu lieu", "Aujourd’hui", "Félicitations"),
        ("nl", "De geboorte is er", "Vandaag", "Gefeliciteerd"),
        ("de", "Die Geburt war schon", "Heute", "Herzlichen Glückwunsch"),
        ("en", "The birth has taken place", "Today", "Congratulations"),
    ],
)
async def test_early_birth_is_told_from_the_status(
    town: Town, language: str, born: str, today: str, done: str
):
    someone = await town.family(SOON, language)
    await someone.says("/status")
    await someone.taps(born)
    seen = await someone.taps(today)
    assert seen.text.startswith(done)
    assert town.request_of(someone).children == (Child(born=True, day=date(2027, 1, 12)),)
    assert born not in (await someone.says("/status")).buttons


async def test_birth_long_before_its_time_is_not_believed(town: Town):
    someone = await town.family(SOON)
    await someone.says("/status")
    await someone.taps("La naissance a eu lieu")
    assert "très longtemps avant la date prévue" in (await someone.says("3 août 2026")).text
    assert town.request_of(someone).children == SOON.children


@pytest.mark.parametrize(
    ("said", "no"),
    [
        ("30 février 2027", "Écrivez la date encore une fois"),
        ("14 janvier 2027", "ce jour n’est pas encore venu"),
        ("1/1/2024", "très longtemps avant la date prévue"),
        ("bientôt", "Je n’ai pas reconnu de date"),
    ],
)
async def test_day_that_cannot_be_leaves_the_question(town: Town, said: str, no: str):
    someone = await town.family(SOON)
    await someone.says("/status")
    await someone.taps("La naissance a eu lieu")

    seen = await someone.says(said)

    assert no in seen.text
    assert "Quel jour est-ce arrivé" in seen.text
    assert seen.buttons == ["Aujourd’hui", "Hier", "Revenir à ma demande"]
    await someone.taps("Hier")
    await someone.taps("Corriger la date")
    assert "Quel jour est-ce arrivé" in (await someone.says(said)).text
    assert town.request_of(someone).children == (Child(born=True, day=date(2027, 1, 11)),)


async def test_wished_start_is_no_longer_ones_own_once_the_contract_is_signed(town: Town):
    waiting, signed = await town.family(SOON), await town.family(replace(SOON, state=State.ENROLLED))
    for someone, own in ((waiting, True), (signed, False)):
        await someone.says("/status")
        await someone.taps("La naissance a eu lieu")
        assert ("c’est vous qui pouvez la changer" in (await someone.taps("Hier")).text) is own


@pytest.mark.parametrize("again", ["bt:ask:{}:", "bt:on:{}:2027-01-10"])
async def test_birth_that_was_told_before_can_be_corrected(town: Town, again: str):
    someone = await town.family(SOON)
    old = (await someone.says("/status")).last
    await someone.taps("La naissance a eu lieu")
    await someone.taps("Hier")

    seen = await someone.taps(again.format(town.request_of(someone).id), on=old)

    assert "la naissance est déjà notée" in seen.text
    assert seen.buttons == ["Voir ma demande", "Corriger la date", "Menu"]


async def test_one_tap_ends_every_reminder(new_town: NewTown):
    town = await new_town()
    someone = await town.family(HEARD_OF)
    await town.clock(to="2027-06-20T09:30:00+02:00")
    await someone.sees()

    seen = await someone.taps("Nous n’attendons plus d’enfant")
    assert seen.text.startswith("C’est noté, et vous n’avez rien d’autre à faire.")
    assert seen.buttons == ["Menu"]
    for word in ("24", "retirée", "famille avance", "annul"):
        assert word not in seen.text
    assert town.request_of(someone).state is State.WITHDRAWN

    before = len((await someone.everything()).messages)
    await town.clock(to="2027-12-01T09:30:00+01:00")
    assert len((await someone.everything()).messages) == before


@pytest.mark.parametrize(
    ("language", "words", "answer"),
    [
        ("fr", "J’ai fait une fausse couche", "Nous pensons à vous."),
        ("nl", "We hebben onze baby verloren", "We denken aan u."),
        ("de", "Ich hatte eine Fehlgeburt.", "Wir denken an Sie."),
        ("en", "we lost our baby", "We are thinking of you."),
    ],
)
async def test_words_are_enough(town: Town, language: str, words: str, answer: str):
    someone = await town.family(LAMBERT_CONFIRMED, language)
    seen = await someone.says(words)
    assert answer in seen.text
    assert town.request_of(someone).state is State.WITHDRAWN

    back = {"fr": "Revenir sur la liste"}.get(language)
    seen = await someone.says("/status")
    if back:
        assert back in seen.buttons


async def test_withdrawing_offers_the_gentle_way_while_a_child_is_expected(town: Town):
    expecting, born = await town.family(LAMBERT_CONFIRMED), await town.family(SCHMITZ_CONFIRMED)
    for someone, offered in ((expecting, True), (born, False)):
        await someone.says("/status")
        seen = await someone.taps("Retirer ma demande")
        assert ("Nous n’attendons plus d’enfant" in seen.buttons) is offered
