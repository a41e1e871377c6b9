"""Coordinators write: the words go to the announcement on the screen, whatever else has been begun."""

from dataclasses import replace

import pytest

from bot.rules.announcements import Announcement, AnnouncementState
from bot.rules.people import Role
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone


def drafts(town: Town, author: Someone) -> list[Announcement]:
    """The drafts of that author, the oldest first."""
    with town.storage.transaction() as records:
        known = records.people.by_chat(author.user_id)
        assert known is not None
        found = records.announcements.in_state(AnnouncementState.DRAFT)
        return [one for one in found if one.author_id == known.id]


def texts(town: Town, author: Someone) -> list[list[str]]:
    """What each of their drafts says, a language after the other."""
    return [[version.words for version in one.content.versions] for one in drafts(town, author)]


async def _two_drafts(town: Town) -> Someone:
    """Somebody with two drafts: "Première" in the older one, nothing yet in the newer."""
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps("Écrire une annonce")
    await nadia.says("Première")
    (first,) = drafts(town, nadia)
    with town.storage.transaction() as records:
        records.announcements.add(
            Announcement(id=records.new_id(), author_id=first.author_id, created_at=town.sandbox.now())
        )
    return nadia


async def test_words_go_to_the_announcement_on_the_screen_not_to_the_newest(town: Town):
    nadia = await _two_drafts(town)
    older = nadia.screen

    await nadia.taps("Changer le texte", on=older)
    await nadia.says("Première, corrigée")

    assert texts(town, nadia) == [["Première, corrigée"], []]


async def test_other_language_goes_to_the_announcement_on_the_screen(town: Town):
    nadia = await _two_drafts(town)
    await nadia.taps("Autres langues")
    await nadia.taps("☐ néerlandais")
    await nadia.says("Eerste")

    assert texts(town, nadia) == [["Première", "Eerste"], []]


async def test_words_asked_for_one_announcement_never_reach_another(town: Town):
    nadia = await _two_drafts(town)
    older = nadia.screen
    await nadia.says("/announce")  # the newer one asks for its words
    await nadia.taps("Destinataires", on=older)  # and the older one is on the screen again
    seen = await nadia.says("Pour qui ?")

    assert texts(town, nadia) == [["Première"], []]
    assert "Pour qui" not in seen.text


@pytest.mark.parametrize("question", ["Changer le texte", "Quand l’envoyer", "Destinataires"])
async def test_words_typed_after_the_menu_are_no_announcements(town: Town, question: str):
    nadia = await _two_drafts(town)
    await nadia.taps(question)
    if question == "Destinataires":
        await nadia.taps("Demandes")
    before = drafts(town, nadia)
    await nadia.says("/menu")
    seen = await nadia.says("demain 8h30")

    assert "Je n’ai pas compris ce message" in seen.text
    assert drafts(town, nadia) == before


async def test_words_after_the_announcement_was_sent_change_nothing(town: Town):
    nadia = await _two_drafts(town)
    older = nadia.screen
    await nadia.taps("Changer le texte", on=older)
    (first, _) = drafts(town, nadia)
    with town.storage.transaction() as records:
        records.announcements.save(replace(first, state=AnnouncementState.SENT))
    seen = await nadia.says("Trop tard")

    assert "déjà confiée à l’envoi" in seen.text
    assert texts(town, nadia) == [[]]


async def test_language_of_the_first_words_is_changed_before_sending(town: Town):
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps("Écrire une annonce")
    await nadia.says("Geschlossen")
    await nadia.taps("Autres langues")
    seen = await nadia.taps("Le premier texte est en français")
    assert [label for label in seen.buttons if label.startswith("☑")] == ["☑ français"]
    seen = await nadia.taps("☐ allemand")
    assert "Le premier texte est en allemand" in seen.buttons
    await nadia.taps("☐ français")
    seen = await nadia.says("Fermé")
    assert "Textes\u00a0: allemand et français." in seen.text

    (draft,) = drafts(town, nadia)
    assert [(one.language, one.words) for one in draft.content.versions] == [
        ("de", "Geschlossen"),
        ("fr", "Fermé"),
    ]
    assert draft.content.first_in("fr").version("nl").words == "Fermé"
