"""Persons, families, mandates, invitations, unfinished forms: what goes in comes out."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import StatementError

from bot.ports import Invitation, Received, Records
from bot.rules.announcements import Facts, Reader
from bot.rules.calendar import Month, Period, Slot, local_day
from bot.rules.people import Mandate, Role
from bot.rules.places import Stay
from bot.rules.refusals import NotFound
from bot.rules.requests import ClaimCode, State
from bot.rules.signup import Answers, Draft, Siblings
from storage import Storage
from tests.cast import ANA, BILAL, EVA, LAMBERT, LUC, MIREILLE, MORNING, NADIA
from tests.storage import seeds

HR_OF_TECHNORD = Mandate(role=Role.HR, of="technord")
INVITATION = Invitation(
    id="invitation",
    mandate=HR_OF_TECHNORD,
    expires_at=MORNING + timedelta(hours=72),
    invited_by="nadia",
)
TOKEN = "k7mQ2v9XcT4nB8sW1eR6yA"

ANSWERS = Answers(
    name="Ana",
    siblings=Siblings.TWO,
    born=(False, None),
    days=(date(2027, 6, 20), None),
    together=True,
    entry=Month(2027, 10),
    earlier=0,
    week=frozenset({Slot.MON_AM, Slot.FRI_PM}),
    creches=("marcinelle", "liege-1"),
    claims=frozenset({ClaimCode.CLOSURE, ClaimCode.SIBLINGS}),
    answered=frozenset({"name", "day:0"}),
)
DRAFT = Draft(
    id="draft",
    person_id="ana",
    place="day:1",
    answers=ANSWERS,
    screen=77,
    started_at=MORNING,
    touched_at=MORNING,
)


def test_person_comes_back_as_they_were(storage: Storage) -> None:
    everything = replace(
        ANA, phone="+32 470 12 34 56", focus="predemand:1", wants_news=False, reachable=False
    )
    with storage.transaction() as records:
        seeds.person(records, everything)

    with storage.transaction() as records:
        assert records.people.get("ana") == everything
        assert records.people.by_chat(1001) == everything


def test_person_without_chat_is_found_by_id_only(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, EVA)
        seeds.person(records, replace(EVA, id="another", family_id=None))

        assert records.people.get("eva") == EVA
        assert records.people.by_chat(0) is None


def test_people_are_found_by_their_phone(storage: Storage) -> None:
    phone = "+32470123456"
    with storage.transaction() as records:
        seeds.person(records, replace(ANA, phone=phone))
        seeds.person(records, replace(EVA, phone=phone))
        seeds.person(records, LUC)
        assert [one.id for one in records.people.by_phone(phone)] == [ANA.id, EVA.id]

        records.people.save(replace(EVA, phone="+32470999999"))
        assert [one.id for one in records.people.by_phone(phone)] == [ANA.id]
        assert records.people.by_phone("") == ()


def test_saved_person_keeps_their_mandates(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, LUC)
        records.people.save(replace(LUC, language="nl", mandates=frozenset()))

        assert records.people.get("luc") == replace(LUC, language="nl")


def test_unknown_person_is_refused(storage: Storage) -> None:
    with storage.transaction() as records:
        with pytest.raises(NotFound):
            records.people.get("nobody")
        with pytest.raises(NotFound):
            records.people.save(ANA)


def test_mandate_granted_twice_is_held_once(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, LUC)
        records.people.grant("luc", HR_OF_TECHNORD, at=MORNING)

        assert records.people.get("luc").mandates == frozenset({HR_OF_TECHNORD})


def test_holders_are_those_of_the_role_and_firm(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        records.people.grant("nadia", Mandate(role=Role.HR, of="another firm"), at=MORNING)

        assert [one.id for one in records.people.holders(Role.HR)] == ["luc", "nadia"]
        assert records.people.holders(Role.HR, "technord") == (LUC,)
        assert records.people.holders(Role.DIRECTOR, "liege-1") == ()


def test_guardians_are_those_of_the_family(storage: Storage) -> None:
    other_parent = replace(ANA, id="zoe", chat_id=1999)
    with storage.transaction() as records:
        seeds.cast(records)
        records.people.add(other_parent)

        assert records.people.guardians("lambert") == (ANA, other_parent)


def test_readers_belong_to_the_creches_of_live_requests(storage: Storage) -> None:
    over = replace(LAMBERT, id="over", reference="X", state=State.WITHDRAWN)
    elsewhere = replace(over, wishes=replace(over.wishes, creches=("liege-1",)))
    with storage.transaction() as records:
        for one in (ANA, MIREILLE, EVA):
            seeds.person(records, one)
        seeds.requests(records, LAMBERT, elsewhere)

        assert records.people.readers() == (
            _reader("ana", "fr", Role.GUARDIAN, creches={"marcinelle", "lodelinsart"}),
            replace(_reader("eva", "en", Role.GUARDIAN), has_chat=False),
            _reader("mireille", "fr", Role.DIRECTOR, creches={"marcinelle"}),
        )


def test_reader_whose_child_goes_to_a_creche_belongs_to_that_one_only(storage: Storage) -> None:
    enrolled = replace(LAMBERT, state=State.ENROLLED)
    stay = Stay(
        id="s",
        creche="lodelinsart",
        week=LAMBERT.wishes.week,
        period=Period(date(2027, 1, 4), None),
        request_id=LAMBERT.id,
    )
    with storage.transaction() as records:
        seeds.person(records, ANA)
        seeds.requests(records, enrolled)
        records.places.add_stay(stay)

        (ana,) = records.people.readers(requests=True)

    assert ana.creches == {"lodelinsart"}
    assert ana.requests == (
        Facts(
            creches=frozenset({"lodelinsart"}),
            state=State.ENROLLED,
            entry=LAMBERT.wishes.entry,
            week=LAMBERT.wishes.week,
            reference=LAMBERT.reference,
            sponsors=frozenset(),
        ),
    )


def _reader(
    person_id: str, language: str, role: Role, creches: frozenset[str] | set[str] = frozenset()
) -> Reader:
    return Reader(
        person_id=person_id,
        roles=frozenset({role}),
        creches=frozenset(creches),
        language=language,
        has_chat=True,
        reachable=True,
        wants_news=True,
    )


def test_invitation_is_used_once(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        records.invitations.add(INVITATION, TOKEN)

        assert records.invitations.get(INVITATION.id) == INVITATION
        assert records.invitations.redeem("another", by="luc", at=MORNING) is None
        assert records.invitations.used(TOKEN) is None
        used = replace(INVITATION, used_by="luc")
        assert records.invitations.redeem(TOKEN, by="luc", at=MORNING) == used
        assert records.invitations.redeem(TOKEN, by="nadia", at=MORNING) is None
        assert records.invitations.get(INVITATION.id) == records.invitations.used(TOKEN) == used


def test_invitation_that_does_not_exist(storage: Storage) -> None:
    with storage.transaction() as records, pytest.raises(NotFound):
        records.invitations.get("another")


def test_mandate_is_taken_away_once(storage: Storage) -> None:
    other = replace(HR_OF_TECHNORD, of="another")
    with storage.transaction() as records:
        seeds.cast(records)
        records.people.grant("luc", other, at=MORNING)

        taken = [records.people.revoke("luc", HR_OF_TECHNORD) for _ in range(2)]

        assert taken == [True, False]
        assert records.people.get("luc").mandates == {other}


def test_invitation_that_expired_is_none(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        records.invitations.add(INVITATION, TOKEN)

        assert records.invitations.redeem(TOKEN, by="luc", at=INVITATION.expires_at) is None


async def test_invitation_redeemed_by_a_hundred_at_once_is_given_to_one(
    storage: Storage, second: Storage
) -> None:
    def redeem(records: Records, i: int) -> Invitation | None:
        records.people.add(replace(NADIA, id=f"p{i}", chat_id=i))
        return records.invitations.redeem(TOKEN, by=f"p{i}", at=MORNING)

    of_the_operator = replace(INVITATION, invited_by=None)
    await storage.do(lambda records: records.invitations.add(of_the_operator, TOKEN))

    given = await asyncio.gather(*((storage, second)[i % 2].do(redeem, i) for i in range(100)))

    taken = [one for one in given if one is not None]
    assert [replace(one, used_by=None) for one in taken] == [of_the_operator]


def test_draft_comes_back_as_it_was(storage: Storage) -> None:
    later = replace(DRAFT, place="entry", screen=None, nudged=True, touched_at=MORNING + timedelta(days=1))
    with storage.transaction() as records:
        seeds.person(records, ANA)
        assert records.drafts.of("ana") is None
        records.drafts.add(DRAFT)
        assert records.drafts.of("ana") == DRAFT
        records.drafts.save(later)

        assert records.drafts.of("ana") == later
        records.drafts.remove("draft")
        assert records.drafts.of("ana") is None


async def test_second_draft_of_one_person_cannot_be(storage: Storage) -> None:
    def add_two(records: Records) -> None:
        seeds.person(records, ANA)
        records.drafts.add(DRAFT)
        records.drafts.add(replace(DRAFT, id="another"))

    with pytest.raises(Exception, match=r"(?i)unique"):
        await storage.do(add_two)


def test_idle_drafts_are_found_oldest_first(storage: Storage) -> None:
    hour = timedelta(hours=1)
    with storage.transaction() as records:
        seeds.cast(records)
        records.drafts.add(replace(DRAFT, touched_at=MORNING + hour))
        records.drafts.add(replace(DRAFT, id="older", person_id="bilal", touched_at=MORNING))
        records.drafts.add(replace(DRAFT, id="fresh", person_id="chloe", touched_at=MORNING + 2 * hour))

        assert [one.id for one in records.drafts.idle_since(MORNING + hour)] == ["older", "draft"]


def test_moment_is_kept_whatever_its_zone(storage: Storage) -> None:
    in_brussels = datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Brussels"))
    with storage.transaction() as records:
        seeds.person(records, ANA)
        records.drafts.add(replace(DRAFT, touched_at=in_brussels))

        found = records.drafts.of("ana")

    assert found is not None
    assert found.touched_at.isoformat() == "2027-10-31T01:30:00+00:00"


def test_moment_without_zone_is_refused(storage: Storage) -> None:
    naive = datetime(2027, 3, 1, 9)

    def add(draft: Draft) -> None:
        with storage.transaction() as records:
            seeds.person(records, BILAL)
            records.drafts.add(draft)

    with pytest.raises((ValueError, StatementError), match="without a zone"):
        add(replace(DRAFT, person_id="bilal", touched_at=naive))


def test_new_names_of_things_are_different_and_well_formed(storage: Storage) -> None:
    with storage.transaction() as records:
        ids = {records.new_id() for _ in range(50)}
        tokens = {records.new_token() for _ in range(50)}
        references = {records.new_reference() for _ in range(50)}

    assert {len(one) for one in ids} == {32}
    assert {len(one) for one in tokens} == {22}
    assert {len(one) for one in references} == {10}
    assert len(ids) == len(tokens) == len(references) == 50


async def test_staff_were_last_seen_by_their_latest_update(storage: Storage) -> None:
    """Who has none kept was last seen when it was noted last."""
    with storage.transaction() as records:
        seeds.person(records, NADIA)
        seeds.person(records, MIREILLE)

    async def says(number: int, at: datetime) -> None:
        await storage.inbox.put([Received(update_id=number, chat_id=NADIA.chat_id, body=b"{}")], at=at)
        await storage.inbox.finish(number)
        with storage.transaction() as records:
            records.people.note_seen()

    def seen() -> dict[str, date]:
        with storage.transaction() as records:
            return {one.person_id: one.since for one in records.people.staff()}

    granted = seen()
    await says(1, MORNING + timedelta(days=40))
    await says(2, MORNING + timedelta(days=50))
    assert seen() == granted | {NADIA.id: local_day(MORNING + timedelta(days=50))}

    await storage.inbox.purge(before=MORNING + timedelta(days=60))
    with storage.transaction() as records:
        records.people.note_seen()
    assert seen()[NADIA.id] == local_day(MORNING + timedelta(days=50))
