"""The second guardian in the storage: one link, one person; both told, each with a view of their own."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import families, invitations, people, requests
from bot.rules.families import AlreadyHere, FamilyComplete, LastGuardian, OwnRequests
from bot.rules.notices import ConfirmationOpens
from bot.rules.people import Consent, Person
from bot.rules.refusals import InvitationInvalid, NotAllowed, NotFound
from storage import Storage
from tests.cast import ANA, BILAL, HADDAD_CONFIRMED, LAMBERT_CONFIRMED, LUC, MORNING, POLICY
from tests.storage import seeds

LATER = MORNING + timedelta(hours=1)
NEWCOMER = 4001


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        seeds.requests(records, LAMBERT_CONFIRMED)
    return storage


async def link(storage: Storage, person: Person = ANA) -> str:
    payload = await storage.do(invitations.invite_guardian, person.id, now=MORNING, policy=POLICY)
    return payload.removeprefix(invitations.PREFIX)


async def arrive(storage: Storage, token: str, chat_id: int = NEWCOMER, name: str = "Alix L.") -> Person:
    consent = Consent(version="1", language="nl", digest="ab" * 32, accepted_at=LATER)
    accepted = await storage.do(
        people.accept_notice, chat_id, consent=consent, invitation=token, name=name, now=LATER, policy=POLICY
    )
    assert not accepted.no
    return accepted.person


async def person(storage: Storage, person_id: str) -> Person:
    return await storage.look(lambda records: records.people.get(person_id))


def queue(storage: Storage) -> list[tuple[str, str, str]]:
    with storage.transaction() as records:
        records.wire._cursor.execute("SELECT kind, person_id, state FROM notice ORDER BY id")
        return [tuple(line) for line in records.wire._cursor.fetchall()]


async def test_newcomer_joins_in_their_own_language_and_sees_the_same(kept: Storage) -> None:
    alix = await arrive(kept, await link(kept))

    assert (alix.family_id, alix.language, alix.name, alix.mandates) == (
        "lambert",
        "nl",
        "Alix L.",
        frozenset(),
    )
    found = await kept.look(lambda records: records.requests.of_family(alix.family_id or ""))
    assert found == (LAMBERT_CONFIRMED,)
    circle = await kept.look(families.circle, ANA.id)
    assert circle == families.Circle(other=alix, may_take_out=True)
    assert (await kept.look(families.circle, alix.id)).may_take_out is False
    assert queue(kept) == [("GuardianJoined", ANA.id, "pending")]


async def test_link_serves_once_and_not_for_long(kept: Storage) -> None:
    token, other = await link(kept), await link(kept)
    alix = await arrive(kept, token)
    with pytest.raises(InvitationInvalid):
        await kept.do(people.accept_invitation, BILAL.id, token, name="", now=LATER, policy=POLICY)
    with pytest.raises(FamilyComplete):
        await kept.do(people.accept_invitation, BILAL.id, other, name="", now=LATER, policy=POLICY)
    with pytest.raises(FamilyComplete):
        await link(kept, alix)

    await kept.do(families.leave, alix.id, now=LATER)
    late = MORNING + timedelta(hours=POLICY.invitation_hours)
    with pytest.raises(InvitationInvalid):
        await kept.do(people.accept_invitation, BILAL.id, other, name="", now=late, policy=POLICY)


async def test_refused_link_stays_good(kept: Storage) -> None:
    with kept.transaction() as records:
        seeds.requests(records, HADDAD_CONFIRMED)
    token = await link(kept)
    with pytest.raises(AlreadyHere):
        await kept.do(people.accept_invitation, ANA.id, token, name="", now=LATER, policy=POLICY)
    with pytest.raises(OwnRequests):
        await kept.do(people.accept_invitation, BILAL.id, token, name="", now=LATER, policy=POLICY)

    await kept.do(requests.withdraw, BILAL.id, HADDAD_CONFIRMED.id, now=LATER, policy=POLICY)
    await kept.do(people.accept_invitation, BILAL.id, token, name="", now=LATER, policy=POLICY)
    assert (await person(kept, BILAL.id)).family_id == "lambert"
    assert (await person(kept, BILAL.id)).name == BILAL.name


async def test_wrong_person_is_taken_out_and_sees_nothing_more(kept: Storage) -> None:
    wrong = await arrive(kept, await link(kept))
    with kept.transaction() as records:
        records.people.save(replace(records.people.get(wrong.id), focus=f"birth:{LAMBERT_CONFIRMED.id}"))
        for to in (ANA.id, wrong.id):
            notice = ConfirmationOpens(to=to, request_id=LAMBERT_CONFIRMED.id, reference="9DDWCTVQC4")
            records.notices.queue(notice, at=LATER)
    with pytest.raises(NotAllowed):
        await kept.do(families.take_out, wrong.id, ANA.id, now=LATER)

    await kept.do(families.take_out, ANA.id, wrong.id, now=LATER)

    gone = await person(kept, wrong.id)
    assert (gone.family_id, gone.focus) == (None, "")
    with pytest.raises(NotFound):
        await kept.look(requests.one, wrong.id, LAMBERT_CONFIRMED.id, now=LATER, policy=POLICY)
    assert queue(kept) == [
        ("GuardianJoined", ANA.id, "pending"),
        ("ConfirmationOpens", ANA.id, "pending"),
        ("ConfirmationOpens", wrong.id, "never"),
        ("TakenOut", wrong.id, "pending"),
    ]
    assert await kept.look(families.circle, ANA.id) == families.Circle()


async def test_each_may_leave_but_not_the_last(kept: Storage) -> None:
    alix = await arrive(kept, await link(kept))
    await kept.do(families.leave, ANA.id, now=LATER)

    assert (await person(kept, ANA.id)).family_id is None
    assert queue(kept)[-1] == ("GuardianGone", alix.id, "pending")
    with pytest.raises(LastGuardian):
        await kept.do(families.leave, alix.id, now=LATER)


async def test_who_has_no_family_invites_nobody(kept: Storage) -> None:
    for act in (invitations.invite_guardian,):
        with pytest.raises(NotFound):
            await kept.do(act, LUC.id, now=MORNING, policy=POLICY)
    with pytest.raises(NotFound):
        await kept.look(families.circle, LUC.id)
    with pytest.raises(NotFound):
        await kept.do(families.take_out, ANA.id, BILAL.id, now=MORNING)
