"""Staff take the steps of a family whom no message reaches: the same steps, and who noted them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.actions import births, calls, erasure, looking, my_data, offers, people, pleas, requests, wishes
from bot.actions.files import history
from bot.rules.history import Because, What
from bot.rules.offers import Offer, OfferState, Place
from bot.rules.offers.refusals import MoreTimeGiven
from bot.rules.people import Child, Detail, Person
from bot.rules.refusals import (
    AnswersItself,
    CallOver,
    NotAllowed,
    NotFound,
    PredemandMissing,
    Refusal,
    TooEarlyToConfirm,
    TooLong,
)
from bot.rules.requests import Request, State
from bot.rules.wishes import Wish
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


#: Eva's husband, entered at the desk like her.
ADAM = replace(EVA, id="guardian-adam", name="Adam Novak", phone="+32470111222")


def keep_both(storage: Storage, request: Request = NOVAK) -> None:
    keep(storage, request)
    with storage.transaction() as records:
        records.people.add(ADAM)


@pytest.mark.parametrize("staff", [NADIA, MIREILLE], ids=["a coordinator", "the crèche's director"])
@pytest.mark.parametrize(
    ("detail", "value", "expected"),
    [
        (Detail.NAME, "Eva Nowak", replace(ADAM, name="Eva Nowak")),
        (Detail.PHONE, "+32471999888", replace(ADAM, phone="+32471999888")),
        (Detail.LANGUAGE, "nl", replace(ADAM, language="nl")),
    ],
)
async def test_staff_correct_what_is_kept_of_a_guardian(
    storage: Storage, staff: Person, detail: Detail, value: str, expected: Person
) -> None:
    keep_both(storage)
    await correct(storage, staff, detail, value)
    assert await storage.look(lambda records: records.people.get(ADAM.id)) == expected
    assert await traced(storage) == [(staff.id, What.CORRECTED, f"{detail}: {Because.ON_THE_PHONE}")]


async def test_what_was_corrected_is_nowhere_in_the_trace(storage: Storage) -> None:
    keep_both(storage)
    await correct(storage, NADIA, Detail.NAME, "Eva Nowak")
    told = await storage.do(history, NADIA.id, NOVAK.id, now=LATER)
    assert "Nowak" not in str(told)
    assert "Novak" not in str(told)


async def test_name_is_refused_as_the_form_refuses_it(storage: Storage) -> None:
    keep_both(storage)
    with pytest.raises(TooLong):
        await correct(storage, NADIA, Detail.NAME, "x" * 500)
    assert (await storage.look(lambda records: records.people.get(ADAM.id))).name == ADAM.name


async def test_nobody_corrects_for_a_family_that_messages_reach(storage: Storage) -> None:
    keep_both(storage)
    with storage.transaction() as records:
        records.people.save(replace(ADAM, chat_id=1099))
    for staff in (NADIA, MIREILLE):
        with pytest.raises(AnswersItself):
            await correct(storage, staff, Detail.PHONE, "+32471999888")
    with pytest.raises(NotFound):
        await correct(storage, BILAL, Detail.PHONE, "+32471999888")


async def test_director_of_another_creche_corrects_nothing(storage: Storage) -> None:
    keep_both(storage, replace(NOVAK, wishes=replace(NOVAK.wishes, creches=("lodelinsart",))))
    with pytest.raises(NotFound):
        await correct(storage, MIREILLE, Detail.NAME, "Eva Nowak")


async def correct(storage: Storage, who: Person, detail: Detail, value: str) -> None:
    await storage.do(
        pleas.correct_for, who.id, NOVAK.id, ADAM.id[:8], detail, value, now=LATER, policy=POLICY
    )


async def test_family_gets_more_time_once(storage: Storage) -> None:
    keep(storage, NOVAK_CONFIRMED)
    offer = propose(storage)
    view = await storage.do(offers.more_time, NADIA.id, offer.id, now=LATER, policy=POLICY)
    assert view.offer is not None
    assert view.offer.deadline > offer.deadline
    assert await traced(storage) == [(NADIA.id, What.MORE_TIME, Because.ON_THE_PHONE)]
    with pytest.raises(MoreTimeGiven):
        await storage.do(offers.more_time, NADIA.id, offer.id, now=LATER, policy=POLICY)


async def test_family_rests_and_still_looks(storage: Storage) -> None:
    keep(storage, NOVAK_CONFIRMED)
    await storage.do(looking.pause, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    assert await state(storage) is State.PAUSED
    await storage.do(looking.still_looking, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    found = await storage.look(lambda records: records.requests.get(NOVAK.id))
    assert (found.state, found.confirmed_at, found.still_at) == (State.CONFIRMED, MORNING, LATER)
    assert await traced(storage) == [
        (NADIA.id, "paused", Because.ON_THE_PHONE),
        (NADIA.id, "confirmed", Because.STILL_LOOKING),
    ]


async def test_family_that_said_so_when_called_is_neither_asked_again_nor_paused(storage: Storage) -> None:
    keep(storage, NOVAK_CONFIRMED)
    asked = MORNING + timedelta(days=100)
    await storage.do(looking.ask_still_looking, now=asked, policy=POLICY)
    assert await storage.outbox.lead("one", at=asked, seconds=36_000)
    await storage.outbox.claim("one", at=asked, most=5)
    assert await storage.look(lambda records: records.calls.count(None)) == 1

    await storage.do(calls.still_looking, NADIA.id, EVA.id, now=asked, policy=POLICY)
    assert await storage.look(lambda records: records.calls.count(None)) == 0
    with pytest.raises(CallOver):
        await storage.do(calls.still_looking, NADIA.id, EVA.id, now=asked, policy=POLICY)

    for days in range(60):
        later = asked + timedelta(days=days)
        await storage.do(looking.ask_still_looking, now=later, policy=POLICY, of=(NOVAK.id,))
    assert await state(storage) is State.CONFIRMED
    assert await storage.look(lambda records: records.calls.count(None)) == 0


async def test_family_tells_a_birth_and_corrects_its_day(storage: Storage) -> None:
    keep(storage, replace(NOVAK, children=(Child(born=False, day=TODAY),)))
    await storage.do(births.confirm, NADIA.id, NOVAK.id, on=TODAY, now=LATER, policy=POLICY)
    day = TODAY - timedelta(days=1)
    noted = await storage.do(births.correct, MIREILLE.id, NOVAK.id, on=day, now=LATER, policy=POLICY)
    assert noted.request.children == (Child(born=True, day=day),)
    assert [(who, what) for who, what, _ in await traced(storage)] == [
        (NADIA.id, What.BORN),
        (MIREILLE.id, What.BORN),
    ]


async def test_pregnancy_that_ends_is_one_word_on_the_phone_too(storage: Storage) -> None:
    keep(storage, replace(NOVAK, children=(Child(born=False, day=TODAY),)))
    await storage.do(births.no_longer_expecting, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    assert await state(storage) is State.WITHDRAWN


async def test_family_changes_its_wishes(storage: Storage) -> None:
    keep(storage, NOVAK_CONFIRMED)
    draft = await storage.do(wishes.begin, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    answers = replace(draft.answers, later=5)
    with storage.transaction() as records:
        records.drafts.save(replace(draft, answers=answers))
    changed = await storage.do(wishes.change, NADIA.id, draft.id, now=LATER, policy=POLICY)
    assert (changed.wishes.later, changed.confirmed_at) == (5, MORNING)
    assert await traced(storage) == [(NADIA.id, What.CHANGED, f"{Wish.WINDOW}: {Because.ON_THE_PHONE}")]


async def test_change_for_a_family_is_no_form_of_ones_own(storage: Storage) -> None:
    keep(storage, NOVAK_CONFIRMED)
    await storage.do(wishes.begin, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    assert (await storage.look(my_data.my_data, NADIA.id)).draft is None


async def test_status_is_read_out_as_the_family_would_read_it(storage: Storage) -> None:
    keep(storage, NOVAK_CONFIRMED)
    view = await storage.look(requests.read_out, NADIA.id, NOVAK.id, now=LATER, policy=POLICY)
    assert [one.creche for one in view.standings.all] == ["marcinelle"]
    assert await storage.look(lambda records: records.standings.last_looks(NADIA.id, NOVAK.id)) is None
    with pytest.raises(AnswersItself):
        await storage.look(requests.read_out, NADIA.id, LAMBERT_CONFIRMED.id, now=LATER, policy=POLICY)


async def test_copy_of_the_data_is_all_of_the_guardians_and_is_traced(storage: Storage) -> None:
    keep_both(storage, NOVAK_CONFIRMED)
    told = await storage.do(my_data.copy_for, NADIA.id, NOVAK.id, ADAM.id[:8], now=LATER)
    assert (told.person, [one.id for one in told.requests]) == (ADAM, [NOVAK.id])
    assert await traced(storage) == [(NADIA.id, What.COPIED, Because.ON_THE_PHONE)]
    reads = (await storage.look(my_data.my_data, ADAM.id)).reads
    assert [(one.what, one.why) for one in reads] == [(What.COPIED, Because.ON_THE_PHONE)]


async def test_one_guardian_is_erased_and_the_request_stays_the_others(storage: Storage) -> None:
    keep_both(storage, NOVAK_CONFIRMED)
    await storage.do(erasure.erase_for, NADIA.id, NOVAK.id, ADAM.id[:8], now=LATER)
    with storage.transaction() as records:
        assert not records.people.exists(ADAM.id)
        assert records.people.guardians("novak") == (EVA,)
    assert await state(storage) is State.CONFIRMED
    assert (NADIA.id, What.ERASED, Because.ON_THE_PHONE) in await traced(storage)


async def test_what_the_law_keeps_is_not_erased_on_the_phone_either(storage: Storage) -> None:
    keep(storage, replace(NOVAK_CONFIRMED, state=State.ENROLLED))
    alone = replace(ADAM, family_id="novak")
    with storage.transaction() as records:
        records.people.add(alone)
        records.people.save(replace(EVA, family_id=None))
    with pytest.raises(NotAllowed):
        await storage.do(erasure.erase_for, NADIA.id, NOVAK.id, ADAM.id[:8], now=LATER)
    assert (await storage.look(lambda records: records.people.get(ADAM.id))) == alone


@pytest.mark.parametrize("action", [my_data.copy_for, erasure.erase_for])
async def test_copies_and_erasures_are_coordinators_and_never_for_whom_messages_reach(
    storage: Storage, action: Callable[..., object]
) -> None:
    keep_both(storage, NOVAK_CONFIRMED)
    with pytest.raises(NotAllowed):
        await storage.do(action, MIREILLE.id, NOVAK.id, ADAM.id[:8], now=LATER)
    with storage.transaction() as records:
        records.people.save(replace(EVA, chat_id=1099))
    with pytest.raises(AnswersItself):
        await storage.do(action, NADIA.id, NOVAK.id, ADAM.id[:8], now=LATER)
