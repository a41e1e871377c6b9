"""A slip attaches a chat to a guardian once; a lost chat sees nothing from its next update on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.actions import families, invitations, people, requests, slips
from bot.rules import references
from bot.rules.history import What
from bot.rules.notices import ConfirmationOpens
from bot.rules.people import Consent, Mandate, Person, Role
from bot.rules.refusals import InvitationInvalid, NotAllowed, NotFound, Refusal
from bot.rules.signup import Answers, Draft
from bot.rules.slips import ChatTaken, DetachFirst, Lost
from storage import Storage
from tests.cast import ANA, BILAL, EVA, LAMBERT_CONFIRMED, LUC, MIREILLE, MORNING, NADIA, POLICY
from tests.storage import seeds

NEW_CHAT = 4001
LATER = MORNING + timedelta(hours=1)
NOVAK = replace(LAMBERT_CONFIRMED, id="request-eva", reference="AAAAAAAAAA", family_id="novak")


def eva_at_desk() -> Person:
    """Ids are long: a few letters of one tell it from another."""
    return replace(EVA, id="e7a" * 10, phone="+32470123456")


EVA_DESK = eva_at_desk()
MARK = EVA_DESK.id[: references.MARK]


@pytest.fixture
async def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        for one in (ANA, BILAL, NADIA, MIREILLE, LUC, EVA_DESK):
            seeds.person(records, one)
        seeds.requests(records, LAMBERT_CONFIRMED, NOVAK)
    assert await storage.outbox.lead("one", at=MORNING, seconds=36_000)
    return storage


async def made(storage: Storage, staff: Person = NADIA, mark: str = MARK) -> str:
    slip = await storage.do(slips.make, staff.id, NOVAK.id, mark, now=MORNING, policy=POLICY)
    return slip.payload.removeprefix(invitations.PREFIX)


async def scan(storage: Storage, token: str, chat_id: int = NEW_CHAT) -> people.Accepted:
    consent = Consent(version="1", language="nl", digest="ef" * 32, accepted_at=LATER)
    return await storage.do(
        people.accept_notice,
        chat_id,
        consent=consent,
        invitation=token,
        name="Eva N.",
        now=LATER,
        policy=POLICY,
    )


async def detach(storage: Storage, why: Lost = Lost.PHONE, staff: Person = NADIA) -> None:
    await storage.do(slips.detach, staff.id, NOVAK.id, MARK, why=why, now=LATER)


async def person(storage: Storage, person_id: str = EVA_DESK.id) -> Person:
    return await storage.look(lambda records: records.people.get(person_id))


async def traced(storage: Storage) -> list[tuple[str, str, str]]:
    lines = await storage.look(lambda records: records.trace.of(NOVAK.id))
    return [(line["who"], line["what"], line["why"]) for line in lines]


async def test_scanned_slip_attaches_the_chat_to_the_guardian(kept: Storage) -> None:
    accepted = await scan(kept, await made(kept))
    eva = await person(kept)
    assert (accepted.person, accepted.no) == (eva, None)
    assert (eva.chat_id, eva.language, eva.name, eva.family_id) == (NEW_CHAT, "nl", "Eva Novak", "novak")
    assert eva.consent is not None
    assert (eva.consent.given, eva.consent.digest) == (None, "ef" * 32)
    seen = await kept.look(requests.one, eva.id, NOVAK.id, now=LATER, policy=POLICY)
    assert seen.request == NOVAK
    assert await traced(kept) == [(NADIA.id, What.SLIP, ""), (EVA_DESK.id, What.ATTACHED, "")]
    assert len(await kept.look(lambda records: records.people.guardians("novak"))) == 1


async def test_what_waited_to_be_told_on_the_phone_is_sent(kept: Storage) -> None:
    notice = ConfirmationOpens(to=EVA_DESK.id, request_id=NOVAK.id, reference=NOVAK.reference)
    with kept.transaction() as records:
        records.notices.queue(notice, at=MORNING)
    assert await kept.outbox.claim("one", at=MORNING, most=5) == ()
    await scan(kept, await made(kept))
    (claimed,) = await kept.outbox.claim("one", at=LATER, most=5)
    assert (claimed.notice, claimed.person.chat_id) == (notice, NEW_CHAT)
    assert await kept.look(lambda records: records.calls.count(None)) == 0


async def test_slip_is_good_once(kept: Storage) -> None:
    token = await made(kept)
    await scan(kept, token)
    assert (await scan(kept, token, 4002)).no
    assert (await person(kept)).chat_id == NEW_CHAT


async def test_newer_slip_ends_the_older(kept: Storage) -> None:
    older, newer = await made(kept), await made(kept)
    assert (await scan(kept, older)).no
    assert not (await scan(kept, newer)).no


async def test_slip_is_good_to_the_end_of_its_last_day(kept: Storage) -> None:
    token = await made(kept)
    days = timedelta(days=POLICY.slip_days)
    consent = Consent(version="1", language="nl", digest="ef" * 32, accepted_at=LATER)
    for now, failed in ((MORNING + days + timedelta(hours=15), True), (MORNING + days, False)):
        accepted = await kept.do(
            people.accept_notice, NEW_CHAT, consent=consent, invitation=token, now=now, policy=POLICY
        )
        assert (accepted.no is not None) is failed


async def test_who_has_spoken_to_the_bot_before_keeps_the_form_they_began(kept: Storage) -> None:
    newcomer = Person(id="0" * 32, chat_id=NEW_CHAT, language="fr", consent=ANA.consent)
    draft = Draft(
        id="d" * 32,
        person_id=newcomer.id,
        place="name",
        answers=Answers(name="Eva"),
        started_at=MORNING,
        touched_at=MORNING,
    )
    with kept.transaction() as records:
        records.people.add(newcomer)
        records.drafts.add(draft)
    await kept.do(
        people.accept_invitation, newcomer.id, await made(kept), name="Eva", now=LATER, policy=POLICY
    )
    with kept.transaction() as records:
        assert records.people.by_chat(NEW_CHAT) == records.people.get(EVA_DESK.id)
        assert records.drafts.of(EVA_DESK.id) == replace(draft, person_id=EVA_DESK.id)
        with pytest.raises(NotFound):
            records.people.get(newcomer.id)


@pytest.mark.parametrize("other", [ANA, NADIA, LUC], ids=["a parent", "a coordinator", "an HR manager"])
async def test_slip_cannot_take_a_chat_that_is_somebodys_and_stays_good(kept: Storage, other: Person) -> None:
    token = await made(kept)
    with pytest.raises(ChatTaken):
        await kept.do(people.accept_invitation, other.id, token, name="", now=LATER, policy=POLICY)
    assert await person(kept, other.id) == other
    assert not (await scan(kept, token)).no


async def test_slip_is_for_those_without_a_chat(kept: Storage) -> None:
    await scan(kept, await made(kept))
    with pytest.raises(DetachFirst):
        await made(kept)


async def test_lost_chat_sees_nothing_more_and_a_new_slip_attaches_another(kept: Storage) -> None:
    await scan(kept, await made(kept))
    await detach(kept, Lost.ACCOUNT)
    assert await kept.look(people.recognise, NEW_CHAT) is None
    assert (NADIA.id, What.DETACHED, Lost.ACCOUNT) in await traced(kept)
    await scan(kept, await made(kept), 4002)
    assert (await person(kept)).chat_id == 4002


async def test_what_is_to_be_told_after_a_detachment_is_told_on_the_phone(kept: Storage) -> None:
    await scan(kept, await made(kept))
    await detach(kept)
    with kept.transaction() as records:
        records.notices.queue(
            ConfirmationOpens(to=EVA_DESK.id, request_id=NOVAK.id, reference=NOVAK.reference), at=LATER
        )
    assert await kept.outbox.claim("one", at=LATER, most=5) == ()
    assert await kept.look(lambda records: records.calls.count(None)) == 1


async def test_role_is_not_handed_over_at_the_desk(kept: Storage) -> None:
    await scan(kept, await made(kept))
    with kept.transaction() as records:
        records.people.grant(EVA_DESK.id, Mandate(role=Role.COORDINATOR), at=LATER)
    with pytest.raises(NotAllowed):
        await detach(kept)
    assert (await person(kept)).chat_id == NEW_CHAT


@pytest.mark.parametrize(
    ("who", "refusal"), [(ANA, NotAllowed), (LUC, NotAllowed)], ids=["a parent", "an HR manager"]
)
async def test_nobody_else_prints_or_detaches(kept: Storage, who: Person, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        await made(kept, who)
    with pytest.raises(refusal):
        await detach(kept, staff=who)


async def test_director_serves_the_families_of_their_creche_alone(kept: Storage) -> None:
    assert await made(kept, MIREILLE)
    elsewhere = replace(
        NOVAK, wishes=replace(NOVAK.wishes, creches=("liege-1",)), id="r2", reference="BBBBBBBBBB"
    )
    with kept.transaction() as records:
        records.requests.add(elsewhere)
    with pytest.raises(NotFound):
        await kept.do(slips.make, MIREILLE.id, "r2", MARK, now=MORNING, policy=POLICY)


@pytest.mark.parametrize("mark", ["", "e", ANA.id])
async def test_forged_mark_finds_nobody(kept: Storage, mark: str) -> None:
    with pytest.raises(NotFound):
        await made(kept, mark=mark)


async def test_second_parents_link_still_leads_into_the_family(kept: Storage) -> None:
    payload = await kept.do(invitations.invite_guardian, ANA.id, now=MORNING, policy=POLICY)
    await scan(kept, payload.removeprefix(invitations.PREFIX))
    circle = await kept.look(families.circle, ANA.id)
    assert circle.other is not None
    assert circle.other.chat_id == NEW_CHAT


async def test_used_slip_of_a_voided_one_is_invalid(kept: Storage) -> None:
    token = await made(kept)
    await made(kept)
    with pytest.raises(InvitationInvalid):
        await kept.do(people.accept_invitation, ANA.id, token, name="", now=LATER, policy=POLICY)
