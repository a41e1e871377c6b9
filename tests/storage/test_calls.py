"""Notices to guardians whom no message reaches wait on the call list: they are neither lost nor sent."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import calls, people, requests
from bot.ports import Claimed, Fate, Outcome
from bot.rules.calls import BEGINNING, Cut, cut_of
from bot.rules.history import Purpose, What
from bot.rules.notices import (
    AnnouncementReport,
    ConfirmationOpens,
    CrecheCloses,
    DraftWaits,
    Notice,
    StillLooking,
)
from bot.rules.people import Person
from bot.rules.refusals import CallOver, NotAllowed
from bot.rules.requests import Request
from storage import Storage
from tests.cast import (
    ANA,
    BILAL,
    EVA,
    LAMBERT,
    LAMBERT_CONFIRMED,
    LUC,
    MIREILLE,
    MORNING,
    NADIA,
    POLICY,
    TODAY,
)
from tests.storage import seeds

HOUR = timedelta(hours=1)
#: Eva asks at Lodelinsart, then for a second child at Marcinelle.
NOVAK = replace(
    LAMBERT_CONFIRMED,
    id="request-eva",
    reference="AAAAAAAAAA",
    family_id="novak",
    wishes=replace(LAMBERT.wishes, creches=("lodelinsart",)),
)
SECOND = replace(
    NOVAK,
    id="request-eva-2",
    reference="BBBBBBBBBB",
    registered_at=MORNING - HOUR,
    wishes=replace(LAMBERT.wishes, creches=("marcinelle", "liege-1")),
)


def opens(request: Request = NOVAK, to: Person = EVA) -> ConfirmationOpens:
    return ConfirmationOpens(to=to.id, request_id=request.id, reference=request.reference)


def closes(to: Person = EVA) -> CrecheCloses:
    return CrecheCloses(to=to.id, closure_id="c", creche_name="Marcinelle", first=TODAY, last=TODAY)


@pytest.fixture
async def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT, NOVAK, SECOND)
    assert await storage.outbox.lead("one", at=MORNING, seconds=36_000)
    return storage


async def post(storage: Storage, *notices: Notice) -> tuple[Claimed, ...]:
    """Queue them, and let the courier come by."""
    with storage.transaction() as records:
        for notice in notices:
            records.notices.queue(notice, at=MORNING)
    return await storage.outbox.claim("one", at=MORNING, most=10)


async def untold(storage: Storage, staff: Person = NADIA) -> list[Notice]:
    found = await storage.look(calls.waiting, staff.id, policy=POLICY)
    return [one.notice for to_call in found.calls for one in to_call.call.untold]


async def take_up(storage: Storage, staff: Person = NADIA) -> calls.ToCall:
    return await storage.do(calls.take_up, staff.id, EVA.id, now=MORNING, policy=POLICY)


async def tell(storage: Storage, upto: int, staff: Person = NADIA) -> None:
    await storage.do(calls.told, staff.id, EVA.id, upto=upto, now=MORNING)


async def traced(storage: Storage, request: Request) -> list[tuple[str, str, str]]:
    lines = await storage.look(lambda records: records.trace.of(request.id))
    return [(line["who"], line["what"], line["why"]) for line in lines]


async def test_notice_to_a_guardian_without_a_chat_waits_to_be_told(kept: Storage) -> None:
    assert await post(kept, opens()) == ()
    assert await untold(kept) == [opens()]
    assert await kept.look(calls.count, NADIA.id) == 1


async def test_notice_that_meets_a_block_waits_to_be_told_and_so_do_the_next(kept: Storage) -> None:
    (claimed,) = await post(kept, opens(LAMBERT, ANA))
    gone = Outcome(id=claimed.id, fate=Fate.NEVER, why="403", unreachable=True)
    await kept.outbox.record([gone], at=MORNING)
    assert await post(kept, closes(ANA)) == ()
    assert await untold(kept) == [opens(LAMBERT, ANA), closes(ANA)]


async def test_notice_that_comes_due_later_is_nobodys_to_tell_before(kept: Storage) -> None:
    with kept.transaction() as records:
        records.notices.queue(opens(), at=MORNING, due=MORNING + HOUR)
    assert await kept.outbox.claim("one", at=MORNING, most=10) == ()
    assert await untold(kept) == []
    assert await kept.outbox.claim("one", at=MORNING + HOUR, most=10) == ()
    (found,) = (await kept.look(calls.waiting, NADIA.id, policy=POLICY)).calls
    assert found.call.since == MORNING + HOUR


async def test_what_is_not_for_the_phone_is_not_on_the_list(kept: Storage) -> None:
    draft = DraftWaits(to=EVA.id, draft_id="d", deleted_on=TODAY)
    report = AnnouncementReport(to=EVA.id, announcement_id="a")
    staff = replace(opens(), to=LUC.id)
    await kept.do(people.blocked, LUC.chat_id or 0, blocked=True, now=MORNING)
    assert await post(kept, draft, report, staff) == ()
    assert await untold(kept) == []


async def test_call_is_traced_told_and_gone(kept: Storage) -> None:
    await post(kept, opens(), closes())
    found = await take_up(kept)
    assert (found.call.person, found.request) == (EVA, SECOND)
    await tell(kept, found.call.untold[-1].id)
    assert await untold(kept) == []
    assert await traced(kept, NOVAK) == [
        (NADIA.id, What.OPENED, Purpose.CALL),
        (NADIA.id, What.TOLD, f"{opens().key}, {closes().key}"),
    ]


async def test_what_came_after_the_look_is_not_told_by_it(kept: Storage) -> None:
    await post(kept, opens())
    found = await take_up(kept)
    await post(kept, closes())
    await tell(kept, found.call.untold[-1].id)
    assert await untold(kept) == [closes()]


async def test_of_two_who_tell_one_counts(kept: Storage) -> None:
    await post(kept, opens(SECOND))
    upto = (await take_up(kept)).call.untold[-1].id
    await tell(kept, upto, MIREILLE)
    with pytest.raises(CallOver):
        await tell(kept, upto)
    with pytest.raises(CallOver):
        await kept.do(calls.missed, NADIA.id, EVA.id, now=MORNING)
    with pytest.raises(CallOver):
        await take_up(kept)


async def test_not_reached_keeps_the_call_and_counts(kept: Storage) -> None:
    await post(kept, opens())
    for _ in range(2):
        await kept.do(calls.missed, NADIA.id, EVA.id, now=MORNING)
    (found,) = (await kept.look(calls.waiting, NADIA.id, policy=POLICY)).calls
    assert found.call.missed == 2
    assert [what for _, what, _ in await traced(kept, NOVAK)] == [What.MISSED, What.MISSED]


async def test_director_sees_what_concerns_their_creche_alone(kept: Storage) -> None:
    await post(kept, opens(), opens(SECOND), closes())
    assert await untold(kept, MIREILLE) == [opens(SECOND), closes()]
    assert await kept.look(calls.count, MIREILLE.id) == 1

    found = await take_up(kept, MIREILLE)
    await tell(kept, found.call.untold[-1].id, MIREILLE)

    assert await untold(kept) == [opens()]
    assert await untold(kept, MIREILLE) == []
    assert await kept.look(calls.count, MIREILLE.id) == 0
    with pytest.raises(CallOver):
        await take_up(kept, MIREILLE)
    assert await traced(kept, NOVAK) == []


@pytest.mark.parametrize("who", [BILAL, LUC], ids=["a parent", "an HR manager"])
async def test_nobody_else_sees_the_list(kept: Storage, who: Person) -> None:
    await post(kept, opens())
    assert await kept.look(calls.count, who.id) == 0
    with pytest.raises(NotAllowed):
        await untold(kept, who)
    with pytest.raises(NotAllowed):
        await take_up(kept, who)


async def test_what_holds_no_longer_leaves_the_list(kept: Storage) -> None:
    asked = StillLooking(to=EVA.id, request_id=NOVAK.id, reference=NOVAK.reference, since=MORNING, number=0)
    await post(kept, opens(), asked)
    with kept.transaction() as records:
        assert records.notices.cancel(NOVAK.id, kinds=(StillLooking,)) == 1
    assert await untold(kept) == [opens()]


async def test_who_lets_the_bot_in_again_is_written_to_instead(kept: Storage) -> None:
    await kept.do(people.blocked, ANA.chat_id or 0, blocked=True, now=MORNING)
    await post(kept, opens(LAMBERT, ANA))
    await kept.do(people.blocked, ANA.chat_id or 0, blocked=False, now=MORNING + HOUR)
    assert await untold(kept) == []
    (claimed,) = await kept.outbox.claim("one", at=MORNING + HOUR, most=10)
    assert claimed.notice == opens(LAMBERT, ANA)


async def test_list_is_read_a_page_at_a_time(kept: Storage) -> None:
    await kept.do(people.blocked, ANA.chat_id or 0, blocked=True, now=MORNING)
    await post(kept, opens(LAMBERT, ANA), opens())

    async def page(cut: Cut = BEGINNING, *, backward: bool = False) -> tuple[list[str], bool, bool]:
        found = await kept.look(calls.waiting, NADIA.id, cut=cut, backward=backward, limit=1, policy=POLICY)
        return [one.call.person.id for one in found.calls], found.more_before, found.more_behind

    every = (await kept.look(calls.waiting, NADIA.id, policy=POLICY)).calls
    ana, eva = (cut_of(one.call) for one in every)
    assert await page() == await page(ana, backward=True) == (["ana"], False, True)
    assert await page(ana) == (["eva"], True, False)
    assert await page(eva, backward=True) == (["ana"], False, True)
    await kept.do(calls.told, NADIA.id, ANA.id, upto=max(one.id for one in every[0].call.untold), now=MORNING)
    assert await page(ana) == await page(eva) == (["eva"], False, False)


async def test_meeting_recorded_for_a_family_at_the_desk_is_told_on_the_phone(kept: Storage) -> None:
    registered = replace(NOVAK, id="r3", reference="CCCCCCCCCC", state=LAMBERT.state, met_on=None)
    with kept.transaction() as records:
        records.requests.add(replace(registered, confirmed_at=None, changed_at=None))
    await kept.do(requests.record_meeting, NADIA.id, "r3", on=TODAY, now=MORNING, policy=POLICY)
    assert await post(kept) == ()
    assert [type(notice).__name__ for notice in await untold(kept)] == ["MeetingRecorded"]
