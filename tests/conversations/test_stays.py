"""Staff change a stay, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions.places import taken
from bot.rules.calendar import FULL_WEEK, Period
from bot.rules.people import LANGUAGES, Role
from bot.rules.places import Stay
from bot.rules.requests import State
from bot.texts import Texts
from tests.cast import FULL_STAY, LAMBERT_CONFIRMED, MONDAY_TUESDAY, TODAY
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone

NewTown = Callable[[], Awaitable[Town]]
TEXTS = Texts.load()
HERE = "marcinelle"
END = date(2029, 8, 26)


async def enrolled(town: Town, language: str = "fr") -> Someone:
    """A family whose child comes on Mondays and Tuesdays."""
    someone = await town.family(replace(LAMBERT_CONFIRMED, state=State.ENROLLED), language)
    request = town.request_of(someone)
    with town.storage.transaction() as records:
        one = replace(FULL_STAY, id=records.new_id(), week=MONDAY_TUESDAY, agreement_id=None)
        records.places.add_stay(replace(one, request_id=request.id, child=0))
    await someone.sees(wait=False)
    return someone


def stays(town: Town, someone: Someone) -> list[Stay]:
    request = town.request_of(someone)
    with town.storage.transaction() as records:
        found = records.places.stays_of(request.id)
    return sorted(found, key=lambda stay: stay.period.start)


async def opened(town: Town, request_id: str, language: str = "fr") -> Someone:
    """A coordinator who has the file open and is asked what changes."""
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await nadia.taps(f"fo:{request_id}:call")
    await nadia.taps(TEXTS.speaker(language).plain("stays.button"))
    return nadia


@pytest.mark.parametrize("language", LANGUAGES)
async def test_half_days_change_once_it_is_known_what_that_frees(new_town: NewTown, language: str):
    town, say = await new_town(), TEXTS.speaker(language)
    someone = await enrolled(town, language)
    request = town.request_of(someone)
    nadia = await opened(town, request.id, language)

    await nadia.says(say.show(MONDAY_TUESDAY - {2, 3}))
    tomorrow = TODAY + timedelta(days=1)
    seen = await nadia.taps(say.plain("stays.since", day=tomorrow))
    assert say.show(MONDAY_TUESDAY - {0, 1}) in seen.text
    assert len(stays(town, someone)) == 1
    await nadia.taps(say.plain("motive.family"))

    before, after = stays(town, someone)
    assert (before.week, before.period.end) == (MONDAY_TUESDAY, TODAY)
    assert (after.week, after.period) == (MONDAY_TUESDAY - {2, 3}, Period(tomorrow, END))
    told = await someone.sees()
    assert say.show(tomorrow) in told.text
    with town.storage.transaction() as records:
        line = records.trace.of(request.id)[-1]
    assert (line["what"], line["why"]) == ("stay changed", f"{tomorrow}: family")


async def test_a_place_is_freed_from_a_day_on_with_an_own_reason(new_town: NewTown):
    town = await new_town()
    someone = await enrolled(town)
    nadia = await opened(town, town.request_of(someone).id)

    seen = await nadia.says("31 août 2027")
    assert "Devient libre\u00a0: lundi et mardi (journée entière)" in seen.text
    assert "du 1er septembre 2027" in seen.text
    await nadia.says("déménagement en septembre")

    (one,) = stays(town, someone)
    assert one.period.end == date(2027, 8, 31)
    assert "31 août 2027" in (await someone.sees()).text
    with town.storage.transaction() as records:
        assert taken(records, HERE, Period(date(2027, 9, 1))) == ()


async def test_more_half_days_than_there_is_room_for_are_refused(new_town: NewTown):
    town = await new_town()
    someone = await enrolled(town)
    with town.storage.transaction() as records:
        for number in range(56):
            records.places.add_stay(replace(FULL_STAY, id=f"full-{number}", agreement_id=None))
    nadia = await opened(town, town.request_of(someone).id)

    await nadia.says("toute la semaine")
    seen = await nadia.taps(TEXTS.speaker("fr").plain("stays.since", day=TODAY + timedelta(days=1)))

    assert "mercredi matin" in seen.text
    assert [stay.week for stay in stays(town, someone)] == [MONDAY_TUESDAY]


async def test_director_changes_stays_of_the_own_creche_only(town: Town):
    someone = await enrolled(town)
    request = town.request_of(someone)
    for role, of in ((Role.DIRECTOR, "andrimont"), (Role.DIRECTOR, "lodelinsart")):
        paul = await town.staff(role, of)
        for forged in (
            f"st:{request.id}",
            f"sw:{request.id}:2027-02-01:1",
            f"sm:{request.id}:2027-02-01:1:family",
        ):
            assert (await paul.taps(forged)).text.startswith("Je ne trouve pas"), forged
    assert [stay.week for stay in stays(town, someone)] == [MONDAY_TUESDAY]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_care_that_is_over_is_told_with_its_last_day(new_town: NewTown, language: str):
    town, t = await new_town(), TEXTS.speaker(language)
    someone = await enrolled(town, language)
    over = t("status.care_ended", on=END).split("</b>")[1]
    assert over not in (await someone.says("/status")).text

    await town.clock(to=f"{END + timedelta(days=1)}T09:00:00+02:00")

    assert over in (await someone.says("/status")).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_file_says_what_the_contract_says(town: Town, language: str):
    t = TEXTS.speaker(language)
    request = town.request_of(await enrolled(town))
    of_all = await town.staff(Role.COORDINATOR, language=language)
    elsewhere = await town.staff(Role.DIRECTOR, "lodelinsart", language=language)

    seen = await of_all.taps(f"fo:{request.id}:call")

    period = Period(FULL_STAY.period.start, END)
    line = t("desk.stay", creche="Marcinelle", week=MONDAY_TUESDAY, period=period).split("</b>")[1]
    assert line in seen.text
    assert line not in (await elsewhere.taps(f"fo:{request.id}:call")).text


async def test_families_change_no_stay(town: Town):
    someone = await enrolled(town)
    request = town.request_of(someone)

    seen = await someone.taps(f"sm:{request.id}:2027-02-01:1:family")

    assert seen.text.startswith("Votre compte ne permet pas")
    assert FULL_WEEK not in [stay.week for stay in stays(town, someone)]
