"""Staff read a crèche's list, narrow it and open files from it, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import lists
from bot.rules.calendar import Month
from bot.rules.lists import Part
from bot.rules.people import LANGUAGES, Role
from bot.rules.references import grouped
from bot.rules.requests import Request
from handlers.lists import pages
from tests.cast import (
    HADDAD,
    HADDAD_CONFIRMED,
    LAMBERT_CONFIRMED,
    MONDAY_TUESDAY,
    MORNING,
    PEETERS_CONFIRMED,
    SCHMITZ_CONFIRMED,
)
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone
from tests.conversations.forms import TEXTS

NewTown = Callable[[], Awaitable[Town]]
HERE = "marcinelle"
LISTS = {"fr": "Listes d’attente", "nl": "Wachtlijsten", "de": "Wartelisten", "en": "Waiting lists"}


async def reference(town: Town, request: Request, name: str = "Ana") -> str:
    """That request's family, on the list; the reference that it was given."""
    someone = await town.family(request, name=name)
    return grouped(town.request_of(someone).reference)


def shown(seen: Seen, *references: str) -> list[str]:
    """Those of the references that stand on a screen, in its order."""
    return sorted((one for one in references if one in seen.text), key=seen.text.index)


@pytest.mark.parametrize(
    ("language", "total", "line"),
    [
        ("fr", "Dans l’ordre\u00a0: 3 demandes", "position 1 pour octobre 2027"),
        ("nl", "Op volgorde: 3 aanvragen", "positie 1 voor oktober 2027"),
        ("de", "In der Reihenfolge: 3 Anträge", "Position 1 für Oktober 2027"),
        ("en", "In order: 3 requests", "position 1 for October 2027"),
    ],
)
async def test_list_stands_in_the_order_of_the_law(new_town: NewTown, language: str, total: str, line: str):
    town = await new_town()
    bilal = await reference(town, HADDAD_CONFIRMED)
    ana = await reference(town, LAMBERT_CONFIRMED)
    chloe = await reference(town, PEETERS_CONFIRMED)
    nadia = await town.staff(Role.COORDINATOR, language=language)

    await nadia.taps(LISTS[language])
    seen = await nadia.taps("Marcinelle · 3")

    assert total in seen.text
    assert line in seen.text
    assert shown(seen, ana, bilal, chloe) == [chloe, ana, bilal]


async def test_pages_turn_both_ways(new_town: NewTown):
    town = await new_town()
    moments = [MORNING + timedelta(minutes=number) for number in range(8)]
    minutes = [await reference(town, replace(LAMBERT_CONFIRMED, confirmed_at=at)) for at in moments]
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(LISTS["fr"])

    first = await nadia.taps("Marcinelle · 8")
    assert shown(first, *minutes) == minutes[:6]
    assert "◂ Précédents" not in first.buttons
    second = await nadia.taps("Suivants ▸")
    assert shown(second, *minutes) == minutes[6:]
    assert "Suivants ▸" not in second.buttons
    assert shown(await nadia.taps("◂ Précédents"), *minutes) == minutes[:6]


async def test_list_is_narrowed_by_taps_and_by_words(new_town: NewTown):
    town = await new_town()
    ana = await reference(town, LAMBERT_CONFIRMED)
    chloe = await reference(town, PEETERS_CONFIRMED)
    part_time = replace(SCHMITZ_CONFIRMED.wishes, week=MONDAY_TUESDAY, entry=Month(2027, 9), creches=(HERE,))
    david = await reference(town, replace(SCHMITZ_CONFIRMED, wishes=part_time))
    everybody = (ana, chloe, david)
    bilal = await reference(town, HADDAD)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(LISTS["fr"])
    await nadia.taps("Marcinelle · 3")

    assert shown(await nadia.says("septembre 2027"), *everybody) == [david]
    await nadia.taps("Choisir qui s’affiche")
    await nadia.taps("Mois d’entrée…")
    assert shown(await nadia.taps("Tous les mois"), *everybody) == [chloe, ana, david]
    assert shown(await nadia.says("vendredi"), *everybody) == [chloe, ana]
    await nadia.taps("Choisir qui s’affiche")
    await nadia.taps("Jours demandés…")
    await nadia.taps("☐ Tous les jours")
    assert shown(await nadia.taps("Voir la liste"), *everybody) == [chloe, ana, david]
    await nadia.taps("Choisir qui s’affiche")
    await nadia.taps("☐ Priorité légale seulement")
    assert shown(await nadia.taps("Voir la liste"), *everybody) == [chloe]
    await nadia.taps("Choisir qui s’affiche")
    await nadia.taps("☑ Priorité légale seulement")
    await nadia.taps("☐ Attendent une rencontre")
    assert shown(await nadia.taps("Voir la liste"), *everybody, bilal) == [bilal]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_long_narrowed_list_is_not_counted_to_its_end(
    new_town: NewTown, language: str, monkeypatch: pytest.MonkeyPatch
):
    for module in (lists, pages):
        monkeypatch.setattr(module, "COUNTED", 2)
    town, t = await new_town(), TEXTS.speaker(language)
    for minutes in range(4):
        at = MORNING + timedelta(minutes=minutes)
        await town.family(replace(LAMBERT_CONFIRMED, confirmed_at=at))
    nadia = await town.staff(Role.COORDINATOR, language=language)

    seen = await nadia.taps("wl:see:marcinelle:r:0:0:0:1023:")
    assert t("lists.total", part=Part.RANKED, n=4) in seen.text
    seen = await nadia.taps("wl:see:marcinelle:r:0:0:0:3:")
    assert t("lists.total_more", part=Part.RANKED, n=2) in seen.text


async def test_entry_months_are_chosen_from_and_to(new_town: NewTown):
    town = await new_town()
    asked = {
        month: await reference(
            town, replace(LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, entry=month))
        )
        for month in (Month(2027, 8), Month(2027, 9), Month(2027, 10), Month(2027, 11))
    }
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(LISTS["fr"])
    await nadia.taps("Marcinelle · 4")
    await nadia.taps("Choisir qui s’affiche")
    await nadia.taps("Mois d’entrée…")
    await nadia.taps("septembre 2027")

    seen = await nadia.taps("octobre 2027")

    assert "Entrée souhaitée\u00a0: septembre 2027 à octobre 2027" in seen.text
    wanted = [asked[Month(2027, 9)], asked[Month(2027, 10)]]
    assert sorted(shown(seen, *asked.values())) == sorted(wanted)


async def test_words_that_say_nothing_are_told_kindly(town: Town):
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(LISTS["fr"])
    await nadia.taps(next(label for label in nadia_buttons(nadia) if label.startswith("Andrimont")))

    assert (await nadia.says("bonjour")).text.startswith("Je n’ai reconnu ni référence")


def nadia_buttons(someone: Someone) -> list[str]:
    rows = someone.screen["reply_markup"]["inline_keyboard"]
    return [button["text"] for row in rows for button in row]


@pytest.mark.parametrize(
    ("language", "purpose", "history", "opened"),
    [
        ("fr", "Un appel", "Historique", "Dossier ouvert"),
        ("nl", "Een telefoontje", "Geschiedenis", "Dossier geopend"),
        ("de", "Ein Anruf", "Verlauf", "Akte geöffnet"),
        ("en", "A call", "History", "File opened"),
    ],
)
async def test_file_is_opened_for_a_reason_and_tells_who_did_what(
    new_town: NewTown, language: str, purpose: str, history: str, opened: str
):
    town = await new_town()
    bilal = await town.family(HADDAD_CONFIRMED, "nl", "Bilal Haddad")
    request = town.request_of(bilal)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps(LISTS[language])
    await nadia.taps("Marcinelle · 1")

    seen = await nadia.taps(f"1. {request.reference[:4]}…")
    assert grouped(request.reference) in seen.text
    assert "Bilal Haddad" not in seen.text
    seen = await nadia.taps(purpose)
    assert "Bilal Haddad" in seen.text
    seen = await nadia.taps(history)

    assert [one in seen.text for one in (opened, purpose, "2027")] == [True, True, True]
    assert seen.text.index(opened) < seen.text.rindex("2027")
    with town.storage.transaction() as records:
        lines = [(line["what"], line["why"]) for line in records.trace.of(request.id)]
    assert lines == [("request opened", "call"), ("history read", "")]


async def test_reference_opens_its_file_whatever_staff_were_doing(town: Town):
    bilal = await reference(town, HADDAD_CONFIRMED)
    nadia, mireille = await town.staff(Role.COORDINATOR), await town.staff(Role.DIRECTOR, "lodelinsart")
    stranger = await town.family(LAMBERT_CONFIRMED)

    assert f"Pourquoi ouvrez-vous le dossier {bilal}" in (await nadia.says(bilal.lower())).text
    assert bilal not in (await mireille.says(bilal)).text
    assert (await stranger.says(bilal)).text.startswith("Je n’ai pas compris ce message")


async def test_own_reason_is_kept_as_it_was_written(town: Town):
    someone = await town.family(LAMBERT_CONFIRMED, name="Ana Lambert")
    request = town.request_of(someone)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(LISTS["fr"])
    await nadia.taps(next(label for label in nadia_buttons(nadia) if label.startswith("Marcinelle")))

    await nadia.says(grouped(request.reference))
    await nadia.taps("Autre raison\u00a0: je l’écris")
    seen = await nadia.says("vérifier   le numéro")
    assert "Ana Lambert" in seen.text
    seen = await nadia.taps("Historique")

    assert "coordinator" not in seen.text
    assert "Dossier ouvert, l’équipe\u00a0: vérifier le numéro" in seen.text


async def test_director_reads_the_own_list_only(town: Town):
    paul = await town.staff(Role.DIRECTOR, "andrimont")
    here = await town.family(
        replace(LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, creches=("andrimont",)))
    )
    there = await town.family(LAMBERT_CONFIRMED, name="Ana Lambert")
    mine, other = town.request_of(here), town.request_of(there)

    seen = await paul.taps(LISTS["fr"])
    assert grouped(mine.reference) in seen.text
    for forged in (
        "wl:see:marcinelle:r:0:0:0:1023:",
        "wl:see:nowhere:r:0:0:0:1023:",
        f"fo:{other.id}:",
        f"fo:{other.id}:call",
        f"fo:{other.id}:other",
        f"fh:{other.id}:0:0",
    ):
        seen = await paul.taps(forged)
        assert seen.text.startswith("Je ne trouve pas"), forged
    await paul.taps("wl:see:andrimont:r:0:0:0:1023:")
    assert (await paul.says(other.reference)).text.startswith("Je ne trouve pas")
    with town.storage.transaction() as records:
        assert records.trace.of(other.id) == ()


async def test_families_and_firms_read_no_list(town: Town):
    someone = await town.family(LAMBERT_CONFIRMED)
    request = town.request_of(someone)
    assert grouped(request.reference) not in (await someone.says("/lists")).text
    see = "wl:see:marcinelle:r:0:0:0:1023:"
    for forged in ("lists", see, f"fo:{request.id}:call", f"fh:{request.id}:0:0"):
        assert grouped(request.reference) not in (await someone.taps(forged)).text


async def test_forged_numbers_are_an_old_screen(town: Town):
    nadia = await town.staff(Role.COORDINATOR)

    seen = await nadia.taps("wl:see:marcinelle:r:999999999:0:0:0:")

    assert seen.text.startswith("Cette question est close.")
