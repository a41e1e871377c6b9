"""HR managers invite their successor and leave; coordinators take access away. Through the sandbox."""

from dataclasses import replace

import pytest

from bot.rules.people import LANGUAGES, Mandate, Role
from bot.rules.places import Sponsor
from bot.texts import Texts
from tests.cast import TECHNORD, TECHNORD_AGREEMENT
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.dialogue import Someone

TEXTS = Texts.load()


def firm(town: Town, name: str = "Atelier & Fils") -> Sponsor:
    """A firm of this test's own."""
    with town.storage.transaction() as records:
        own = replace(TECHNORD, id=records.new_id(), name=name, number="", example=False)
        records.sponsors.add(own)
        one = replace(TECHNORD_AGREEMENT, id=records.new_id(), sponsor_id=own.id, places=1)
        records.sponsors.add_agreement(one)
    return own


def contacts(town: Town, own: Sponsor) -> list[int]:
    with town.storage.transaction() as records:
        return sorted(one.chat_id or 0 for one in records.people.holders(Role.HR, own.id))


async def joins(town: Town, luc: Someone, own: Sponsor, language: str = "nl") -> Someone:
    """A colleague takes the link that Luc makes."""
    seen = await luc.taps(f"ki:{own.id}")
    griet = await town.somebody(language, "Griet")
    await griet.says(f"/start {seen.text.partition('?start=')[2].split()[0]}")
    await griet.taps(ACCEPT[language])
    return griet


@pytest.mark.parametrize("language", LANGUAGES)
async def test_contact_invites_a_successor_and_hands_over(town: Town, language: str) -> None:
    t, own = TEXTS.speaker(language), firm(town)
    luc = await town.staff(Role.HR, of=own.id, language=language)
    await luc.says("/menu")
    seen = await luc.taps(t.plain("menu.firm"))
    assert "PC-2026-001" in seen.text
    griet = await joins(town, luc, own)
    assert contacts(town, own) == sorted([luc.user_id, griet.user_id])

    told = await luc.sees()
    assert "Griet" in told.text
    seen = await luc.taps(f"kl:{own.id}:0")
    assert t.plain("contact.leave.sure") in seen.buttons
    seen = await luc.taps(f"kl:{own.id}:1")

    assert contacts(town, own) == [griet.user_id]
    assert t.plain("menu.summary") not in seen.buttons
    assert TEXTS.speaker("nl").plain("menu.firm") in (await griet.says("/menu")).buttons


async def test_coordinators_are_told_who_comes_and_goes(town: Town) -> None:
    own = firm(town)
    nadia, luc = await town.staff(Role.COORDINATOR), await town.staff(Role.HR, of=own.id)
    await joins(town, luc, own)
    assert "Griet" in (await nadia.sees()).text
    await luc.taps(f"kl:{own.id}:1")
    assert "Il reste 1 contact" in (await nadia.sees()).text


async def test_last_contact_is_told_so_before_leaving(town: Town) -> None:
    own = firm(town)
    luc = await town.staff(Role.HR, of=own.id)
    seen = await luc.taps(f"kl:{own.id}:0")
    assert "le dernier contact" in seen.text
    assert contacts(town, own) == [luc.user_id]


async def test_contact_takes_back_what_the_wrong_person_took(town: Town) -> None:
    own = firm(town)
    luc = await town.staff(Role.HR, of=own.id)
    griet = await joins(town, luc, own)
    await luc.sees()
    await luc.taps("Ce n’est pas la bonne personne")
    assert contacts(town, own) == [luc.user_id]
    nee = TEXTS.speaker("nl").plain("refusal.not_allowed")
    assert (await griet.taps(f"ko:{own.id}")).text == nee


async def test_access_taken_away_ends_with_the_next_update(town: Town) -> None:
    own = firm(town)
    nadia, luc = await town.staff(Role.COORDINATOR), await town.staff(Role.HR, of=own.id)
    seen = await luc.taps(f"ki:{own.id}")
    link = seen.text.partition("?start=")[2].split()[0]
    await nadia.taps(f"sf:{own.id}")
    await nadia.taps("Contact\N{NO-BREAK SPACE}: –")
    await nadia.taps("Retirer l’accès")

    for word in (f"ko:{own.id}", f"oc:{own.id}:2026-12", f"eo:{own.id}", f"ki:{own.id}"):
        assert "Votre compte ne permet pas" in (await luc.taps(word)).text, word
    eve = await town.parent("fr", "Eve")
    assert "invitation" in (await eve.says(f"/start {link}")).text
    assert contacts(town, own) == []


async def test_contact_of_two_firms_leaves_one(town: Town) -> None:
    first, second = firm(town, "Première"), firm(town, "Seconde")
    luc = await town.staff(Role.HR, of=first.id)
    with town.storage.transaction() as records:
        person = records.people.by_chat(luc.user_id)
        assert person
        records.people.grant(person.id, Mandate(role=Role.HR, of=second.id), at=town.sandbox.now())
    await luc.says("/firm")
    seen = await luc.taps("Seconde")
    assert "Seconde" in seen.text
    await luc.taps("Ne plus suivre ces places")
    seen = await luc.taps("Oui, arrêter")
    assert "Convention et contacts" in seen.buttons
    assert (contacts(town, first), contacts(town, second)) == ([luc.user_id], [])


async def test_firm_of_somebody_else_is_not_seen(town: Town) -> None:
    own, other = firm(town), firm(town)
    luc = await town.staff(Role.HR, of=own.id)
    for word in ("ko", "ki"):
        assert "Votre compte ne permet pas" in (await luc.taps(f"{word}:{other.id}")).text
    assert "Votre compte ne permet pas" in (await luc.taps(f"kl:{other.id}:1")).text
