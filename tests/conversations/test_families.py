"""The second parent by link, through the sandbox: two languages, two views, one family."""

import re
from dataclasses import replace

import pytest

from bot.rules.references import grouped
from bot.rules.requests import State
from tests.cast import SCHMITZ, SCHMITZ_CONFIRMED
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.dialogue import Seen, Someone


async def invites(someone: Someone) -> str:
    """The start word of the link that somebody makes."""
    await someone.says("/family")
    seen = await someone.taps("Créer un lien")
    found = re.search(r"start=(\S+)", seen.text)
    assert found is not None
    return found[1]


async def follows(town: Town, payload: str, language: str, name: str) -> tuple[Someone, Seen]:
    other = await town.somebody(language, name)
    await other.says(f"/start {payload}")
    return other, await other.taps(ACCEPT[language])


@pytest.mark.parametrize(
    ("language", "welcome"),
    [("fr", "Bienvenue."), ("nl", "Welkom."), ("de", "Willkommen."), ("en", "Welcome.")],
)
async def test_other_parent_joins_in_their_language(town: Town, language: str, welcome: str):
    ana = await town.family(SCHMITZ_CONFIRMED)
    other, seen = await follows(town, await invites(ana), language, "Alix")

    assert seen.text.startswith(welcome)
    told = await ana.sees()
    assert told.text.startswith("Alix a utilisé votre lien et voit maintenant vos demandes.")
    seen = await other.says("/status")
    assert grouped(town.request_of(ana).reference) in seen.text
    assert town.request_of(other) == town.request_of(ana)


async def test_each_types_into_their_own_conversation(town: Town):
    ana = await town.family(replace(SCHMITZ, met_on=SCHMITZ.registered_at.date()))
    other, _ = await follows(town, await invites(ana), "en", "Alix")
    await ana.says("/status")
    await ana.taps("Confirmer ma demande")
    await other.says("/signup")

    assert (await other.says("Alix Lambert")).text.startswith("✓ Got it.")
    await ana.says("ONE-778899")

    assert town.request_of(other).state is State.CONFIRMED


async def test_wrong_person_is_taken_out_after_a_question(town: Town):
    ana = await town.family(SCHMITZ_CONFIRMED)
    wrong, _ = await follows(town, await invites(ana), "nl", "Mallory")
    card = (await wrong.says("/status")).last
    await ana.sees()

    await ana.taps("Voir qui suit mes demandes")
    seen = await ana.taps("Ce n’est pas la bonne personne")
    assert "Elle ne verra plus vos demandes" in seen.text
    await ana.taps("Non, rien ne change")
    await ana.taps("Ce n’est pas la bonne personne")
    seen = await ana.taps("Oui, retirer cette personne")

    assert seen.text.startswith("C’est fait")
    assert "U volgt de aanvragen van dit gezin niet meer" in (await wrong.sees()).text
    seen = await wrong.taps(f"rq:see:{town.request_of(ana).id}", on=card)
    assert grouped(town.request_of(ana).reference) not in seen.text


async def test_second_cannot_take_the_first_out_but_may_leave(town: Town):
    ana = await town.family(SCHMITZ_CONFIRMED)
    other, _ = await follows(town, await invites(ana), "fr", "Alix")
    await ana.sees()

    seen = await other.says("/family")
    assert seen.buttons == ["Ne plus suivre ces demandes", "Menu"]
    await other.taps("Ne plus suivre ces demandes")
    seen = await other.taps("Oui, ne plus les suivre")

    assert seen.text.startswith("C’est fait")
    assert (await ana.sees()).text.startswith("Alix ne suit plus vos demandes.")
    assert "Personne d’autre" in (await ana.taps("fa:leave:")).text


async def test_button_to_leave_that_names_somebody_leaves_nothing(town: Town):
    ana = await town.family(SCHMITZ_CONFIRMED)
    other, _ = await follows(town, await invites(ana), "fr", "Alix")
    await other.says("/family")
    await other.taps(f"fa:leave:{town.request_of(ana).id}")

    assert (await other.says("/family")).buttons == ["Ne plus suivre ces demandes", "Menu"]


async def test_link_that_one_has_used_says_that_nothing_is_left_to_do(town: Town):
    ana = await town.family(SCHMITZ_CONFIRMED)
    payload = await invites(ana)
    alix, _ = await follows(town, payload, "fr", "Alix")
    for someone in (alix, ana):
        assert "Ce lien a déjà servi, et vous avez déjà ce" in (await someone.says(f"/start {payload}")).text
    await alix.says("/family")
    await alix.taps("Ne plus suivre ces demandes")
    await alix.taps("Oui, ne plus les suivre")
    assert (await alix.says(f"/start {payload}")).text.startswith("Cette invitation ne peut plus")


async def test_used_link_says_so(town: Town):
    ana = await town.family(SCHMITZ_CONFIRMED)
    payload = await invites(ana)
    await follows(town, payload, "fr", "Alix")
    late, seen = await follows(town, payload, "fr", "Zoé")

    assert seen.text.startswith("Cette invitation ne peut plus être utilisée")
    assert (await late.says("/status")).text.startswith("Vous n’avez pas encore de demande.")
