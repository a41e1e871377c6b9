"""A family without Telegram, entered at the desk: same list, same rights, and who did it is written down."""

from dataclasses import replace
from datetime import date

import pytest

from bot.actions import signup as actions
from bot.actions.files import history
from bot.rules.history import What
from bot.rules.people import Child, Consent, Given, Person
from bot.rules.refusals import FamilyAlreadyWaiting, NotAllowed, NotFound, StaleScreen
from bot.rules.requests import Request, State
from bot.rules.signup import Deed, Draft, Said
from storage import Storage
from tests.cast import ANA, BILAL, LAMBERT, LUC, MIREILLE, MORNING, NADIA, POLICY
from tests.forms import ANA_SAYS, EVA_SAYS
from tests.storage import seeds

DIGEST = "cd" * 32


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
    return storage


async def begin(storage: Storage, who: Person = NADIA) -> Draft:
    return await storage.do(actions.begin, who.id, at_desk=True, now=MORNING, policy=POLICY)


async def fill(storage: Storage, who: Person = NADIA, **other: str) -> Draft:
    draft = await begin(storage, who)
    while draft.place != "review":
        value = {**ANA_SAYS, **EVA_SAYS, **other}[draft.place]
        said = Said(place=draft.place, deed=Deed.PICK if value else Deed.SKIP, value=value)
        draft = await storage.do(actions.answer, who.id, said, mark=draft.id, now=MORNING, policy=POLICY)
    return draft


async def send(storage: Storage, draft: Draft, who: Person = NADIA) -> tuple[Request, ...]:
    return await storage.do(actions.send, who.id, draft.id, digest=DIGEST, now=MORNING, policy=POLICY)


def guardian(storage: Storage, request: Request) -> Person:
    with storage.transaction() as records:
        (only,) = records.people.guardians(request.family_id)
        return only


async def test_family_is_not_entered_twice_for_the_same_child(kept: Storage) -> None:
    (sent,) = await send(kept, await fill(kept))

    with pytest.raises(FamilyAlreadyWaiting) as no:
        await fill(kept, MIREILLE)
    assert no.value == FamilyAlreadyWaiting(reference=sent.reference)

    (other,) = await send(kept, await fill(kept, phone="+32470999999"))
    assert other.family_id != sent.family_id


async def test_staff_enter_a_child_due_on_the_day_of_their_own(kept: Storage) -> None:
    with kept.transaction() as records:
        nadia = replace(records.people.get(NADIA.id), family_id=LAMBERT.family_id)
        records.people.save(nadia)
        records.requests.add(replace(LAMBERT, children=(Child(born=False, day=date(2027, 6, 20)),)))
    assert await send(kept, await fill(kept))


async def test_entered_family_is_a_guardian_without_a_chat_and_a_registered_request(kept: Storage) -> None:
    (sent,) = await send(kept, await fill(kept))

    parent = guardian(kept, sent)
    assert (parent.name, parent.phone, parent.chat_id, parent.language) == (
        "Eva Novak",
        "+32470123456",
        None,
        "en",
    )
    assert parent.consent == Consent(
        version="1",
        language="en",
        digest=DIGEST,
        accepted_at=MORNING,
        given=Given.READ_OUT,
        taken_by=NADIA.id,
    )
    assert (sent.state, sent.registered_at) == (State.REGISTERED, MORNING)
    assert sent.wishes.creches == ("marcinelle", "lodelinsart")
    waiting = await kept.look(lambda records: records.requests.awaiting_meeting("lodelinsart"))
    assert [request.id for request in waiting] == [sent.id]


async def test_trace_and_history_tell_who_entered_it_and_how_they_agreed(kept: Storage) -> None:
    (sent,) = await send(kept, await fill(kept, consent="on paper"))
    told = await kept.do(history, NADIA.id, sent.id, now=MORNING)
    assert [(line.what, line.who, line.why) for line in told.happenings] == [
        (What.ENTERED, NADIA.id, "on paper")
    ]


async def test_staff_stay_what_they_were_and_have_no_family(kept: Storage) -> None:
    await send(kept, await fill(kept))
    nadia = await kept.look(lambda records: records.people.get(NADIA.id))
    assert nadia == NADIA
    assert await kept.look(actions.current, NADIA.id) is None


async def test_form_sent_twice_at_the_desk_is_one_family(kept: Storage) -> None:
    draft = await fill(kept)
    assert await send(kept, draft) == await send(kept, draft)


async def test_what_was_entered_at_the_desk_is_nobody_elses_to_send_again(kept: Storage) -> None:
    draft = await fill(kept)
    await send(kept, draft)
    for other in (MIREILLE, ANA):
        with pytest.raises(StaleScreen):
            await send(kept, draft, other)


async def test_one_form_a_person_is_open_and_taken_up_where_it_stands(kept: Storage) -> None:
    begun = await begin(kept)
    said = Said(place="name", deed=Deed.PICK, value="Eva Novak")
    there = await kept.do(actions.answer, NADIA.id, said, mark=begun.id, now=MORNING, policy=POLICY)
    assert await begin(kept) == there


async def test_staffs_own_form_is_not_turned_into_one_of_the_desk(kept: Storage) -> None:
    own = await kept.do(actions.begin, NADIA.id, now=MORNING, policy=POLICY)
    assert await begin(kept) == own


async def test_twins_sent_separately_are_two_requests_of_one_family(kept: Storage) -> None:
    twins = {"children": "twins", "born:0": "born", "day:0": "2026-10-03", "together": "separately"}
    sent = await send(kept, await fill(kept, NADIA, **twins))
    assert len(sent) == 2
    assert len({request.family_id for request in sent}) == 1
    for request in sent:
        with kept.transaction() as records:
            assert [line["what"] for line in records.trace.of(request.id)] == [What.ENTERED]


async def test_directors_creche_is_first_and_the_request_theirs_to_serve(kept: Storage) -> None:
    (sent,) = await send(kept, await fill(kept, MIREILLE, creches="lodelinsart,liege-1"), MIREILLE)
    assert sent.wishes.creches == ("marcinelle", "lodelinsart", "liege-1")


async def test_what_a_coordinator_entered_elsewhere_is_not_a_directors(kept: Storage) -> None:
    (sent,) = await send(kept, await fill(kept, creches="lodelinsart"))
    with pytest.raises(NotFound):
        await kept.do(history, MIREILLE.id, sent.id, now=MORNING)


@pytest.mark.parametrize("who", [BILAL, LUC], ids=["a parent", "an HR manager"])
async def test_nobody_else_enters_a_family(kept: Storage, who: Person) -> None:
    with pytest.raises(NotAllowed):
        await begin(kept, who)
