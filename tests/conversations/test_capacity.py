"""Staff look at free places, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.rules.calendar import Period
from bot.rules.closures import Closure
from bot.rules.offers.refusals import SchoolAge, ShutAtEntry
from bot.rules.people import Child, Role
from bot.rules.references import grouped
from bot.texts import Texts
from tests.cast import FULL_STAY, HADDAD_CONFIRMED, LAMBERT_CONFIRMED, TECHNORD, TECHNORD_AGREEMENT
from tests.conversations.conftest import Town

TEXTS = Texts.load()
NewTown = Callable[[], Awaitable[Town]]
HERE = "marcinelle"
MENU = {"fr": "Places libres", "nl": "Vrije plaatsen", "de": "Freie Plätze", "en": "Free places"}


def fill(town: Town, stays: int, end: date = date(2027, 3, 31)) -> None:
    """So many full weeks at the crèche, until that day."""
    with town.storage.transaction() as records:
        for number in range(stays):
            period = Period(date(2026, 10, 1), end)
            one = replace(FULL_STAY, id=f"stay-{number}", period=period, agreement_id=None)
            records.places.add_stay(one)


@pytest.mark.parametrize(
    ("language", "march", "april"),
    [
        ("fr", "mars 2027\u00a0: 0", "avril 2027\u00a0: 56"),
        ("nl", "maart 2027: 0", "april 2027: 56"),
        ("de", "März 2027: 0", "April 2027: 56"),
        ("en", "March 2027: 0", "April 2027: 56"),
    ],
)
async def test_picture_says_in_words_what_it_shows(new_town: NewTown, language: str, march: str, april: str):
    town = await new_town()
    fill(town, 56)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps(MENU[language])

    seen = await nadia.taps("Marcinelle")

    assert "photo" in seen.last
    lines = seen.last["caption"].split("\n")
    assert (march in lines, april in lines) == (True, True)
    assert (await nadia.file(seen.last["photo"][-1]["file_id"])).startswith(b"\x89PNG")


async def test_what_firms_still_have_is_said_beside_what_is_free(new_town: NewTown):
    town = await new_town()
    with town.storage.transaction() as records:
        records.sponsors.add(TECHNORD)
        records.sponsors.add_agreement(TECHNORD_AGREEMENT)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(MENU["fr"])

    seen = await nadia.taps("Marcinelle")

    assert "• gardées pour des entreprises, jusqu’à ce qu’elles décident\u00a0: 2" in seen.last["caption"]


async def test_exits_and_a_day_are_told(new_town: NewTown):
    town = await new_town()
    fill(town, 3)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(MENU["fr"])
    await nadia.taps("Marcinelle")

    seen = await nadia.taps("Les sorties à venir")
    assert "mars 2027\u00a0: 3 enfants, 3 places" in seen.text
    seen = await nadia.says("15 mars 2027")
    assert "lundi matin\u00a0: 3 sur 56, 53 libres" in seen.text
    assert "âge non connu\u00a0: 3" in seen.text
    seen = await nadia.says("29 mars 2027")
    assert "est fermée le 29 mars 2027" in seen.text


async def test_reference_typed_beside_free_places_opens_the_file(town: Town):
    reference = grouped(town.request_of(await town.family(LAMBERT_CONFIRMED)).reference)
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(MENU["fr"])
    await nadia.taps("Marcinelle")

    assert (await nadia.says(reference)).text.startswith(f"Pourquoi ouvrez-vous le dossier {reference}")


async def test_director_sees_the_own_places_only(town: Town):
    paul = await town.staff(Role.DIRECTOR, "andrimont")

    assert "Andrimont" in (await paul.taps(MENU["fr"])).last["caption"]
    for forged in ("cp:year:marcinelle", "cp:exits:marcinelle", "cp:year:nowhere"):
        assert (await paul.taps(forged)).text.startswith("Je ne trouve pas"), forged


async def test_families_see_no_places(town: Town):
    someone = await town.parent()
    for forged in ("capacity", "cp:year:marcinelle", "cp:exits:marcinelle"):
        assert (await someone.taps(forged)).text.startswith("Votre compte ne permet pas"), forged


@pytest.mark.parametrize(
    ("language", "button", "answer"),
    [
        ("fr", "Et si on l’accepte\u00a0?", "Il n’y a pas assez de place"),
        ("nl", "En als we die aannemen?", "Er is niet genoeg plaats"),
        ("de", "Und wenn wir zusagen?", "Es gibt nicht genug Platz"),
        ("en", "What if we accept it?", "There is not enough room"),
    ],
)
async def test_accepting_is_weighed_before_anything_is_sent(
    new_town: NewTown, language: str, button: str, answer: str
):
    town = await new_town()
    fill(town, 56, end=date(2027, 11, 14))
    ana = await town.family(LAMBERT_CONFIRMED)
    request = town.request_of(ana)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps(f"fo:{request.id}:decision")

    await nadia.taps(button)
    seen = await nadia.taps("Marcinelle")

    october, november, december = seen.text.split("\n\n")[1:]
    assert answer in october
    assert answer in november
    assert answer not in december
    assert "2027" in october.split("\n")[2]
    assert town.request_of(ana) == request


async def test_weighing_stays_within_the_own_creche(town: Town):
    paul = await town.staff(Role.DIRECTOR, "lodelinsart")
    request = town.request_of(await town.family(LAMBERT_CONFIRMED))
    other = town.request_of(await town.family(HADDAD_CONFIRMED))

    seen = await paul.taps(f"wi:{request.id}:")
    assert "Si on l’accepte à Lodelinsart" in seen.text  # the only one of theirs is not asked for
    assert seen.buttons == ["Menu"]
    for forged in (
        f"wi:{request.id}:marcinelle",
        f"wi:{other.id}:",
        f"wi:{other.id}:marcinelle",
        f"wi:{other.id}:lodelinsart",
    ):
        assert (await paul.taps(forged)).text.startswith("Je ne trouve pas"), forged


async def test_weighing_says_why_a_family_could_never_enter(new_town: NewTown):
    """Closed, or too old: each is said with what to do about it."""
    town, say = await new_town(), TEXTS.speaker("fr")
    nadia = await town.staff(Role.COORDINATOR)
    wishes = replace(LAMBERT_CONFIRMED.wishes, later=0)
    elder = replace(LAMBERT_CONFIRMED, wishes=wishes, children=(Child(born=True, day=date(2024, 8, 20)),))
    for asked, said in (
        (elder, SchoolAge(last=date(2027, 8, 29))),
        (replace(LAMBERT_CONFIRMED, wishes=wishes), ShutAtEntry(day=date(2027, 10, 1))),
    ):
        request = town.request_of(await town.family(asked))
        if isinstance(said, ShutAtEntry):
            with town.storage.transaction() as records:
                october = Period(date(2027, 10, 1), date(2027, 10, 31))
                records.places.add_closure(Closure(id="october", creche="lodelinsart", period=october))
        seen = await nadia.taps(f"wi:{request.id}:lodelinsart")
        assert say.no(said) in seen.text
        assert seen.buttons == [say.plain("what_if.other"), say.plain("menu.open")]
