"""Staff close days and open them again, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.rules.calendar import Period, Slot
from bot.rules.closures import Closure
from bot.rules.people import Role
from bot.rules.requests import State
from tests.cast import FULL_STAY, HADDAD_CONFIRMED, LAMBERT_CONFIRMED, MONDAY_TUESDAY
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone

NewTown = Callable[[], Awaitable[Town]]
HERE = "marcinelle"
WEEK = ("2027-03-22", "2027-03-29")


def stay(town: Town) -> None:
    with town.storage.transaction() as records:
        records.places.add_stay(replace(FULL_STAY, agreement_id=None))


async def at_desk(town: Town, language: str = "fr") -> Someone:
    """A coordinator who is asked which days to close."""
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps(f"cd:{HERE}:::")
    return nadia


@pytest.mark.parametrize(
    ("language", "typed", "touched", "cause", "done"),
    [
        ("fr", "du 22 au 29 mars 2027", "5 jours d’ouverture en moins", "Travaux", "est fermée"),
        ("nl", "van 22 tot 29 maart 2027", "5 openingsdagen minder", "Werken", "is gesloten"),
        ("de", "vom 22. bis 29. März 2027", "5 Öffnungstage weniger", "Bauarbeiten", "ist geschlossen"),
        ("en", "from 22 to 29 March 2027", "5 open days less", "Building works", "is closed"),
    ],
)
async def test_days_are_closed_once_it_is_known_what_that_touches(
    new_town: NewTown, language: str, typed: str, touched: str, cause: str, done: str
):
    town = await new_town()
    stay(town)
    nadia = await at_desk(town, language)

    seen = await nadia.says(typed)
    assert touched in seen.text
    assert "10" in seen.text
    with town.storage.transaction() as records:
        assert records.places.closures() == ()
    seen = await nadia.taps(cause)

    assert done in seen.text
    with town.storage.transaction() as records:
        (closure,) = records.places.closures()
        (line,) = records.trace.of(f"creche:{HERE}")
    assert (str(closure.period.start), str(closure.period.end)) == WEEK
    assert (line["what"], line["why"]) == ("days closed", "2027-03-22 – 2027-03-29: works")


async def test_closed_days_count_everywhere_at_once(new_town: NewTown):
    town = await new_town()
    nadia = await at_desk(town)
    await nadia.says("22 mars 2027")
    await nadia.says("une fuite d’eau")

    await nadia.taps(f"cp:year:{HERE}")
    seen = await nadia.says("22 mars 2027")

    assert "est fermée le 22 mars 2027" in seen.text


@pytest.mark.parametrize(
    ("language", "closed", "opened"),
    [
        ("fr", "sera fermée le 22 mars 2027", "finalement ouverte le 22 mars 2027"),
        ("nl", "is gesloten op 22 maart 2027", "toch open op 22 maart 2027"),
        ("de", "ist am 22. März 2027 geschlossen", "am 22. März 2027 doch geöffnet"),
        ("en", "will be closed on 22 March 2027", "open after all on 22 March 2027"),
    ],
)
async def test_families_who_would_come_are_told(new_town: NewTown, language: str, closed: str, opened: str):
    town = await new_town()
    ana = await town.family(replace(LAMBERT_CONFIRMED, state=State.ENROLLED), language)
    bilal = await town.family(replace(HADDAD_CONFIRMED, state=State.ENROLLED))
    for someone, week in ((ana, MONDAY_TUESDAY), (bilal, frozenset({Slot.FRI_AM}))):
        request = town.request_of(someone)
        with town.storage.transaction() as records:
            one = replace(FULL_STAY, id=records.new_id(), week=week, agreement_id=None)
            records.places.add_stay(replace(one, request_id=request.id, child=0))
    nadia = await at_desk(town)

    assert "1 famille sera prévenue" in (await nadia.says("22 mars 2027")).text
    await nadia.taps("Travaux")
    assert closed in (await ana.sees()).text
    with town.storage.transaction() as records:
        (closure,) = records.places.closures()
    await nadia.taps(f"cr:{closure.id}:1")
    assert opened in (await ana.sees()).text
    assert "22 mars" not in (await bilal.everything()).text


async def test_a_second_tap_closes_nothing_more(new_town: NewTown):
    town = await new_town()
    nadia = await at_desk(town)
    card = (await nadia.says("22 mars 2027")).last

    await nadia.taps("Travaux", on=card)
    seen = await nadia.taps(f"cd:{HERE}:2027-03-22:2027-03-22:works", on=card)

    assert seen.text.startswith("La crèche est déjà fermée")
    with town.storage.transaction() as records:
        assert len(records.places.closures()) == 1


async def test_days_are_opened_again_when_sure(new_town: NewTown):
    town = await new_town()
    nadia = await at_desk(town)
    await nadia.says("22 mars 2027")
    await nadia.taps("Manque de personnel")
    await nadia.taps("D’autres jours")

    await nadia.taps("Rouvrir\u00a0: 22 mars 2027")
    with town.storage.transaction() as records:
        assert len(records.places.closures()) == 1
    seen = await nadia.taps("Oui, rouvrir")

    assert "est de nouveau ouverte" in seen.text
    with town.storage.transaction() as records:
        assert records.places.closures() == ()
        whats = [line["what"] for line in records.trace.of(f"creche:{HERE}")]
    assert whats == ["days closed", "days opened again"]


@pytest.mark.parametrize(
    ("language", "answer"),
    [
        ("fr", "Ces jours restent fermés\u00a0: le 22 mars 2027"),
        ("nl", "Deze dagen blijven gesloten: op 22 maart 2027"),
        ("de", "Diese Tage bleiben geschlossen: Am 22. März 2027"),
        ("en", "These days stay closed: on 22 March 2027"),
    ],
)
async def test_days_on_which_a_place_was_given_stay_closed(new_town: NewTown, language: str, answer: str):
    """Counted as closed, they kept nobody out; open, they would have a child too many."""
    town = await new_town()
    nadia = await at_desk(town, language)
    closure = Closure(id="easter", creche=HERE, period=Period(date(2027, 3, 22), date(2027, 3, 29)))
    with town.storage.transaction() as records:
        records.places.add_closure(closure)
        for number in range(town.policy.creche(HERE).places + 1):
            records.places.add_stay(replace(FULL_STAY, id=f"there-{number}", agreement_id=None))
    seen = await nadia.taps(f"cr:{closure.id}:1")
    assert answer in seen.text
    with town.storage.transaction() as records:
        assert records.places.closures() == (closure,)


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("hier", "Le 11 janvier 2027 est passé"),
        ("24 et 25", "Je n’ai pas reconnu de jours"),
        ("29 mars 2027", "La crèche est déjà fermée"),
    ],
)
async def test_days_that_cannot_be_closed_are_told_kindly(town: Town, typed: str, answer: str):
    nadia = await at_desk(town)

    assert (await nadia.says(typed)).text.startswith(answer)


async def test_director_closes_the_own_creche_only(new_town: NewTown):
    town = await new_town()
    nadia = await at_desk(town)
    await nadia.says("22 mars 2027")
    await nadia.taps("Travaux")
    with town.storage.transaction() as records:
        (closure,) = records.places.closures()
    paul = await town.staff(Role.DIRECTOR, "andrimont")

    for forged in (
        f"cd:{HERE}:::",
        f"cd:{HERE}:2027-03-24:2027-03-24:works",
        f"cr:{closure.id}:0",
        f"cr:{closure.id}:1",
    ):
        assert (await paul.taps(forged)).text.startswith("Je ne trouve pas"), forged
    with town.storage.transaction() as records:
        assert records.places.closures() == (closure,)


async def test_families_close_nothing(town: Town):
    someone = await town.parent()

    for forged in (f"cd:{HERE}:::", f"cd:{HERE}:2027-03-24:2027-03-24:works"):
        assert (await someone.taps(forged)).text.startswith("Votre compte ne permet pas"), forged


async def test_forged_days_are_an_old_screen(town: Town):
    nadia = await town.staff(Role.COORDINATOR)

    assert (await nadia.taps(f"cd:{HERE}:never:2027-03-24:works")).text.startswith(
        "Cette question est close."
    )
