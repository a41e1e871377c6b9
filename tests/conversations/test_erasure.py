import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.rules.people import LANGUAGES, Role
from bot.rules.references import grouped
from bot.rules.requests import State
from tests.cast import LAMBERT_CONFIRMED
from tests.conversations.conftest import ACCEPT, Town
from tests.conversations.forms import TEXTS

NewTown = Callable[[], Awaitable[Town]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_parent_has_everything_erased(town: Town, language: str):
    t = TEXTS.speaker(language)
    ana = await town.family(LAMBERT_CONFIRMED, language, f"Ana {language}")
    request = town.request_of(ana)

    await ana.says("/mydata")
    seen = await ana.taps(t.plain("erase.button"))
    assert grouped(request.reference) in seen.text
    assert t.plain("erase.telegram") in seen.text
    assert seen.buttons == [t.plain("erase.no"), t.plain("erase.sure")]

    seen = await ana.taps(t.plain("erase.sure"))
    assert seen.text == plain(t("erase.done"))
    with town.storage.transaction() as records:
        assert records.people.by_chat(ana.user_id) is None
        assert records.requests.get(request.id).state is State.WITHDRAWN
    seen = await ana.says("/start")
    assert ACCEPT[language] in seen.buttons


async def test_second_tap_on_erase_is_greeted_as_somebody_new(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    await ana.says("/erase")
    await ana.taps("Oui, tout effacer", repeat=2)
    assert "Bonjour" in (await ana.says("/start")).text


async def test_no_erases_nothing(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    await ana.says("/effacer")
    assert "Rien n’a été effacé" in (await ana.taps("Non, tout garder")).text
    assert town.request_of(ana).state is State.CONFIRMED


async def test_staff_are_told_that_their_role_ends_first(town: Town):
    nadia = await town.staff(Role.COORDINATOR)
    assert "Vous avez un rôle" in (await nadia.says("/erase")).text


def plain(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


async def test_yes_below_a_plan_that_changed_shows_the_new_one_first(town: Town):
    ana = await town.family(LAMBERT_CONFIRMED)
    before = (await ana.says("/erase")).last
    request = town.request_of(ana)
    with town.storage.transaction() as records:
        records.requests.add(
            replace(request, id=records.new_id(), reference=records.new_reference(), state=State.WITHDRAWN)
        )

    seen = await ana.taps("Oui, tout effacer", on=before)

    assert grouped(request.reference) in seen.text
    assert town.request_of(ana).family_id == request.family_id
    assert "vos données sont effacées" in (await ana.taps("Oui, tout effacer")).text


async def test_yes_of_another_day_asks_again(new_town: NewTown):
    town = await new_town()
    ana = await town.family(LAMBERT_CONFIRMED)
    yesterday = (await ana.says("/erase")).last
    await town.clock(advance="P1D")

    seen = await ana.taps("Oui, tout effacer", on=yesterday)

    assert seen.buttons == ["Non, tout garder", "Oui, tout effacer"]
    assert town.request_of(ana).state is State.CONFIRMED
