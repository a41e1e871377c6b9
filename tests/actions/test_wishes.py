"""Changed wishes in the storage: what is told beforehand happens, and the time of confirmation stays."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest

from bot.actions import signup, wishes
from bot.actions.wishes import Outlook
from bot.ports import Records
from bot.rules.calendar import Month
from bot.rules.refusals import FormOpen, NotFound, NotWaiting, StaleScreen
from bot.rules.requests import Request, State
from bot.rules.signup import Deed, Draft, Said
from bot.rules.waitlist import ahead_of
from bot.rules.wishes import Effect
from storage import Storage
from tests.cast import (
    ANA,
    BILAL,
    HADDAD_CONFIRMED,
    LAMBERT,
    LAMBERT_CONFIRMED,
    MORNING,
    PEETERS_CONFIRMED,
    POLICY,
    SCHMITZ_CONFIRMED,
)
from tests.crowds import crowd_of
from tests.storage import seeds

ID = LAMBERT_CONFIRMED.id


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED, HADDAD_CONFIRMED, PEETERS_CONFIRMED, SCHMITZ_CONFIRMED)
    return storage


async def say(storage: Storage, draft: Draft, deed: Deed, value: str) -> Draft:
    said = Said(place=draft.place, deed=deed, value=value)
    return await storage.do(signup.answer, ANA.id, said, mark=draft.id[:8], now=MORNING, policy=POLICY)


async def fill(storage: Storage, **lines: str) -> Draft:
    draft = await storage.do(wishes.begin, ANA.id, ID, now=MORNING, policy=POLICY)
    for place, value in lines.items():
        draft = await say(storage, draft, Deed.FIX, place)
        draft = await say(storage, draft, Deed.PICK, value)
    return draft


async def outlook(storage: Storage, draft: Draft) -> Outlook:
    return await storage.look(wishes.outlook, ANA.id, draft, policy=POLICY)


async def ranks(storage: Storage, request: Request) -> dict[str, int]:
    def look(records: Records) -> dict[str, int]:
        crowds = {creche: crowd_of(records, request.id, creche) for creche in request.wishes.creches}
        return {creche: ahead_of(crowd, POLICY) + 1 for creche, crowd in crowds.items() if crowd}

    return await storage.look(look)


async def change(storage: Storage, draft: Draft) -> Request:
    return await storage.do(wishes.change, ANA.id, draft.id, now=MORNING, policy=POLICY)


async def test_effects_are_told_per_creche_before_anything_changes(kept: Storage) -> None:
    draft = await fill(kept, entry="2027-11", creches="andrimont,marcinelle")

    october, november = Month(2027, 10), Month(2027, 11)
    assert (await outlook(kept, draft)).effects == (
        Effect(creche="andrimont", before=None, after=november, rank_before=1, rank_after=1),
        Effect(creche="marcinelle", before=october, after=november, rank_before=2, rank_after=1),
        Effect(creche="lodelinsart", before=october, after=None, rank_before=2, rank_after=1),
    )
    assert await kept.look(lambda records: records.requests.get(ID)) == LAMBERT_CONFIRMED


async def test_what_was_told_happens_and_the_time_of_confirmation_stays(kept: Storage) -> None:
    """Whatever the list: the rank told beforehand is the rank afterwards."""
    chance = Random(7)
    with kept.transaction() as records:
        for number in range(40):
            records.requests.add(
                replace(
                    chance.choice((HADDAD_CONFIRMED, PEETERS_CONFIRMED)),
                    id=f"rival-{number}",
                    reference=records.new_reference(),
                    confirmed_at=MORNING + timedelta(minutes=chance.randint(-90_000, 90_000)),
                    wishes=replace(
                        HADDAD_CONFIRMED.wishes,
                        entry=chance.choice((Month(2027, 10), Month(2027, 11))),
                        creches=tuple(chance.sample(("marcinelle", "lodelinsart", "andrimont"), 2)),
                    ),
                )
            )
    for entry, creches in (("2027-11", "andrimont,marcinelle"), ("2027-10", "lodelinsart,marcinelle")):
        draft = await fill(kept, entry=entry, creches=creches)
        told = (await outlook(kept, draft)).effects
        changed = await change(kept, draft)

        assert changed.confirmed_at == LAMBERT_CONFIRMED.confirmed_at
        assert {e.creche: e.rank_after for e in told if e.after} == await ranks(kept, changed)


async def test_change_is_written_down_and_the_form_forgotten(kept: Storage) -> None:
    await change(kept, await fill(kept, entry="2027-11", window="0,1"))

    (line,) = await kept.look(lambda records: records.trace.of(ID))
    assert (line["who"], line["what"], line["why"]) == ("ana", "wishes changed", "entry: window")
    assert await kept.look(signup.current, ANA.id) is None
    assert (await kept.look(lambda records: records.people.get("ana"))).focus == ""


async def test_sending_twice_changes_once(kept: Storage) -> None:
    draft = await fill(kept, entry="2027-11")
    await change(kept, draft)
    with pytest.raises(StaleScreen):
        await change(kept, draft)


async def test_unranked_request_has_no_rank_to_lose(kept: Storage) -> None:
    with kept.transaction() as records:
        records.requests.save(LAMBERT)
    found = await outlook(kept, await fill(kept, entry="2027-11"))
    assert found.ranked is False
    assert {(e.rank_before, e.rank_after) for e in found.effects} == {(None, None)}
    assert (await outlook(kept, await fill(kept))).effects == ()


async def test_offer_that_comes_meanwhile_refuses_the_change(kept: Storage) -> None:
    draft = await fill(kept, entry="2027-11")
    with kept.transaction() as records:
        records.requests.save(replace(LAMBERT_CONFIRMED, state=State.OFFERED))
    with pytest.raises(NotWaiting):
        await change(kept, draft)
    with pytest.raises(NotWaiting):
        await kept.do(wishes.begin, ANA.id, ID, now=MORNING, policy=POLICY)


async def test_only_the_family_changes_its_wishes(kept: Storage) -> None:
    with pytest.raises(NotFound):
        await kept.do(wishes.begin, BILAL.id, ID, now=MORNING, policy=POLICY)


async def test_unfinished_form_comes_first_and_a_half_made_change_gives_way(kept: Storage) -> None:
    half = await fill(kept, entry="2027-11")
    form = await kept.do(signup.begin, ANA.id, now=MORNING, policy=POLICY)
    assert (form.answers.changing, form.id != half.id) == ("", True)
    await say(kept, form, Deed.PICK, "Ana")
    with pytest.raises(FormOpen):
        await kept.do(wishes.begin, ANA.id, ID, now=MORNING, policy=POLICY)


async def test_form_without_an_answer_stands_in_nobodys_way(kept: Storage) -> None:
    form = await kept.do(signup.begin, ANA.id, now=MORNING, policy=POLICY)
    changing = await kept.do(wishes.begin, ANA.id, ID, now=MORNING, policy=POLICY)
    assert (changing.answers.changing, changing.id != form.id) == (ID, True)


async def test_half_made_change_is_never_nagged_about_and_forgotten_in_time(kept: Storage) -> None:
    await fill(kept, entry="2027-11")
    for days, expected in ((2, (0, 0)), (POLICY.draft_days, (0, 1))):
        at = MORNING + timedelta(days=days)
        assert await kept.do(signup.nudge_and_purge_drafts, now=at, policy=POLICY) == expected
