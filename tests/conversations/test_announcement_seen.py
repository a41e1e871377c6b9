"""Coordinators ask readers to tap that they have seen an announcement, and read who did."""

import io
from collections.abc import Awaitable, Callable
from typing import Any

import openpyxl

from bot.rules.people import Role
from tests.cast import HADDAD_CONFIRMED, LAMBERT_CONFIRMED
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone

NewTown = Callable[[], Awaitable[Town]]


async def sent(town: Town, *, asks: bool, words: str = "Fermé à midi", creche: str = "") -> Someone:
    """A coordinator whose announcement, to everybody or of a crèche, has arrived; the report is on screen."""
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps("Écrire une annonce")
    await nadia.says(words)
    if creche:
        for label in ("Destinataires", "Crèches", f"☐ {creche}", "Retour aux destinataires", "C’est bon"):
            await nadia.taps(label)
    if asks:
        await nadia.taps("☐ Bouton «\u00a0J’ai vu\u00a0»")
    seen = await nadia.taps("Relire avant l’envoi")
    await nadia.taps(next(label for label in seen.buttons if label.startswith("Envoyer")))
    await town.clock(advance="PT61S")
    await town.house.courier._watch.look()
    await town.house.courier.drained()
    await nadia.sees(wait=False)
    return nadia


async def report(author: Someone) -> dict[str, Any]:
    """The report, with its buttons."""
    found = (await author.everything()).messages
    return next(one for one in reversed(found) if "annonce est envoyée" in one.get("text", ""))


async def test_readers_tap_that_they_have_seen_it_and_the_author_reads_who(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    await town.family(HADDAD_CONFIRMED, "nl", "Bilal")
    nadia = await sent(town, asks=True)

    await ana.sees(wait=False)
    seen = await ana.taps("J’ai vu")
    assert seen.answer is not None
    assert seen.answer["text"] == "Merci, c’est noté."
    assert seen.buttons == ["✓ Vu"]
    again = await ana.taps("✓ Vu", repeat=3)
    assert again.answer is not None
    assert again.answer["text"] == "Merci, c’est noté."
    seen = await nadia.taps("Qui l’a vue\u00a0?", on=await report(nadia))
    lines = seen.text.splitlines()
    assert lines[0] == "1 personne sur 3 a dit l’avoir vue."
    assert lines[1] == "Reçue, pas encore vue\u00a0:"
    assert sorted(lines[2:4]) == ["• Bilal, pas de numéro", "• sans nom, pas de numéro"]
    assert lines[4] == "Vue\u00a0:"
    assert lines[5].startswith("• Ana, mardi 12 janvier 2027")


async def test_nobody_is_asked_unless_the_author_wants_it(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await sent(town, asks=False)

    assert "J’ai vu" not in (await ana.sees(wait=False)).buttons
    assert "Qui l’a vue\u00a0?" not in (await nadia.everything()).buttons


async def test_tap_on_a_copy_that_was_taken_back_is_answered_kindly(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await sent(town, asks=True)
    await ana.sees(wait=False)
    copy = ana.screen
    await town.clock(advance="PT49H")  # Telegram lets it stand
    await nadia.taps("Retirer l’annonce", on=await report(nadia))
    await nadia.taps("Oui, la retirer")

    seen = await ana.taps("J’ai vu", on=copy)
    assert seen.answer is not None
    assert "retiré entre-temps" in seen.answer["text"]


async def test_who_has_no_copy_says_nothing_about_it(new_town: NewTown):
    town = await new_town()
    nadia = await sent(town, asks=True)
    await nadia.sees(wait=False)
    with town.storage.transaction() as records:
        (left,) = records.announcements.past(1)
    ana = await town.family(HADDAD_CONFIRMED)

    seen = await ana.taps(f"vu:{left.id}")

    assert "Je ne trouve pas" in seen.text
    with town.storage.transaction() as records:
        assert records.announcements.progress(left.id).seen == 0


async def test_who_did_not_get_it_is_sent_it_once_more_and_nobody_twice(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    bilal = await town.family(LAMBERT_CONFIRMED, "nl", "Bilal")
    await town.http.post(f"{town.sandbox.url}/sandbox/chats/{bilal.user_id}/block", json={})
    nadia = await sent(town, asks=False, words="Fermé à midi\n\n{crèche}", creche="Marcinelle")
    told = await report(nadia)
    seen = await nadia.taps("Renvoyer à qui ne l’a pas eue", on=told)
    assert (
        "Telegram ne peut la remettre à personne d’autre" in seen.text
    )  # nobody who did not get it can be reached

    await town.http.post(f"{town.sandbox.url}/sandbox/chats/{bilal.user_id}/unblock", json={})
    await bilal.says("/start")
    seen = await nadia.taps("Renvoyer à qui ne l’a pas eue", on=told)
    assert "pour Marcinelle, qui n’ont pas reçu l’annonce" in seen.text
    assert "1 personne la recevra." in seen.text
    assert (await nadia.taps("Renvoyer à qui ne l’a pas eue", on=told)).text == seen.text  # the same draft
    await _leaves(town, nadia)
    assert [await _got(one) for one in (ana, bilal)] == [1, 1]
    assert (
        "Fermé à midi\n\nMarcinelle\n" in (await bilal.everything()).text
    )  # not at the others they wait for
    seen = await nadia.taps("Renvoyer à qui ne l’a pas eue", on=told)
    assert "Telegram ne peut la remettre à personne d’autre" in seen.text


async def test_who_has_not_seen_it_is_sent_it_once_more(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    bilal = await town.family(HADDAD_CONFIRMED, "nl", "Bilal")
    nadia = await sent(town, asks=True)
    for one in (ana, nadia):
        await one.sees(wait=False)
        found = (await one.everything()).messages
        copies = [copy for copy in found if copy.get("text", "").startswith("Fermé")]
        await one.taps("J’ai vu", on=copies[-1])
    seen = await nadia.taps("Renvoyer à qui ne l’a pas vue", on=await report(nadia))
    assert "pour les personnes qui ne l’ont pas vue." in seen.text
    assert "1 personne la recevra." in seen.text
    await _leaves(town, nadia)

    assert [await _got(one) for one in (ana, bilal)] == [1, 2]


async def test_readers_are_exported_for_a_reason_that_is_kept(new_town: NewTown):
    town = await new_town()
    await town.family(HADDAD_CONFIRMED)
    nadia = await sent(town, asks=False)
    told = await report(nadia)
    await nadia.taps("Exporter la liste", on=told)
    await nadia.taps("Appeler les familles")
    await nadia.taps("Exporter la liste", on=told)
    seen = await nadia.says("Le pouvoir organisateur  le demande")

    sheet = seen.last["document"]
    assert sheet["file_name"] == "cigogne-2027-01-12.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(await nadia.file(sheet["file_id"])))
    rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
    assert sorted(rows[1:], key=str) == [["Ana", None, "Oui", None, None], [None, None, "Oui", None, None]]
    with town.storage.transaction() as records:
        (left,) = records.announcements.past(1)
        kept = [one for one in records.trace.of(left.id) if one["what"] == "announcement exported"]
    assert [one["why"] for one in kept] == ["call", "Le pouvoir organisateur le demande"]


async def _leaves(town: Town, author: Someone) -> None:
    seen = await author.taps("Relire avant l’envoi")
    await author.taps(next(label for label in seen.buttons if label.startswith("Envoyer")))
    await town.clock(advance="PT61S")
    await town.house.courier._watch.look()
    await town.house.courier.drained()
    await author.sees(wait=False)


async def _got(reader: Someone) -> int:
    found = (await reader.everything()).messages
    return sum(one.get("text", "").startswith("Fermé à midi\n\n") for one in found)
