"""The form in the storage: kept answer by answer, sent once, nudged once, forgotten in time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import signup as actions
from bot.actions.requests import undo_withdrawal, withdraw
from bot.ports import Store
from bot.rules.calendar import Month, Slot, local_day
from bot.rules.codes import CodeUnknown
from bot.rules.people import Child, Person
from bot.rules.refusals import (
    ChildAlreadyWaiting,
    FormIncomplete,
    StaleScreen,
    TooManyRequests,
)
from bot.rules.requests import Claim, ClaimCode, Request, State
from bot.rules.signup import Deed, Draft, Said
from storage import Storage
from tests.cast import MORNING, POLICY, TECHNORD
from tests.forms import ANA_SAYS

NEWCOMER = Person(id="ana", chat_id=1001, language="fr")
CODE = "CIGOGNE-01"


def arrive(storage: Storage, person: Person = NEWCOMER) -> None:
    with storage.transaction() as records:
        records.people.add(person)
        records.sponsors.add(TECHNORD)
        records.sponsors.add_code(TECHNORD.id, CODE, expires_at=MORNING + timedelta(days=30))


async def begin(store: Store) -> Draft:
    return await store.do(actions.begin, "ana", now=MORNING, policy=POLICY)


async def say(store: Store, draft: Draft, deed: Deed, value: str = "", *, place: str = "") -> Draft:
    said = Said(place=place or draft.place, deed=deed, value=value)
    return await store.do(actions.answer, "ana", said, mark=draft.id[:8], now=MORNING, policy=POLICY)


async def fill(store: Store, **other: str) -> Draft:
    """A form filled in up to the review, as Ana does or otherwise."""
    draft = await begin(store)
    while draft.place != "review":
        value = {**ANA_SAYS, **other}[draft.place]
        draft = await say(store, draft, Deed.PICK if value else Deed.SKIP, value)
    return draft


async def send(store: Store, draft: Draft) -> tuple[Request, ...]:
    return await store.do(actions.send, "ana", draft.id, now=MORNING, policy=POLICY)


def person(storage: Storage) -> Person:
    with storage.transaction() as records:
        return records.people.get("ana")


def requests(storage: Storage) -> tuple[Request, ...]:
    with storage.transaction() as records:
        return records.requests.of_family(records.people.get("ana").family_id or "")


async def test_begun_form_listens_and_is_taken_up_where_it_stands(storage: Storage) -> None:
    arrive(storage)
    draft = await begin(storage)
    assert (draft.place, person(storage).focus) == ("name", actions.FOCUS)
    leaving = await say(storage, await say(storage, draft, Deed.PICK, "Ana"), Deed.LEAVE)
    kept = await say(storage, leaving, Deed.KEEP)
    assert (kept.place, person(storage).focus) == ("children", "")
    assert await begin(storage) == kept
    assert person(storage).focus == actions.FOCUS


async def test_begun_form_proposes_what_is_known_of_the_parent(storage: Storage) -> None:
    arrive(storage, replace(NEWCOMER, name="Ana Lambert", phone="+32470123456"))
    answers = (await begin(storage)).answers
    assert (answers.name, answers.phone, answers.answered) == ("Ana Lambert", "+32470123456", frozenset())


async def test_sent_form_is_one_request_of_a_new_family(storage: Storage) -> None:
    arrive(storage)
    (sent,) = await send(storage, draft := await fill(storage))
    assert requests(storage) == (sent,)
    assert (sent.id, sent.state, sent.registered_at) == (draft.id, State.REGISTERED, MORNING)
    assert sent.children == (Child(born=False, day=draft.answers.days[0] or local_day(MORNING)),)
    assert (sent.wishes.entry, sent.wishes.creches) == (Month(2027, 10), ("marcinelle", "lodelinsart"))
    assert sent.claims == (Claim(code=ClaimCode.SIBLINGS),)
    assert (sent.predemand, sent.linked) == ("ONE-1234", None)
    parent = person(storage)
    assert (parent.name, parent.phone, parent.focus) == ("Ana Lambert", "+32470123456", "")
    assert await storage.look(actions.current, "ana") is None


async def test_form_sent_twice_is_one_request(storage: Storage) -> None:
    arrive(storage)
    draft = await fill(storage)
    assert await send(storage, draft) == await send(storage, draft)
    assert len(requests(storage)) == 1


async def test_twins_sent_separately_are_two_linked_requests_however_often(storage: Storage) -> None:
    arrive(storage)
    twins = {"children": "twins", "born:0": "born", "day:0": "2026-10-03", "together": "separately"}
    draft = await fill(storage, **twins)
    sent = await send(storage, draft)
    assert [request.linked for request in sent] == [draft.id, draft.id]
    assert len({request.reference for request in sent}) == 2
    assert set(await send(storage, draft)) == set(sent) == set(requests(storage))


async def test_code_becomes_an_unproven_claim_and_is_used_up_by_sending(storage: Storage) -> None:
    arrive(storage)
    draft = await fill(storage, code=CODE)
    with storage.transaction() as records:
        assert records.sponsors.code_sponsor(CODE, at=MORNING) == "technord"  # not used by typing it
    (sent,) = await send(storage, draft)
    employer = [claim for claim in sent.claims if claim.sponsor_id]
    assert {(claim.sponsor_id, claim.seen_on) for claim in employer} == {("technord", None)}
    with storage.transaction() as records:
        assert records.sponsors.code_sponsor(CODE, at=MORNING) is None


async def test_unknown_code_is_refused_and_the_question_stands(storage: Storage) -> None:
    arrive(storage)
    draft = await begin(storage)
    while draft.place != "code":
        draft = await say(storage, draft, Deed.PICK, ANA_SAYS[draft.place])
    with pytest.raises(CodeUnknown):
        await say(storage, draft, Deed.PICK, "WRONG")
    assert await storage.look(actions.current, "ana") == draft


async def test_code_used_up_meanwhile_sends_nothing(storage: Storage) -> None:
    arrive(storage)
    draft = await fill(storage, code=CODE)
    with storage.transaction() as records:
        records.people.add_family("other")
        records.sponsors.use_code(CODE, request_id="", at=MORNING)
    with pytest.raises(CodeUnknown):
        await send(storage, draft)
    assert person(storage).family_id is None
    assert await storage.look(actions.current, "ana") == draft


@pytest.mark.parametrize("mark", ["", "00000000", "ab"])
async def test_button_of_another_form_is_stale(storage: Storage, mark: str) -> None:
    arrive(storage)
    await begin(storage)
    said = Said(place="name", deed=Deed.PICK, value="Mallory")
    with pytest.raises(StaleScreen):
        await storage.do(actions.answer, "ana", said, mark=mark, now=MORNING, policy=POLICY)
    with pytest.raises(StaleScreen):
        await storage.do(actions.delete, "ana", mark=mark)


async def test_somebody_elses_form_can_be_neither_answered_nor_sent(storage: Storage) -> None:
    arrive(storage)
    draft = await fill(storage)
    with storage.transaction() as records:
        records.people.add(Person(id="mallory", chat_id=6666, language="fr"))
    said = Said(place="review", deed=Deed.FIX, value="name")
    with pytest.raises(StaleScreen):
        await storage.do(actions.answer, "mallory", said, mark=draft.id, now=MORNING, policy=POLICY)
    with pytest.raises(StaleScreen):
        await storage.do(actions.send, "mallory", draft.id, now=MORNING, policy=POLICY)


async def test_taps_of_two_phones_both_count(storage: Storage) -> None:
    arrive(storage)
    draft = await begin(storage)
    while draft.place != "week":
        draft = await say(storage, draft, Deed.PICK, ANA_SAYS[draft.place])
    await say(storage, draft, Deed.ON, "0")
    await say(storage, draft, Deed.ON, "3")  # from a screen drawn before the other's tap
    kept = await storage.look(actions.current, "ana")
    assert kept is not None
    assert kept.answers.week == {Slot.MON_AM, Slot.TUE_PM}


async def test_unfinished_form_cannot_be_sent(storage: Storage) -> None:
    arrive(storage)
    draft = await say(storage, await begin(storage), Deed.PICK, "Ana")
    with pytest.raises(FormIncomplete) as no:
        await send(storage, draft)
    assert no.value == FormIncomplete(step="children")


async def test_same_child_cannot_wait_twice(storage: Storage) -> None:
    arrive(storage)
    (sent,) = await send(storage, await fill(storage))
    with pytest.raises(ChildAlreadyWaiting) as no:
        await fill(storage)
    assert no.value == ChildAlreadyWaiting(reference=sent.reference)


async def test_child_of_a_withdrawn_request_may_wait_again(storage: Storage) -> None:
    arrive(storage)
    (sent,) = await send(storage, await fill(storage))
    with storage.transaction() as records:
        records.requests.save(replace(sent, state=State.WITHDRAWN, changed_at=MORNING))
    assert [request.state for request in await send(storage, await fill(storage))] == [State.REGISTERED]


async def test_child_that_was_signed_up_anew_does_not_come_back_a_second_time(storage: Storage) -> None:
    arrive(storage)
    (first,) = await send(storage, await fill(storage))
    await storage.do(withdraw, "ana", first.id, now=MORNING, policy=POLICY)
    (anew,) = await send(storage, await fill(storage))
    with pytest.raises(ChildAlreadyWaiting) as no:
        await storage.do(undo_withdrawal, "ana", first.id, now=MORNING, policy=POLICY)
    assert no.value == ChildAlreadyWaiting(reference=anew.reference)


async def test_twin_that_left_alone_may_be_signed_up_again_and_no_third(storage: Storage) -> None:
    arrive(storage)
    twins = {"children": "twins", "born:0": "born", "day:0": "2026-10-03", "together": "separately"}
    one = {**twins, "children": "one"}
    left, _ = await send(storage, await fill(storage, **twins))
    await storage.do(withdraw, "ana", left.id, now=MORNING, policy=POLICY)

    (anew,) = await send(storage, await fill(storage, **one))

    assert anew.children == left.children
    with pytest.raises(ChildAlreadyWaiting):
        await fill(storage, **one)
    with pytest.raises(ChildAlreadyWaiting):
        await storage.do(undo_withdrawal, "ana", left.id, now=MORNING, policy=POLICY)
    await storage.do(withdraw, "ana", anew.id, now=MORNING, policy=POLICY)
    back = await storage.do(undo_withdrawal, "ana", left.id, now=MORNING, policy=POLICY)
    assert back.request.state is State.REGISTERED


async def test_more_requests_than_allowed_are_refused_before_the_first_question(storage: Storage) -> None:
    arrive(storage)
    three = {f"born:{i}": "expected" for i in range(3)} | {f"day:{i}": f"2027-06-{20 + i}" for i in range(3)}
    await send(storage, await fill(storage, children="three", together="separately", **three))
    with pytest.raises(TooManyRequests) as no:
        await begin(storage)
    assert no.value == TooManyRequests(most=3)


async def test_postal_code_stays_out_of_the_request(storage: Storage) -> None:
    arrive(storage)
    (sent,) = await send(storage, await fill(storage, postal="4821"))
    assert "4821" not in repr(sent)
    assert "4821" not in repr(person(storage))


# Forms that nobody finishes


async def nudge(storage: Storage, *, days: float) -> tuple[int, int]:
    now = MORNING + timedelta(days=days)
    return await storage.do(actions.nudge_and_purge_drafts, now=now, policy=POLICY)


async def test_form_is_nudged_once_then_deleted_on_the_day_told(storage: Storage) -> None:
    arrive(storage)
    await say(storage, await begin(storage), Deed.PICK, "Ana")
    assert await nudge(storage, days=0.9) == (0, 0)
    assert await nudge(storage, days=1) == (1, 0)
    assert await nudge(storage, days=7) == (0, 0)
    assert await nudge(storage, days=14) == (0, 1)
    assert await storage.look(actions.current, "ana") is None
    assert person(storage).focus == ""


async def test_form_taken_up_again_lives_on(storage: Storage) -> None:
    arrive(storage)
    draft = await begin(storage)
    await nudge(storage, days=1)
    later = MORNING + timedelta(days=13)
    said = Said(place="name", deed=Deed.PICK, value="Ana")
    await storage.do(actions.answer, "ana", said, mark=draft.id, now=later, policy=POLICY)
    assert await nudge(storage, days=14) == (0, 0)
    assert await nudge(storage, days=26.9) == (0, 0)  # nudged once in its life
    assert await nudge(storage, days=27) == (0, 1)
