"""Staff take the steps of a family whom no message reaches: the same steps, and who noted them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions import offers, people, requests
from bot.actions.files import history
from bot.rules.history import Because, What
from bot.rules.offers import Offer, OfferState, Place
from bot.rules.people import Person
from bot.rules.refusals import AnswersItself, NotFound, PredemandMissing, Refusal, TooEarlyToConfirm
from bot.rules.requests import Request, State
from storage import Storage
from tests.cast import (
    ANA,
    BILAL,
    EVA,
    LAMBERT_CONFIRMED,
    LUC,
    MIREILLE,
    MORNING,
    NADIA,
    POLICY,
    SCHMITZ,
    TODAY,
)
from tests.storage import seeds

LATER = MORNING + timedelta(hours=1)
NOVAK = replace(
    SCHMITZ,
    id="request-eva",
    reference="AAAAAAAAAA",
    family_id="novak",
    met_on=TODAY,
    wishes=replace(SCHMITZ.wishes, creches=("marcinelle",)),
)
NOVAK_CONFIRMED = replace(
    NOVAK, state=State.CONFIRMED, confirmed_at=MORNING, changed_at=MORNING, predemand="ONE-1"
)


def keep(storage: Storage, request: Request = NOVAK) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED, request)
    return storage


def propose(storage: Storage) -> Offer:
    with storage.transaction() as records:
        place = Place(creche="marcinelle", start=date(2027, 10, 4))
        request = records.requests.get(NOVAK.id)
        return offers.propose(records, request, place, who="", decided=True, now=MORNING, policy=POLICY)


async def confirm(storage: Storage, who: Person = NADIA, predemand: str = "ONE-9") -> None:
    await storage.do(requests.confirm, who.id, NOVAK.id, predemand=predemand, now=LATER, policy=POLICY)


async def state(storage: Storage) -> State:
    return (await storage.look(lambda records: records.requests.get(NOVAK.id))).state


async def traced(storage: Storage) -> list[tuple[str, str, str]]:
    lines = await storage.look(lambda records: records.trace.of(NOVAK.id))
    return [(line["who"], line["what"], line["why"]) for line in lines if line["who"]]


async def test_family_confirms_on_the_phone(storage: Storage) -> None:
    keep(storage)
    with pytest.raises(PredemandMissing):
        await confirm(storage, predemand="")
    await confirm(storage, MIREILLE)
    found = await storage.look(lambda records: records.requests.get(NOVAK.id))
    assert (found.state, found.confirmed_at, found.predemand) == (State.CONFIRMED, LATER, "ONE-9")
    assert await traced(storage) == [(MIREILLE.id, "confirmed", Because.ON_THE_PHONE)]


async def test_who_has_confirmed_is_not_told_any_more_that_they_can(storage: Storage) -> None:
    keep(storage, replace(NOVAK, met_on=None))
    await storage.do(requests.record_meeting, NADIA.id, NOVAK.id, on=TODAY, now=MORNING, policy=POLICY)
    assert await storage.outbox.lead("one", at=MORNING, seconds=36_000)
    assert await storage.outbox.claim("one", at=MORNING, most=5) == ()
    assert await storage.look(lambda records: records.calls.count(None)) == 1
    await confirm(storage)
    assert await storage.look(lambda records: records.calls.count(None)) == 0


async def test_step_that_staff_took_is_told_once_as_theirs(storage: Storage) -> None:
    keep(storage)
    await confirm(storage)
    told = await storage.do(history, NADIA.id, NOVAK.id, now=LATER)
    assert [(line.what, line.who) for line in told.happenings] == [
        (What.CONFIRMED, NADIA.id),
        (What.REGISTERED, ""),
    ]


async def test_law_holds_on_the_phone_too(storage: Storage) -> None:
    expected = replace(NOVAK, children=(replace(NOVAK.children[0], born=False, day=date(2027, 9, 20)),))
    keep(storage, expected)
    with pytest.raises(TooEarlyToConfirm):
        await confirm(storage)


async def test_family_leaves_the_list_and_comes_back_on_the_phone(storage: Storage) -> None:
    keep(storage, NOVAK_CONFIRMED)
    await storage.do(requests.withdraw, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    assert await state(storage) is State.WITHDRAWN
    await storage.do(requests.undo_withdrawal, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    assert await state(storage) is State.CONFIRMED
    assert [why for _, _, why in await traced(storage)] == [Because.ON_THE_PHONE] * 2


@pytest.mark.parametrize(
    ("action", "offer_state", "request_state"),
    [
        (offers.accept, OfferState.ACCEPTED, State.ACCEPTED),
        (offers.decline, OfferState.DECLINED, State.CONFIRMED),
    ],
)
async def test_family_answers_an_offer_on_the_phone(
    storage: Storage, action: Callable[..., object], offer_state: OfferState, request_state: State
) -> None:
    keep(storage, NOVAK_CONFIRMED)
    offer = propose(storage)
    await storage.do(action, NADIA.id, offer.id, now=LATER, policy=POLICY)
    assert await state(storage) is request_state
    assert (await storage.look(lambda records: records.offers.get(offer.id))).state is offer_state
    assert await traced(storage) == [(NADIA.id, request_state.value, Because.ON_THE_PHONE)]


async def test_staff_do_not_answer_for_a_family_that_messages_reach(storage: Storage) -> None:
    keep(storage)
    for staff in (NADIA, MIREILLE):
        with pytest.raises(AnswersItself):
            await storage.do(requests.withdraw, staff.id, LAMBERT_CONFIRMED.id, now=LATER, policy=POLICY)
    await storage.do(people.blocked, ANA.chat_id or 0, blocked=True, now=LATER)
    view = await storage.do(requests.withdraw, NADIA.id, LAMBERT_CONFIRMED.id, now=LATER, policy=POLICY)
    assert view.request.state is State.WITHDRAWN


async def test_one_guardian_with_a_chat_is_enough_to_answer_itself(storage: Storage) -> None:
    keep(storage)
    with storage.transaction() as records:
        records.people.add(replace(EVA, id="adam", chat_id=1099, name="Adam Novak"))
    with pytest.raises(AnswersItself):
        await confirm(storage)


async def test_what_staff_see_for_a_family_is_nobodys_last_look(storage: Storage) -> None:
    keep(storage)
    await confirm(storage)
    assert await storage.look(lambda records: records.standings.last_looks(NADIA.id, NOVAK.id)) is None


@pytest.mark.parametrize(
    ("who", "creches"),
    [(BILAL, ("marcinelle",)), (LUC, ("marcinelle",)), (MIREILLE, ("lodelinsart",))],
    ids=["a parent", "an HR manager", "a director of another crèche"],
)
async def test_nobody_else_answers_for_a_family(
    storage: Storage, who: Person, creches: tuple[str, ...]
) -> None:
    keep(storage, replace(NOVAK, wishes=replace(NOVAK.wishes, creches=creches)))
    refusals: tuple[type[Refusal], ...] = (NotFound,)
    with pytest.raises(refusals):
        await confirm(storage, who)
    assert await state(storage) is State.REGISTERED
