"""Coordinators announce: the right people, once, and the list of those to phone."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.rules.people import Role
from tests.cast import HADDAD_CONFIRMED, LAMBERT_CONFIRMED, MORNING, SCHMITZ
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone

NewTown = Callable[[], Awaitable[Town]]
WORDS = "La crèche ferme demain à 16 h. Merci & à bientôt <3"


async def _author(town: Town, language: str = "fr") -> Someone:
    return await town.staff(Role.COORDINATOR, language=language)


async def test_announcement_reaches_its_audience_once_and_reports(new_town: NewTown):
    town = await new_town()
    ana = await town.family(LAMBERT_CONFIRMED, "fr", "Ana")
    bilal = await town.family(HADDAD_CONFIRMED, "nl", "Bilal")
    david = await town.family(SCHMITZ, "de", "David")  # asks for Lodelinsart only
    with town.storage.transaction() as records:
        found = records.people.by_chat(bilal.user_id)
        assert found is not None
        records.people.save(replace(found, phone="+32470112233"))
    nadia = await _author(town)
    await town.http.post(f"{town.sandbox.url}/sandbox/chats/{bilal.user_id}/block", json={})

    await nadia.taps("Écrire une annonce")
    seen = await nadia.says(WORDS)
    assert "Destinataires\u00a0: tout le monde." in seen.text
    seen = await nadia.taps(next(label for label in seen.buttons if "Marcinelle" in label))
    assert "1 personne la recevra." in seen.text
    assert "1 a bloqué le robot\u00a0: à appeler." in seen.text
    seen = await nadia.taps("Relire avant l’envoi")
    assert seen.messages[0]["text"].startswith(WORDS)
    await nadia.taps("Envoyer à 1 personne")
    await town.house.courier.drained()

    assert (await ana.sees()).text == WORDS + "\n\nPour ne plus recevoir d’annonces\u00a0: /stop"
    assert not any(WORDS in message.get("text", "") for message in (await david.everything()).messages)
    report = await _report(nadia)
    assert "Bilal" in report
    assert "+32470112233" in report


async def _report(author: Someone) -> str:
    """All that the author sees until the sending has ended."""
    for _ in range(10):
        text = (await author.everything()).text
        if "+32" in text:
            return text
        await author.sees()
    return text


async def test_announcement_sent_twice_leaves_once(new_town: NewTown):
    town = await new_town()
    ana = await town.family(LAMBERT_CONFIRMED)
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    await nadia.says("Portes ouvertes samedi.")
    await nadia.taps("Relire avant l’envoi")
    send = next(
        b for row in nadia.screen["reply_markup"]["inline_keyboard"] for b in row if "Envoyer" in b["text"]
    )

    await nadia.taps(send["text"], repeat=6)
    await town.house.courier.drained()

    copies = [m for m in (await ana.everything()).messages if "Portes ouvertes" in m.get("text", "")]
    assert len(copies) == 1


async def test_only_coordinators_announce(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)

    seen = await ana.says("/announce")

    assert "Nouvelle annonce" not in seen.text


async def test_nobody_in_the_audience_cannot_be_sent(new_town: NewTown):
    town = await new_town()
    nadia = await _author(town, "en")
    await nadia.taps("Write an announcement")
    seen = await nadia.says("Open day")
    seen = await nadia.taps(next(label for label in seen.buttons if "Dutch" in label))

    assert "0 people will get it." in seen.text
    seen = await nadia.taps("Read before sending")
    assert not any(label.startswith("Send to") for label in seen.buttons)


async def test_draft_is_found_again_and_can_be_thrown_away(new_town: NewTown):
    town = await new_town()
    nadia = await _author(town, "nl")
    await nadia.taps("Een mededeling schrijven")
    await nadia.says("Opendeurdag")

    seen = await nadia.says("/announce")
    assert "U was aan een mededeling begonnen" in seen.text
    seen = await nadia.taps("Deze mededeling verwijderen")
    assert seen.text.startswith("De mededeling is verwijderd.")
    seen = await nadia.says("/announce")
    assert seen.text.startswith("Nieuwe mededeling")


async def test_who_said_stop_gets_no_announcement(new_town: NewTown):
    town = await new_town()
    ana = await town.family(replace(LAMBERT_CONFIRMED, confirmed_at=MORNING), "de")
    await ana.says("/stop")
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")

    seen = await nadia.says("Une nouvelle")

    assert "1 ne souhaite plus d’annonces." in seen.text
