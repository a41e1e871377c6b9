"""Coordinators announce: the right people, once, and the list of those to phone."""

import base64
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.rules.people import LANGUAGES, Mandate, Role
from tests.cast import HADDAD_CONFIRMED, LAMBERT_CONFIRMED, MORNING, SCHMITZ
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone

NewTown = Callable[[], Awaitable[Town]]
PNG = (
    b"\x89PNG\r\n\x1a\n"
    + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 40, 40, 8, 0, 0, 0, 0)
    + struct.pack(">I", zlib.crc32(struct.pack(">4sIIBBBBB", b"IHDR", 40, 40, 8, 0, 0, 0, 0)))
)
PICTURE = {"base64": base64.b64encode(PNG).decode(), "file_name": "photo.png", "mime_type": "image/png"}
WORDS = "La crèche ferme demain à 16 h. Merci & à bientôt <3"


async def _author(town: Town, language: str = "fr") -> Someone:
    return await town.staff(Role.COORDINATOR, language=language)


async def _aims(author: Someone, of: str) -> Seen:
    """Choose that crèche, and come back to the announcement."""
    await author.taps("Destinataires")
    seen = await author.taps("Crèches")
    await author.taps(next(label for label in seen.buttons if of in label))
    await author.taps("Retour aux destinataires")
    return await author.taps("C’est bon")


async def _sends(author: Someone, town: Town) -> None:
    seen = await author.taps("Relire avant l’envoi")
    await author.taps(next(label for label in seen.buttons if label.startswith("Envoyer")))
    await town.clock(advance="PT61S")


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
    seen = await _aims(nadia, "Marcinelle")
    assert "1 personne la recevra." in seen.text
    assert "1 a bloqué le robot\u00a0: à appeler." in seen.text
    seen = await nadia.taps("Relire avant l’envoi")
    assert seen.messages[0]["text"].startswith(WORDS)
    seen = await nadia.taps("Envoyer à 1 personne")
    assert "Vous pouvez encore annuler." in seen.text
    await town.clock(advance="PT61S")

    assert (await ana.sees()).text == WORDS + "\n\nChoisir ce que je reçois\u00a0: /stop"
    assert not any(WORDS in message.get("text", "") for message in (await david.everything()).messages)
    report = await _report(nadia)
    assert "Bilal" in report
    assert "+32470112233" in report


async def _report(author: Someone, known_by: str = "+32") -> str:
    """All that the author sees until the sending has ended."""
    for _ in range(10):
        text = (await author.everything()).text
        if known_by in text and "annonce est envoyée" in text:
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
    await town.clock(advance="PT61S")

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
    await nadia.taps("Recipients")
    seen = await nadia.taps("Languages")
    seen = await nadia.taps(next(label for label in seen.buttons if "Dutch" in label))
    assert "0 people will get it." in seen.text
    await nadia.taps("Back to the recipients")
    await nadia.taps("Done")
    seen = await nadia.taps("Read before sending")
    assert not any(label.startswith("Send to") for label in seen.buttons)


async def test_draft_is_found_again_and_can_be_thrown_away(new_town: NewTown):
    town = await new_town()
    nadia = await _author(town, "nl")
    await nadia.taps("Een mededeling schrijven")
    await nadia.says("Opendeurdag")

    await town.restart()
    seen = await nadia.says("/announce")
    assert "U was aan een mededeling begonnen" in seen.text
    assert "Opendeurdag" in seen.text
    seen = await nadia.taps("Deze mededeling verwijderen")
    assert seen.text.startswith("De mededeling is verwijderd.")
    seen = await nadia.says("/announce")
    assert seen.text.startswith("Nieuwe mededeling")


async def test_who_said_stop_gets_no_news_but_what_is_practical(new_town: NewTown):
    town = await new_town()
    ana = await town.family(replace(LAMBERT_CONFIRMED, confirmed_at=MORNING), "de")
    seen = await ana.says("/stop")
    assert "Sie erhalten keine Neuigkeiten mehr." in seen.text
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")

    seen = await nadia.says("Une nouvelle")
    assert "souhaite pas de nouvelles" not in seen.text
    await nadia.taps("Genre\u00a0: pratique")
    seen = await nadia.taps("Genre\u00a0: nouvelles")
    assert "1 ne souhaite pas de nouvelles." in seen.text

    await ana.taps("☐ Neuigkeiten")
    seen = await nadia.says("/announce")
    assert "souhaite pas de nouvelles" not in seen.text


async def test_muted_creche_sends_nothing_practical_but_what_is_urgent(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED, "en")  # asks for Marcinelle only
    nadia = await _author(town)
    await ana.says("/stop")
    await ana.taps("☑ Practical: Marcinelle")
    await nadia.taps("Écrire une annonce")
    await nadia.says("Fermé à midi")

    seen = await _aims(nadia, "Marcinelle")
    assert "1 a coupé les messages pratiques." in seen.text
    await nadia.taps("Genre\u00a0: pratique")
    seen = await nadia.taps("Genre\u00a0: urgente")
    assert "1 personne la recevra." in seen.text
    await _sends(nadia, town)

    copy = (await ana.everything()).last["text"]
    assert copy == "Fermé à midi\n\nUrgent message, sent to all. Choose what I get: /stop"


async def test_formatting_arrives_as_it_was_written(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    entities = [
        {"type": "bold", "offset": 3, "length": 5},
        {"type": "text_link", "offset": 9, "length": 3, "url": 'https://one.be/?a="&b=1'},
    ]
    await nadia.sends({"text": "🐣 Fermé ici <3", "entities": entities})
    await _aims(nadia, "Marcinelle")
    await _sends(nadia, town)

    got = (await ana.everything()).last
    assert got["text"].startswith("🐣 Fermé ici <3\n")
    assert got["entities"][:2] == entities


async def test_photo_with_its_caption_is_sent_by_its_id(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    seen = await nadia.sends({"photo": PICTURE, "caption": "Portes ouvertes"})
    assert "Avec 1 photo." in seen.text
    await _aims(nadia, "Marcinelle")
    await _sends(nadia, town)

    got = (await ana.everything()).last
    assert got["caption"] == "Portes ouvertes\n\nChoisir ce que je reçois\u00a0: /stop"
    assert await ana.file(got["photo"][-1]["file_id"]) == PNG
    sent = await _history(town, "sendPhoto")
    assert {call["params"]["photo"] for call in sent} == {got["photo"][-1]["file_id"]}


async def test_album_comes_as_an_album_and_its_long_caption_after_it(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    await nadia.sends({"photo": PICTURE, "media_group_id": "7"})
    seen = await nadia.sends({"photo": PICTURE, "media_group_id": "7", "caption": "x" * 1020})
    assert "Avec 2 photos." in seen.text
    assert "trop long pour une légende" in seen.text
    assert len({message["message_id"] for message in seen.messages}) == 1
    await _aims(nadia, "Marcinelle")
    await _sends(nadia, town)

    *_, first, second, words = (await ana.everything()).messages
    assert first["media_group_id"] == second["media_group_id"]
    assert words["text"].startswith("x" * 1020)


async def test_placeholder_that_stands_for_nothing_is_refused_with_those_that_do(new_town: NewTown):
    town = await new_town()
    nadia = await _author(town, "en")
    await nadia.taps("Write an announcement")
    seen = await nadia.says("Hello {name}")
    assert (
        "I do not know what to put in place of {name}. I know {crèche}, {date} and {reference}." in seen.text
    )
    seen = await nadia.says("Hello {crèche}")
    assert "Hello {crèche}" in seen.text


async def test_text_cut_by_the_telephone_is_put_together_and_leaves_in_two_messages(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    seen = await nadia.says("Début. " + "a" * 3950)
    assert "si votre téléphone l’a coupé" in seen.text
    seen = await nadia.says("b" * 300 + " Fin.")
    assert "il part en 2 messages" in seen.text
    await _aims(nadia, "Marcinelle")
    await _sends(nadia, town)

    *_, first, second = (await ana.everything()).messages
    assert first["text"].startswith("Début.")
    assert "Fin.\n\nChoisir" in second["text"]


async def test_each_reads_the_announcement_in_their_own_language_or_the_authors(new_town: NewTown):
    town = await new_town()
    readers = {code: await town.family(HADDAD_CONFIRMED, code, code) for code in LANGUAGES}
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    await nadia.says("Bonjour {crèche}")
    await _aims(nadia, "Marcinelle")
    await nadia.taps("Autres langues")
    seen = await nadia.taps("☐ néerlandais")
    assert "Écrivez le texte en néerlandais" in seen.text
    seen = await nadia.says("Dag {crèche} – {referentie}")
    assert "Textes\u00a0: français et néerlandais." in seen.text
    assert "Pas de texte en allemand\u00a0: 1 personne recevra le texte en français." in seen.text
    seen = await nadia.taps("Relire avant l’envoi")
    assert [m["text"].splitlines()[0].split(" – ")[0] for m in seen.messages[:2]] == [
        "Bonjour Marcinelle",
        "Dag Marcinelle",
    ]
    await nadia.taps("Envoyer à 4 personnes")
    await town.clock(advance="PT61S")

    said = {code: (await one.everything()).last["text"].splitlines()[0] for code, one in readers.items()}
    reference = town.request_of(readers["nl"]).reference
    grouped = f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"
    french = "Bonjour Marcinelle"
    assert said == {"fr": french, "nl": f"Dag Marcinelle – {grouped}", "de": french, "en": french}


async def _written(town: Town, words: str = "Fermé à midi", name: str = "Nadia") -> Someone:
    """A coordinator whose announcement to the families of Marcinelle is ready."""
    author = await _author(town)
    with town.storage.transaction() as records:
        known = records.people.by_chat(author.user_id)
        assert known is not None
        records.people.save(replace(known, name=name))
    await author.taps("Écrire une annonce")
    await author.says(words)
    await _aims(author, "Marcinelle")
    return author


async def _got(someone: Someone, words: str) -> int:
    return sum(words in message.get("text", "") for message in (await someone.everything()).messages)


async def test_sixty_seconds_to_undo_then_none(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")

    seen = await nadia.taps("Annuler l’envoi")
    assert "L’envoi est annulé\u00a0: rien n’est parti." in seen.text
    await town.clock(advance="PT2M")
    assert await _got(ana, "Fermé à midi") == 0

    await nadia.taps("Relire avant l’envoi")
    seen = await nadia.taps("Envoyer à 1 personne")
    undo = seen.last
    await town.clock(advance="PT61S")
    seen = await nadia.taps(f"an:undo:{_id(undo)}", on=undo)
    assert "on ne peut plus annuler" in seen.text
    assert await _got(ana, "Fermé à midi") == 1


async def test_announcement_is_sent_without_waiting(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")
    await nadia.taps("Envoyer sans attendre")
    await town.house.courier.drained()

    assert await _got(ana, "Fermé à midi") == 1


async def test_announcement_leaves_at_the_time_that_was_typed(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town, "Fermé à midi le {date}")
    await nadia.taps("Quand l’envoyer")
    seen = await nadia.says("hier 9h")
    assert "est déjà passé" in seen.text
    seen = await nadia.says("bientôt")
    assert "Je n’ai pas compris quand." in seen.text
    seen = await nadia.says("demain 8h30")
    assert "Départ\u00a0: mercredi 13 janvier 2027, 08:30." in seen.text
    seen = await nadia.taps("Relire avant l’envoi")
    assert "Fermé à midi le 13 janvier 2027" in seen.text
    await nadia.taps("Envoyer à 1 personne")

    await town.restart()
    await town.clock(to="2027-01-13T08:29:00+01:00")
    assert await _got(ana, "Fermé à midi") == 0
    await town.clock(to="2027-01-13T08:31:00+01:00")
    assert await _got(ana, "Fermé à midi") == 1


async def test_nobody_is_woken_but_by_what_is_urgent(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await town.clock(to="2027-01-12T22:00:00+01:00")
    seen = await nadia.says("/announce")
    assert "Départ\u00a0: mercredi 13 janvier 2027, 08:00, pas plus tôt\u00a0: de 20:00 à 08:00," in seen.text
    await nadia.taps("Genre\u00a0: pratique")
    seen = await nadia.taps("Genre\u00a0: urgente")
    assert "on laisse dormir" not in seen.text
    await nadia.taps("Genre\u00a0: urgente")
    await nadia.taps("Genre\u00a0: pratique")
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")

    await town.clock(to="2027-01-13T07:59:00+01:00")
    assert await _got(ana, "Fermé à midi") == 0
    await town.clock(to="2027-01-13T08:01:00+01:00")
    assert await _got(ana, "Fermé à midi") == 1


async def test_weekly_announcement_comes_back_until_its_last_day(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await nadia.taps("Quand l’envoyer")
    await nadia.says("demain 9h")
    await nadia.taps("Quand l’envoyer")
    await nadia.taps("Chaque semaine, jusqu’à…")
    await nadia.says("27 janvier")
    await nadia.taps("Quand l’envoyer")
    seen = await nadia.taps("Une seule fois")
    assert "chaque semaine" not in seen.text
    await nadia.taps("Quand l’envoyer")
    await nadia.taps("Chaque semaine, jusqu’à…")
    await nadia.says("27 janvier")
    await nadia.taps("Quand l’envoyer")
    seen = await nadia.says("demain 9h")  # another hour keeps the last day
    assert "Puis chaque semaine, jusqu’au 27 janvier 2027." in seen.text
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")

    counts = []
    for day in ("13", "20", "27"):
        await town.clock(to=f"2027-01-{day}T09:01:00+01:00")
        counts.append(await _got(ana, "Fermé à midi"))
    await town.clock(to="2027-02-10T09:01:00+01:00")
    assert [*counts, await _got(ana, "Fermé à midi")] == [1, 2, 3, 3]


async def test_weekly_announcement_comes_back_corrected_and_no_more_once_recalled(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await nadia.taps("Quand l’envoyer")
    await nadia.says("demain 9h")
    await nadia.taps("Quand l’envoyer")
    await nadia.taps("Chaque semaine, jusqu’à…")
    await nadia.says("27 janvier")
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")
    await town.clock(to="2027-01-13T09:01:00+01:00")
    await nadia.taps("Corriger le texte", on=await _told_over(nadia, 1))
    await nadia.says("Ouvert à midi")

    await town.clock(to="2027-01-20T09:01:00+01:00")
    assert await _got(ana, "Ouvert à midi") == 2
    await nadia.taps("Retirer l’annonce", on=await _told_over(nadia, 2))
    await nadia.taps("Oui, la retirer")
    await town.house.courier.drained()  # two days later it could not be taken back any more
    await town.clock(to="2027-01-27T09:01:00+01:00")
    assert await _got(ana, "Ouvert à midi") == 1


async def test_weekly_announcement_is_hurried_once_and_ended_after_it_came_back(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await nadia.taps("Quand l’envoyer")
    await nadia.says("demain 9h")
    await nadia.taps("Quand l’envoyer")
    await nadia.taps("Chaque semaine, jusqu’à…")
    await nadia.says("10 février")
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")
    await nadia.taps("Envoyer sans attendre")
    await town.house.courier.drained()
    assert await _got(ana, "Fermé à midi") == 1

    await town.clock(to="2027-01-20T09:01:00+01:00")
    assert await _got(ana, "Fermé à midi") == 2
    seen = await nadia.taps("Ne plus la répéter", on=await _told_over(nadia, 2))
    assert "elle ne reviendra plus" in seen.text
    await town.clock(to="2027-01-27T09:01:00+01:00")
    assert await _got(ana, "Fermé à midi") == 2


async def test_weekly_announcement_planned_for_the_night_comes_each_morning(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await nadia.taps("Quand l’envoyer")
    await nadia.says("demain 6h")
    await nadia.taps("Quand l’envoyer")
    await nadia.taps("Chaque semaine, jusqu’à…")
    await nadia.says("20 janvier")
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")

    counts = []
    for moment in ("13T06:01", "13T08:01", "20T06:01", "20T08:01"):
        await town.clock(to=f"2027-01-{moment}:00+01:00")
        counts.append(await _got(ana, "Fermé à midi"))
    assert counts == [0, 1, 1, 2]


async def _needs_approval(new_town: NewTown) -> tuple[Town, Someone, Someone, Someone]:
    """A town in which more than one reader needs a second coordinator; Nadia has sent, Olga is asked."""
    town = await new_town()
    town.policy = replace(town.policy, approve_above=1)
    await town.restart()
    ana = await town.family(HADDAD_CONFIRMED)
    await town.family(HADDAD_CONFIRMED, "nl", "Bilal")
    nadia = await _written(town)
    await nadia.taps("Relire avant l’envoi")
    seen = await nadia.taps("Envoyer à 2 personnes")
    assert "vous êtes la seule" in seen.text
    olga = await _author(town)
    await nadia.says("/announce")
    await nadia.taps("Relire avant l’envoi")
    seen = await nadia.taps("Envoyer à 2 personnes")
    assert "On attend un accord." in seen.text
    await town.house.courier.drained()
    seen = await olga.sees()
    assert "Nadia a écrit une annonce pour 2 personnes." in seen.text
    return town, nadia, olga, ana


async def test_second_coordinator_agrees_and_the_readers_are_those_of_that_moment(new_town: NewTown):
    town, nadia, olga, ana = await _needs_approval(new_town)
    seen = await nadia.taps(f"an:approve:{_id(nadia.screen)}", on=nadia.screen)
    assert "une autre personne de la coordination doit être d’accord" in seen.text
    seen = await olga.taps("Lire l’annonce")
    assert seen.messages[0]["text"].startswith("Fermé à midi")
    assert "une deuxième personne" not in seen.text  # it is she
    seen = await olga.taps("D’accord, envoyer")
    assert "Merci. Elle part" in seen.text
    late = await town.family(HADDAD_CONFIRMED, "fr", "Late")
    await town.clock(advance="PT61S")

    assert await _got(ana, "Fermé à midi") == 1
    assert await _got(late, "Fermé à midi") == 0
    assert await _got(nadia, "votre annonce part") == 1


async def test_second_coordinator_does_not_agree_and_nothing_leaves(new_town: NewTown):
    town, nadia, olga, ana = await _needs_approval(new_town)
    asked = olga.screen
    await olga.taps("Lire l’annonce")
    await olga.taps("Pas d’accord")
    seen = await olga.taps("Lire l’annonce", on=asked)
    assert "Cette annonce ne part pas" in seen.text
    seen = await nadia.taps(f"an:undo:{_id(nadia.screen)}", on=nadia.screen)
    assert "Rien n’a été envoyé." in seen.text
    await town.clock(advance="PT2M")

    assert await _got(ana, "Fermé à midi") == 0
    seen = await nadia.says("/announce")
    assert "Fermé à midi" in seen.text


async def test_announcement_of_who_lost_the_right_does_not_leave(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    olga = await _author(town)
    nadia = await _written(town)
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")
    with town.storage.transaction() as records:
        known = records.people.by_chat(nadia.user_id)
        assert known is not None
        records.people.revoke(known.id, Mandate(role=Role.COORDINATOR))
    await town.clock(advance="PT61S")

    assert await _got(ana, "Fermé à midi") == 0
    assert await _got(olga, "L’annonce de Nadia n’est pas partie") == 1


async def test_who_refused_meanwhile_is_left_alone(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    await town.family(HADDAD_CONFIRMED, "fr", "Bilal")
    nadia = await _written(town)
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 2 personnes")
    await ana.says("/stop")
    await ana.taps("☑ Pratique\u00a0: Marcinelle")
    await town.clock(advance="PT61S")

    assert await _got(ana, "Fermé à midi") == 0
    assert "1 personne sur 2 l’a reçue." in await _report(nadia, "sur 2")


async def test_who_blocked_the_bot_meanwhile_is_phoned(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    await town.family(HADDAD_CONFIRMED, "fr", "Bilal")
    nadia = await _written(town)
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 2 personnes")
    with town.storage.transaction() as records:
        known = records.people.by_chat(ana.user_id)
        assert known is not None
        records.people.save(replace(known, reachable=False))
    await town.clock(advance="PT61S")

    assert "1 personne sur 2 l’a reçue." in await _report(nadia, "sur 2")
    with town.storage.transaction() as records:
        assert [one.person.id for one in records.calls.waiting(None)] == [known.id]


async def test_sending_is_paused_taken_up_and_stopped(new_town: NewTown):
    town = await new_town()
    readers = [await town.family(HADDAD_CONFIRMED, "fr", f"R{n}") for n in range(3)]
    nadia = await _written(town)
    town.house.courier._stopping = True  # nothing leaves while we look
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 3 personnes")
    await nadia.taps("Envoyer sans attendre")
    seen = await nadia.taps("Mettre en pause")
    assert "Envoi en pause." in seen.text
    await town.restart()
    await town.house.courier.drained()
    assert [await _got(one, "Fermé à midi") for one in readers] == [0, 0, 0]

    seen = await nadia.taps("Arrêter l’envoi")
    assert "Envoi arrêté." in seen.text
    await town.house.courier.drained()
    assert [await _got(one, "Fermé à midi") for one in readers] == [0, 0, 0]
    assert await _got(nadia, "envoi arrêté avant") == 2


async def test_sending_rests_at_night_and_goes_on_in_the_morning_by_itself(new_town: NewTown):
    town = await new_town()
    readers = [await town.family(HADDAD_CONFIRMED, "fr", f"R{n}") for n in range(2)]
    nadia = await _written(town)
    await town.clock(to="2027-01-12T19:59:50+01:00")
    town.house.courier._stopping = True  # nothing leaves before eight in the evening
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 2 personnes")
    await nadia.taps("Envoyer sans attendre")
    await town.clock(advance="PT1M")
    await town.restart()
    await town.house.courier._watch.look()
    seen = await nadia.sees(wait=False)
    assert "Envoi en pause pour la nuit." in seen.text
    assert "mercredi 13 janvier 2027, 08:00" in seen.text
    assert seen.buttons[-2:] == ["Mettre en pause", "Arrêter l’envoi"]

    await town.clock(to="2027-01-13T07:59:00+01:00")
    assert [await _got(one, "Fermé à midi") for one in readers] == [0, 0]
    await town.clock(to="2027-01-13T08:01:00+01:00")
    assert [await _got(one, "Fermé à midi") for one in readers] == [1, 1]


async def test_sending_taken_up_at_night_waits_for_the_morning(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    town.house.courier._stopping = True
    await nadia.taps("Relire avant l’envoi")
    await nadia.taps("Envoyer à 1 personne")
    await nadia.taps("Envoyer sans attendre")
    await nadia.taps("Mettre en pause")
    await town.clock(to="2027-01-12T22:00:00+01:00")
    await town.restart()
    seen = await nadia.taps("Reprendre")
    assert "Envoi en pause pour la nuit." in seen.text

    await town.clock(to="2027-01-13T08:01:00+01:00")
    assert await _got(ana, "Fermé à midi") == 1


async def test_author_gets_a_test_as_a_reader_would(new_town: NewTown):
    town = await new_town()
    await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await nadia.taps("Relire avant l’envoi")
    before = await _got(nadia, "Fermé à midi\n\nChoisir")
    seen = await nadia.taps("M’envoyer un essai")
    assert seen.answer is not None
    await town.house.courier.drained()
    assert await _got(nadia, "Fermé à midi\n\nChoisir") == before + 1


async def test_requests_are_chosen_by_state_month_half_days_and_references(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    await town.family(LAMBERT_CONFIRMED, "nl", "Bilal")
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    await nadia.says("Bonjour")
    await nadia.taps("Destinataires")
    await nadia.taps("Demandes")
    seen = await nadia.taps("☐ en pause")
    assert "dont la demande est\u00a0: en pause" in seen.text
    assert "0 personne" in seen.text
    await nadia.taps("☑ en pause")
    seen = await nadia.taps("☐ confirmée")
    assert "2 personnes la recevront." in seen.text

    seen = await nadia.says("n’importe quoi")
    assert "Je n’ai compris ni référence, ni mois, ni demi-journées." in seen.text
    reference = town.request_of(ana).reference
    seen = await nadia.says(f"{reference[:4]}-{reference[4:8]}-{reference[8:]}\nABCD, et rien d’autre")
    assert "d’une liste de 1 référence" in seen.text
    assert "1 personne la recevra." in seen.text
    assert "Pas de référence ici\u00a0:\n• ABCD, et rien d’autre\n" in seen.text
    await nadia.taps("Demandes")
    seen = await nadia.says("mars 2031")
    assert "pour une entrée en mars 2031" in seen.text
    assert "0 personne" in seen.text
    await nadia.taps("Demandes")
    seen = await nadia.taps("☑ pour une entrée en mars 2031")
    assert "1 personne la recevra." in seen.text
    await nadia.taps("Retour aux destinataires")
    seen = await nadia.taps("Tout le monde")
    assert "Destinataires\u00a0: tout le monde." in seen.text


async def test_who_had_an_announcement_is_left_out_of_the_next(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    await _over(town, nadia)
    late = await town.family(HADDAD_CONFIRMED, "fr", "Late")
    await nadia.says("/menu")
    await nadia.taps("Écrire une annonce")
    await nadia.says("Suite")
    await _aims(nadia, "Marcinelle")
    await nadia.taps("Destinataires")
    await nadia.taps("Sauf ceux de…")
    seen = await nadia.taps("☐ «\u00a0Fermé à midi\u00a0»")
    assert "sauf qui a reçu 1 autre annonce" in seen.text
    assert "1 personne la recevra." in seen.text
    await nadia.taps("Retour aux destinataires")
    await nadia.taps("C’est bon")
    await _sends(nadia, town)

    assert (await _got(ana, "Suite"), await _got(late, "Suite")) == (0, 1)


async def test_director_hears_what_concerns_their_creche(new_town: NewTown):
    town = await new_town()
    there = await town.staff(Role.DIRECTOR, "marcinelle")
    elsewhere = await town.staff(Role.DIRECTOR, "andrimont")
    nadia = await _written(town)
    await _sends(nadia, town)

    assert (await _got(there, "Fermé à midi"), await _got(elsewhere, "Fermé à midi")) == (1, 0)


async def _over(town: Town, author: Someone) -> dict[str, Any]:
    """The report of what has just been sent, with its buttons."""
    before = await _got(author, "annonce est envoyée")
    await _sends(author, town)
    return await _told_over(author, before + 1)


async def _told_over(author: Someone, times: int) -> dict[str, Any]:
    """The newest report, once there are so many."""
    for _ in range(10):
        if await _got(author, "annonce est envoyée") >= times:
            break
        await author.sees()
    found = (await author.everything()).messages
    return next(one for one in reversed(found) if "annonce est envoyée" in one.get("text", ""))


async def test_correction_takes_the_place_of_every_copy(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town, "Fermé lundi")
    report = await _over(town, nadia)
    before = len((await ana.everything()).messages)
    await nadia.taps("Corriger le texte", on=report)
    seen = await nadia.says("x" * 4096)
    assert "ne tient pas dans le même nombre de messages (1)" in seen.text
    seen = await nadia.says("Fermé mardi, à {crèche}")
    assert "La correction part chez 1 personne." in seen.text
    await town.house.courier.drained()

    found = (await ana.everything()).messages
    assert found[-1]["text"] == "Fermé mardi, à Marcinelle\n\nChoisir ce que je reçois\u00a0: /stop"
    assert len(found) == before


async def test_correction_in_one_language_leaves_the_others_and_offers_them(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    lien = await town.family(HADDAD_CONFIRMED, "nl", "Lien")
    nadia = await _written(town, "Fermé lundi")
    await nadia.taps("Autres langues")
    await nadia.taps("☐ néerlandais")
    await nadia.says("Maandag gesloten")
    await nadia.taps("Changer le texte")
    seen = await nadia.says("Fermé mardi")
    assert "Les autres textes restent comme ils étaient" in seen.text
    await nadia.taps("Corriger le texte", on=await _over(town, nadia))
    seen = await nadia.says("Fermé mercredi")
    assert "La correction part chez 1 personne.\nLes autres textes restent" in seen.text
    await nadia.taps("Corriger le texte en néerlandais")
    seen = await nadia.says("Woensdag gesloten")
    assert "La correction part chez 1 personne." in seen.text
    await town.house.courier.drained()

    assert (await ana.everything()).last["text"].startswith("Fermé mercredi")
    assert (await lien.everything()).last["text"].startswith("Woensdag gesloten")


async def test_caption_is_corrected_below_its_picture(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _author(town)
    await nadia.taps("Écrire une annonce")
    await nadia.sends({"photo": PICTURE, "caption": "Fermé lundi"})
    await _aims(nadia, "Marcinelle")
    report = await _over(town, nadia)
    await nadia.taps("Corriger le texte", on=report)
    await nadia.says("Fermé mardi")
    await town.house.courier.drained()

    assert (await ana.everything()).last["caption"].startswith("Fermé mardi\n")


async def test_announcement_is_recalled_within_two_days_and_later_ones_are_counted(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED)
    nadia = await _written(town)
    report = await _over(town, nadia)
    seen = await nadia.taps("Retirer l’annonce", on=report)
    assert "depuis moins de 48 heures" in seen.text
    seen = await nadia.taps("Oui, la retirer")
    assert seen.text == "L’annonce est retirée chez 1 personne."
    await town.house.courier.drained()
    assert await _got(ana, "Fermé à midi") == 0
    seen = await nadia.taps("Retirer l’annonce", on=report)
    assert "rien n’a changé" in seen.text

    await nadia.says("/menu")
    await nadia.taps("Écrire une annonce")
    await nadia.says("Trop tard")
    report = await _over(town, nadia)
    await town.clock(advance="PT49H")
    await nadia.taps("Retirer l’annonce", on=report)
    seen = await nadia.taps("Oui, la retirer")
    assert "L’annonce est retirée chez 0 personne" in seen.text
    assert "c’est trop tard" in seen.text
    assert await _got(ana, "Trop tard") == 1


async def test_family_that_no_message_reaches_is_on_the_call_list(new_town: NewTown):
    town = await new_town()
    ana = await town.family(HADDAD_CONFIRMED, "nl")
    await town.family(HADDAD_CONFIRMED, "fr", "Bilal")
    await town.http.post(f"{town.sandbox.url}/sandbox/chats/{ana.user_id}/block", json={})
    nadia = await _written(town, "Fermé <demain> & lundi à {crèche}")
    await _over(town, nadia)

    await nadia.says("/menu")
    seen = await nadia.taps("Appels à faire (1)")
    seen = await nadia.taps(seen.buttons[0])
    assert "Annonce à lire\u00a0: Fermé <demain> & lundi à Marcinelle" in seen.text
    assert "Mededeling om voor te lezen: Fermé <demain> & lundi à Marcinelle" in seen.text


def _id(message: dict[str, Any]) -> str:
    """The announcement that a screen's buttons are about."""
    word: str = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    return word.rpartition(":")[2]


async def _history(town: Town, method: str) -> list[dict[str, Any]]:
    async with town.http.get(f"{town.sandbox.url}/sandbox/history", params={"method": method}) as found:
        calls: list[dict[str, Any]] = await found.json()
        return calls
