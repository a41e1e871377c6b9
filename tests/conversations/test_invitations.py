"""Whoever invites is told who came, and one tap undoes it."""

from dataclasses import replace

import pytest

from bot.actions import invitations
from bot.rules.people import LANGUAGES, Mandate, Role
from bot.texts import Texts
from tests.cast import TECHNORD
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.dialogue import Someone

TEXTS = Texts.load()


def firm(town: Town) -> str:
    """A firm of this test's own."""
    with town.storage.transaction() as records:
        own = replace(TECHNORD, id=records.new_id(), name="Atelier & Fils")
        records.sponsors.add(own)
    return own.id


async def link(town: Town, coordinator: Someone, of: str) -> str:
    """The payload of the link that the coordinator gets for an HR manager."""
    seen = await coordinator.taps(f"iv:hr:{of}:0")
    return seen.text.rpartition("?start=")[2]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_inviter_is_told_who_took_it_and_takes_it_back(town: Town, language: str) -> None:
    t, of = TEXTS.speaker(language), firm(town)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    eve = await town.somebody(language, "Eve")

    await eve.says(f"/start {await link(town, nadia, of)}")
    joined = await eve.taps(ACCEPT[language])
    assert "Atelier & Fils" in joined.text
    assert t.plain("menu.summary") in joined.buttons

    told = await nadia.sees()
    assert told.text.startswith("Eve ")
    assert "Atelier & Fils" in told.text
    done = await nadia.taps(t.plain("invite.take_back"))
    assert done.text == t.plain("invite.taken_back")
    assert t.plain("menu.summary") not in (await eve.says("/menu")).buttons
    with town.storage.transaction() as records:
        whats = [line["what"] for line in records.trace.of(f"hr:{of}")]
    assert whats == ["invitation made", "invitation accepted", "invitation taken back"]


async def test_name_in_telegram_is_kept_for_staff_without_one(town: Town) -> None:
    nadia, eve = await town.staff(Role.COORDINATOR), await town.somebody("fr", "Eve")
    await eve.says(f"/start {await link(town, nadia, firm(town))}")
    await eve.taps(ACCEPT["fr"])

    with town.storage.transaction() as records:
        person = records.people.by_chat(eve.user_id)
    assert person is not None
    assert person.name == "Eve"


async def test_invitation_of_the_operator_is_told_to_the_coordinators(town: Town) -> None:
    nadia = await town.staff(Role.COORDINATOR)
    with town.storage.transaction() as records:
        mandate = Mandate(role=Role.COORDINATOR)
        payload = invitations.invite(records, mandate, now=town.sandbox.now(), policy=town.policy)
    eve = await town.parent("fr", "Eve")

    await eve.says(f"/start {payload}")

    assert "équipe de coordination" in (await nadia.sees()).text
    assert "Eve" in (await nadia.everything()).messages[-1]["text"]
    assert "a utilisé" not in (await eve.everything()).messages[-1]["text"]


async def test_only_a_coordinator_takes_back(town: Town) -> None:
    nadia, eve = await town.staff(Role.COORDINATOR), await town.parent("fr", "Eve")
    await eve.says(f"/start {await link(town, nadia, firm(town))}")
    told = (await nadia.sees()).last
    word = told["reply_markup"]["inline_keyboard"][0][0]["callback_data"]

    seen = await eve.taps(word)

    assert "Votre compte ne permet pas" in seen.text
    assert "Le résumé de nos places" in (await eve.says("/menu")).buttons


async def test_invitation_that_does_not_exist_cannot_be_taken_back(town: Town) -> None:
    nadia = await town.staff(Role.COORDINATOR)
    assert "Je ne trouve pas" in (await nadia.taps(f"ivb:{'0' * 32}")).text
