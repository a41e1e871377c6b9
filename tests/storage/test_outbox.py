"""The queue: lanes, order, one courier at a time, and what becomes of each delivery."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from bot.ports import Claimed, Fate, Outcome
from bot.rules.announcements import Announcement, AnnouncementState, Audience
from bot.rules.calendar import Month
from bot.rules.notices import (
    AnnouncementCopy,
    AnnouncementReport,
    ConfirmationOpens,
    Lane,
    MeetingRecorded,
    NewsCopy,
    Notice,
    SummaryPicture,
)
from bot.rules.people import Mandate, Person, Role
from storage import Storage
from tests.cast import ANA, EVA, LUC, MORNING, NADIA
from tests.storage import seeds

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Answer(Notice):
    """Something that somebody waits for now."""

    number: int

    lane = Lane.REPLY

    @property
    def key(self) -> str:
        return f"answer:{self.number}"


def opens(number: int, to: str = "ana") -> ConfirmationOpens:
    return ConfirmationOpens(to=to, request_id=str(number), reference="K7M4PX29QW")


ANNOUNCEMENT = Announcement(
    id="closed",
    author_id="nadia",
    audience=Audience(creches=frozenset({"marcinelle"})),
    state=AnnouncementState.SENDING,
    created_at=MORNING,
    sent_at=MORNING,
)
PICTURE = SummaryPicture(to="luc", sponsor_id="technord", month=Month(2027, 3))


@pytest.fixture
async def courier(storage: Storage) -> Storage:
    """A storage whose outbox "one" leads for an hour."""
    with storage.transaction() as records:
        seeds.cast(records)
        records.announcements.add(ANNOUNCEMENT)
    assert await storage.outbox.lead("one", at=MORNING, seconds=36_000)
    return storage


def queue(storage: Storage, *notices: Notice, due: datetime | None = None) -> None:
    with storage.transaction() as records:
        for notice in notices:
            records.notices.queue(notice, at=MORNING, due=due)


async def claim(storage: Storage, at: datetime = MORNING, most: int = 10) -> tuple[Claimed, ...]:
    return await storage.outbox.claim("one", at=at, most=most)


async def record(storage: Storage, some: Sequence[Claimed], fate: Fate, at: datetime = MORNING) -> None:
    await storage.outbox.record([Outcome(id=one.id, fate=fate) for one in some], at=at)


def told(claimed: Sequence[Claimed]) -> list[Notice]:
    return [one.notice for one in claimed]


def nameless(person: Person) -> Person:
    """As a courier has them, who needs no more."""
    return replace(person, name="", phone="")


async def test_notice_is_claimed_as_it_was_queued(courier: Storage) -> None:
    met = MeetingRecorded(
        to="ana", request_id="r", reference="K7M4PX29QW", met_on=MORNING.date(), confirm_from=MORNING.date()
    )
    copy = AnnouncementCopy(to="nadia", announcement_id="closed")
    queue(courier, met, copy, PICTURE)

    claimed = await claim(courier)

    assert [(one.notice, one.person, one.attempt, one.silently) for one in claimed] == [
        (met, nameless(ANA), 1, False),
        (PICTURE, nameless(LUC), 1, False),
        (copy, nameless(NADIA), 1, False),
    ]


async def test_same_key_is_queued_once(courier: Storage) -> None:
    queued = [await courier.do(lambda records: records.notices.queue(opens(1), at=MORNING)) for _ in range(2)]

    assert queued == [True, False]
    assert told(await claim(courier)) == [opens(1)]


async def test_notices_queued_with_a_refused_action_are_not_there(courier: Storage) -> None:
    with pytest.raises(ZeroDivisionError):
        await courier.do(lambda records: 1 // (records.notices.queue(opens(1), at=MORNING) - 1))

    assert await claim(courier) == ()


async def test_better_lane_goes_first_then_the_earlier_due(courier: Storage) -> None:
    copy = AnnouncementCopy(to="ana", announcement_id="closed")
    late, early = opens(1, "bilal"), opens(2, "chloe")
    answer = Answer(to="david", number=1)
    queue(courier, copy)
    queue(courier, late, due=MORNING + SECOND)
    queue(courier, early, answer)

    assert told(await claim(courier, MORNING + SECOND)) == [answer, early, late, copy]


async def test_claim_takes_no_more_than_asked(courier: Storage) -> None:
    queue(courier, *(opens(i, to) for i, to in enumerate(("ana", "bilal", "chloe"))))

    assert [len(await claim(courier, most=2)) for _ in range(3)] == [2, 1, 0]


async def test_notice_is_not_claimed_before_it_is_due(courier: Storage) -> None:
    queue(courier, opens(1), due=MORNING + HOUR)

    assert await courier.outbox.next_due() == MORNING + HOUR
    assert await claim(courier, MORNING + HOUR - SECOND) == ()
    assert told(await claim(courier, MORNING + HOUR)) == [opens(1)]


async def test_reader_gets_one_at_a_time_in_order(courier: Storage) -> None:
    queue(courier, opens(1), opens(2), Answer(to="ana", number=3), opens(4, "bilal"))

    first = await claim(courier)
    nothing = await claim(courier)
    await record(courier, first, Fate.SENT)
    then = await claim(courier)
    await record(courier, then, Fate.SENT)
    last = await claim(courier)

    assert told(first) == [Answer(to="ana", number=3), opens(4, "bilal")]
    assert nothing == ()
    assert told(then) == [opens(1)]
    assert told(last) == [opens(2)]


async def test_later_notice_waits_behind_one_to_be_tried_again(courier: Storage) -> None:
    queue(courier, opens(1), opens(2))
    (first,) = await claim(courier)
    again = Outcome(id=first.id, fate=Fate.LATER, again_at=MORNING + HOUR, why="network")
    await courier.outbox.record([again], at=MORNING)

    assert await claim(courier) == ()
    assert await courier.outbox.next_due() == MORNING + HOUR
    (retried,) = await claim(courier, MORNING + HOUR)
    assert (retried.notice, retried.attempt) == (opens(1), 2)


async def test_later_notice_does_not_wait_behind_one_of_next_week(courier: Storage) -> None:
    queue(courier, opens(1), due=MORNING + timedelta(days=7))
    queue(courier, opens(2))

    assert told(await claim(courier)) == [opens(2)]


async def test_answer_does_not_wait_behind_a_notice_to_be_tried_again(courier: Storage) -> None:
    queue(courier, opens(1))
    await courier.outbox.record(
        [Outcome(id=one.id, fate=Fate.LATER, again_at=MORNING + HOUR) for one in await claim(courier)],
        at=MORNING,
    )
    queue(courier, Answer(to="ana", number=1))

    assert told(await claim(courier)) == [Answer(to="ana", number=1)]


async def test_too_many_requests_silence_everybody_until_then(courier: Storage, second: Storage) -> None:
    queue(courier, opens(1), opens(2, "bilal"))
    first, _ = await claim(courier)
    hush = Outcome(id=first.id, fate=Fate.LATER, again_at=MORNING + HOUR, why="429")
    await courier.outbox.record([hush], at=MORNING)
    queue(courier, Answer(to="chloe", number=1))

    assert await second.outbox.claim("one", at=MORNING + HOUR - SECOND, most=10) == ()
    assert await second.outbox.next_due() == MORNING + HOUR
    assert told(await claim(courier, MORNING + HOUR)) == [Answer(to="chloe", number=1), opens(1)]


async def test_a_chats_own_silence_holds_whatever_is_for_it_and_nobody_else(courier: Storage) -> None:
    queue(courier, AnnouncementCopy(to="ana", announcement_id="closed"))
    (first,) = await claim(courier)
    pause = Outcome(id=first.id, fate=Fate.LATER, why="429 for this chat", again_at=MORNING + HOUR)
    await courier.outbox.record([pause], at=MORNING)
    queue(courier, opens(1), opens(2, to="bilal"))

    assert told(await claim(courier)) == [opens(2, to="bilal")]
    assert await courier.outbox.next_due() == MORNING + HOUR
    assert told(await claim(courier, MORNING + HOUR)) == [opens(1)]


async def test_shorter_silence_does_not_end_a_longer_one(courier: Storage) -> None:
    queue(courier, opens(1), opens(2, "bilal"))
    first, other = await claim(courier)
    await courier.outbox.record(
        [
            Outcome(id=first.id, fate=Fate.LATER, again_at=MORNING + HOUR, why="429"),
            Outcome(id=other.id, fate=Fate.LATER, again_at=MORNING + SECOND, why="429"),
        ],
        at=MORNING,
    )

    assert await claim(courier, MORNING + HOUR - SECOND) == ()


async def test_sent_notice_is_over(courier: Storage) -> None:
    queue(courier, opens(1))
    (first,) = await claim(courier)
    await courier.outbox.record([Outcome(id=first.id, fate=Fate.SENT, parts=((5,),))], at=MORNING)

    assert await courier.outbox.next_due() is None
    assert not await courier.do(lambda records: records.notices.queue(opens(1), at=MORNING))


async def test_unknown_notice_is_sent_once_more_and_no_more(courier: Storage) -> None:
    queue(courier, opens(1))
    await record(courier, await claim(courier), Fate.UNKNOWN)
    again = await claim(courier, MORNING + 30 * SECOND)
    await record(courier, again, Fate.UNKNOWN)

    assert [(one.notice, one.attempt, one.silently) for one in again] == [(opens(1), 2, False)]
    assert await courier.outbox.next_due() is None


async def test_unknown_announcement_is_sent_again_silently(courier: Storage) -> None:
    copy = AnnouncementCopy(to="ana", announcement_id="closed")
    queue(courier, copy)
    await record(courier, await claim(courier), Fate.UNKNOWN)

    again = await claim(courier, MORNING + 30 * SECOND)

    assert [(one.notice, one.silently) for one in again] == [(copy, True)]


async def test_unknown_summary_is_left(courier: Storage) -> None:
    queue(courier, PICTURE)
    await record(courier, await claim(courier), Fate.UNKNOWN)

    assert await courier.outbox.next_due() is None


async def test_unreachable_reader_is_remembered_and_skipped(courier: Storage) -> None:
    queue(courier, opens(1), opens(2), AnnouncementCopy(to="ana", announcement_id="closed"))
    (first,) = await claim(courier)
    gone = Outcome(id=first.id, fate=Fate.NEVER, why="blocked", unreachable=True)
    await courier.outbox.record([gone], at=MORNING)

    assert await claim(courier) == ()
    with courier.transaction() as records:
        assert not records.people.get("ana").reachable
        assert records.announcements.unreached("closed") == ((replace(ANA, reachable=False), "blocked"),)


async def test_many_who_cannot_be_written_to_do_not_stop_the_rest(courier: Storage) -> None:
    with courier.transaction() as records:
        for i in range(30):
            records.people.add(replace(ANA, id=f"p{i}", chat_id=i, family_id=None, reachable=False))
            records.notices.queue(opens(i, f"p{i}"), at=MORNING)
    queue(courier, opens(99))

    assert told(await claim(courier)) == [opens(99)]


async def test_reader_without_chat_is_never_written_to(courier: Storage) -> None:
    queue(courier, AnnouncementCopy(to="eva", announcement_id="closed"))

    assert await claim(courier) == ()
    with courier.transaction() as records:
        assert records.announcements.unreached("closed") == ((EVA, "no telegram"),)


async def test_stop_while_news_leaves_is_respected_and_steps_still_come(courier: Storage) -> None:
    queue(courier, NewsCopy(to="ana", announcement_id="closed"), opens(1))
    with courier.transaction() as records:
        records.people.save(replace(ANA, wants_news=False))

    first = await claim(courier)
    await record(courier, first, Fate.SENT)

    assert told(first) == [opens(1)]
    assert await claim(courier) == ()


async def test_what_a_right_was_needed_for_is_not_told_once_it_has_ended(courier: Storage) -> None:
    report = AnnouncementReport(to="nadia", announcement_id="closed")
    queue(courier, PICTURE, replace(PICTURE, sponsor_id="another"), report, opens(1, to="luc"))
    with courier.transaction() as records:
        records.people.revoke("luc", Mandate(role=Role.HR, of="technord"))

    assert told(await claim(courier)) == [report]
    assert told(await claim(courier)) == [opens(1, to="luc")]
    assert await courier.outbox.next_due() is None


async def test_moved_chat_is_followed(courier: Storage) -> None:
    queue(courier, opens(1))
    (first,) = await claim(courier)
    moved = Outcome(id=first.id, fate=Fate.LATER, again_at=MORNING + SECOND, moved_to=-100777)
    await courier.outbox.record([moved], at=MORNING)

    (again,) = await claim(courier, MORNING + SECOND)

    moved_there = replace(ANA, chat_id=-100777)
    assert again.person == nameless(moved_there)
    with courier.transaction() as records:
        assert records.people.by_chat(-100777) == moved_there
        assert records.people.by_chat(1001) is None


async def test_only_the_leader_claims(courier: Storage, second: Storage) -> None:
    queue(courier, opens(1))

    assert not await second.outbox.lead("two", at=MORNING + HOUR, seconds=10)
    assert await second.outbox.claim("two", at=MORNING + HOUR, most=10) == ()
    assert told(await claim(courier)) == [opens(1)]


async def test_lease_that_ran_out_lets_nobody_claim(courier: Storage) -> None:
    queue(courier, opens(1))

    assert await claim(courier, MORNING + timedelta(seconds=36_000)) == ()


async def test_one_of_two_leads(storage: Storage, second: Storage) -> None:
    leads = [
        await one.outbox.lead(name, at=MORNING, seconds=10)
        for one, name in ((storage, "one"), (second, "two"))
    ]
    stays = await storage.outbox.lead("one", at=MORNING + 9 * SECOND, seconds=10)
    too_early = await second.outbox.lead("two", at=MORNING + 18 * SECOND, seconds=10)
    takes_over = await second.outbox.lead("two", at=MORNING + 19 * SECOND, seconds=10)

    assert (leads, stays, too_early, takes_over) == ([True, False], True, False, True)


async def test_taking_over_settles_what_was_on_its_way_as_unknown(courier: Storage, second: Storage) -> None:
    after = MORNING + timedelta(seconds=36_000)
    queue(courier, opens(1), PICTURE)
    await claim(courier)

    assert await second.outbox.lead("two", at=after, seconds=60)

    assert await second.outbox.claim("two", at=after, most=10) == ()
    again = await second.outbox.claim("two", at=after + 30 * SECOND, most=10)
    assert [(one.notice, one.attempt) for one in again] == [(opens(1), 2)]


async def test_late_word_that_it_was_sent_still_counts(courier: Storage, second: Storage) -> None:
    after = MORNING + timedelta(seconds=36_000)
    queue(courier, opens(1))
    claimed = await claim(courier)
    await second.outbox.lead("two", at=after, seconds=60)

    await record(courier, claimed, Fate.SENT)

    assert await second.outbox.next_due() is None


async def test_late_word_that_it_failed_does_not_undo_the_settling(courier: Storage, second: Storage) -> None:
    after = MORNING + timedelta(seconds=36_000)
    queue(courier, opens(1))
    claimed = await claim(courier)
    await second.outbox.lead("two", at=after, seconds=60)

    await record(courier, claimed, Fate.NEVER)

    assert await second.outbox.next_due() == after + 30 * SECOND


async def test_busy_is_a_chat_with_something_due_or_on_its_way(courier: Storage) -> None:
    queue(courier, opens(1), due=MORNING + HOUR)
    busy = courier.outbox.busy

    assert not await busy(1001, at=MORNING)
    assert await busy(1001, at=MORNING + HOUR)
    claimed = await claim(courier, MORNING + HOUR)
    assert await busy(1001, at=MORNING)
    await record(courier, claimed, Fate.SENT)
    assert not await busy(1001, at=MORNING + HOUR)
    assert not await busy(1002, at=MORNING + HOUR)


async def test_kind_that_is_no_longer_known_does_not_stop_the_rest(courier: Storage) -> None:
    queue(courier, opens(1), opens(2, "bilal"))
    with courier.transaction() as records:
        records.wire.command("UPDATE notice SET kind = 'Forgotten' WHERE person_id = 'ana'")

    assert told(await claim(courier)) == [opens(2, "bilal")]
    assert await courier.outbox.next_due() is None


async def test_what_was_delivered_of_several_messages_is_not_delivered_again(courier: Storage) -> None:
    queue(courier, AnnouncementCopy(to="ana", announcement_id="closed"))
    (first,) = await claim(courier)
    later = Outcome(id=first.id, fate=Fate.LATER, again_at=MORNING + SECOND, parts=((4, 5), (6,)))
    await courier.outbox.record([later], at=MORNING)

    (again,) = await claim(courier, MORNING + SECOND)

    assert (first.parts, again.parts) == ((), ((4, 5), (6,)))
