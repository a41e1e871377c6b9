"""Staff say how many places a crèche may fill, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.rules.people import LANGUAGES, Role
from bot.texts import Texts
from tests.cast import FULL_STAY
from tests.conversations.conftest import Town

NewTown = Callable[[], Awaitable[Town]]
TEXTS = Texts.load()
HERE = "marcinelle"


def usable(town: Town) -> tuple[tuple[str, int], ...]:
    with town.storage.transaction() as records:
        return records.places.usable()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_fewer_places_count_everywhere_once_weighed(new_town: NewTown, language: str):
    town, say = await new_town(), TEXTS.speaker(language)
    with town.storage.transaction() as records:
        records.places.add_stay(replace(FULL_STAY, agreement_id=None))
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps(f"cp:year:{HERE}")
    await nadia.taps(say.plain("cut.button"))

    seen = await nadia.says("49")
    assert ("56" in seen.text, "49" in seen.text, usable(town)) == (True, True, ())
    await nadia.taps(say.plain("cause.staff"))

    assert usable(town) == ((HERE, 49),)
    await nadia.taps(f"cp:year:{HERE}")
    assert "48" in (await nadia.says("15/3/2027")).text
    with town.storage.transaction() as records:
        (line,) = records.trace.of(f"creche:{HERE}")
    assert (line["what"], line["why"]) == ("places changed", "49: staff")


async def test_a_cut_below_what_is_signed_is_refused_with_what_is_signed(new_town: NewTown):
    town = await new_town()
    with town.storage.transaction() as records:
        for number in range(50):
            records.places.add_stay(replace(FULL_STAY, id=f"full-{number}", agreement_id=None))
    nadia = await town.staff(Role.COORDINATOR)
    await nadia.taps(f"ct:{HERE}:0:")

    seen = await nadia.says("49 places")

    assert "50 places" in seen.text
    assert usable(town) == ()


async def test_director_cuts_the_own_creche_only(town: Town):
    paul = await town.staff(Role.DIRECTOR, "andrimont")
    someone = await town.parent()
    for forged in (f"ct:{HERE}:0:", f"ct:{HERE}:49:works"):
        assert (await paul.taps(forged)).text.startswith("Je ne trouve pas"), forged
        assert (await someone.taps(forged)).text.startswith("Votre compte ne permet pas"), forged
    assert usable(town) == ()
