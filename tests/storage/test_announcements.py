"""Announcements: the words, the readers, the count of what became of each copy."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import bindparam, select

from bot.ports import Fate, Outcome
from bot.rules.announcements import (
    Announcement,
    AnnouncementState,
    Audience,
    Content,
    File,
    FileKind,
    Kind,
    Progress,
    Reason,
    Version,
)
from bot.rules.notices import AnnouncementCopy
from bot.rules.people import Role
from bot.rules.refusals import NotFound
from storage import Storage
from storage.notices import NOTICE
from storage.statements import Statement
from tests.cast import ANA, CHLOE, DAVID, EVA, MORNING, NADIA, PARENTS
from tests.storage import seeds

DRAFT = Announcement(
    id="closed",
    author_id="nadia",
    content=Content(
        versions=(Version(language="fr", words="Fermé vendredi 🐣 <b>à midi</b>"),),
        files=(File(kind=FileKind.PHOTO, id="AgAC"),),
    ),
    kind=Kind.URGENT,
    audience=Audience(
        creches=frozenset({"marcinelle", "liege-1"}),
        roles=frozenset({Role.GUARDIAN}),
        languages=frozenset({"fr"}),
    ),
    state=AnnouncementState.DRAFT,
    created_at=MORNING,
)
SENDING = replace(DRAFT, state=AnnouncementState.SENDING, sent_at=MORNING, screen=12)


def test_announcement_comes_back_as_it_was(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, NADIA)
        records.announcements.add(DRAFT)

        assert records.announcements.get("closed") == DRAFT
        assert records.announcements.draft_of("nadia") == DRAFT
        records.announcements.save(SENDING)
        assert records.announcements.draft_of("nadia") is None
        assert records.announcements.in_state(AnnouncementState.SENDING) == (SENDING,)


def test_unknown_announcement_is_refused(storage: Storage) -> None:
    with storage.transaction() as records, pytest.raises(NotFound):
        records.announcements.get("nothing")


def test_copies_are_queued_together_as_they_are_one_by_one(storage: Storage) -> None:
    readers = ("ana", "bilal", "chloe", "david")
    own = {"id", "key", "announcement_id"}
    columns = [column for name, column in NOTICE.c.items() if name not in own]
    of = Statement(
        select(*columns).where(NOTICE.c.announcement_id == bindparam("by_id")).order_by(NOTICE.c.id)
    )
    with storage.transaction() as records:
        seeds.cast(records)
        for announcement in (SENDING, replace(SENDING, id="open")):
            records.announcements.add(announcement)
        assert records.notices.queue_copies("closed", readers[:3], at=MORNING, kind=AnnouncementCopy) == 3
        assert records.notices.queue_copies("closed", readers, at=MORNING, kind=AnnouncementCopy) == 1
        assert records.notices.queue_copies("closed", (), at=MORNING, kind=AnnouncementCopy) == 0
        for reader in readers:
            assert not records.notices.queue(
                AnnouncementCopy(to=reader, announcement_id="closed"), at=MORNING
            )
            assert records.notices.queue(AnnouncementCopy(to=reader, announcement_id="open"), at=MORNING)
        assert records.notices.held("closed") == readers
        assert records.notices.let_go("closed", at=MORNING) == 4
        assert records.wire.all(of, by_id="closed") == records.wire.all(of, by_id="open")
        assert records.notices.hold("closed") == 4
        assert records.notices.drop("closed", why="refused", readers=["ana", "nobody"]) == 1
        assert records.notices.held("closed") == readers[1:]
        assert not records.notices.forget("closed")
        assert records.notices.drop("closed", why="stopped") == 3
        assert records.announcements.progress("closed").reasons == (("refused", 1), ("stopped", 3))


async def test_progress_counts_every_reader(storage: Storage) -> None:
    copies = [AnnouncementCopy(to=one.id, announcement_id="closed") for one in PARENTS if one != EVA]
    with storage.transaction() as records:
        seeds.cast(records)
        records.announcements.add(SENDING)
        records.announcements.keep_left_out("closed", [("eva", Reason.NO_TELEGRAM)])
        assert records.notices.queue_all(iter(copies), at=MORNING) == 4
        assert records.notices.queue_all(copies, at=MORNING) == 0
    await storage.outbox.lead("one", at=MORNING, seconds=60)
    numbers = {one.person.id: one.id for one in await storage.outbox.claim("one", at=MORNING, most=10)}
    await storage.outbox.record(
        [
            Outcome(id=numbers["ana"], fate=Fate.UNKNOWN, again_at=MORNING),
            Outcome(id=numbers["bilal"], fate=Fate.SENT),
            Outcome(id=numbers["chloe"], fate=Fate.NEVER, why="user is deactivated"),
        ],
        at=MORNING,
    )
    (ana,) = await storage.outbox.claim("one", at=MORNING, most=10)
    await storage.outbox.record([Outcome(id=ana.id, fate=Fate.UNKNOWN, why="timeout")], at=MORNING)

    with storage.transaction() as records:
        progress = records.announcements.progress("closed")
        unreached = records.announcements.unreached("closed")

    assert progress == Progress(
        total=4, delivered=1, failed=1, unknown=1, left_out=1, reasons=(("user is deactivated", 1),)
    )
    assert progress.waiting == 1
    assert unreached == ((EVA, "no telegram"), (ANA, "unknown"), (CHLOE, "user is deactivated"))
    assert DAVID not in [person for person, _ in unreached]


async def test_part_of_a_copy_is_known_as_a_part(storage: Storage) -> None:
    """It is taken away with the others, and cannot be corrected."""
    with storage.transaction() as records:
        seeds.cast(records)
        records.announcements.add(SENDING)
        records.notices.queue_copies("closed", ["ana", "bilal", "chloe"], at=MORNING, kind=AnnouncementCopy)
        records.notices.let_go("closed", at=MORNING)
    await storage.outbox.lead("one", at=MORNING, seconds=60)
    numbers = {one.person.id: one.id for one in await storage.outbox.claim("one", at=MORNING, most=10)}
    await storage.outbox.record(
        [
            Outcome(id=numbers["ana"], fate=Fate.SENT, parts=((7,), (8,))),
            Outcome(id=numbers["bilal"], fate=Fate.NEVER, why="403", parts=((7,),)),
            Outcome(id=numbers["chloe"], fate=Fate.NEVER, why="403"),
        ],
        at=MORNING,
    )

    with storage.transaction() as records:
        found = records.announcements.copies("closed")
        assert [(one.person_id, one.language, one.parts, one.whole) for one in found] == [
            ("ana", "fr", ((7,), (8,)), True),
            ("bilal", "nl", ((7,),), False),
        ]
        assert records.announcements.see("closed", "ana", at=MORNING)
        assert records.announcements.see("closed", "ana", at=MORNING + timedelta(hours=1))
        assert not records.announcements.see("closed", "chloe", at=MORNING)
        assert not records.announcements.see("closed", "david", at=MORNING)
        assert records.announcements.delivered("closed") == ((ANA, MORNING),)
        assert records.announcements.progress("closed").seen == 1


@pytest.mark.parametrize(
    ("stands", "comes_back"),
    [
        (AnnouncementState.SENDING, "pending"),
        (AnnouncementState.PAUSED, "held"),
        (AnnouncementState.STOPPED, "never"),
    ],
)
async def test_copy_in_hand_follows_its_announcement(
    storage: Storage, stands: AnnouncementState, comes_back: str
) -> None:
    with storage.transaction() as records:
        seeds.cast(records)
        records.announcements.add(SENDING)
        records.notices.queue_copies("closed", ["ana"], at=MORNING, kind=AnnouncementCopy)
        records.notices.let_go("closed", at=MORNING)
    await storage.outbox.lead("courier", at=MORNING, seconds=60)
    (copy,) = await storage.outbox.claim("courier", at=MORNING, most=5)
    with storage.transaction() as records:
        records.announcements.save(replace(SENDING, state=stands))

    await storage.outbox.record([Outcome(id=copy.id, fate=Fate.LATER, why="network")], at=MORNING)

    with storage.transaction() as records:
        (line,) = records.wire.all(Statement(select(NOTICE.c.state)))
    assert tuple(line) == (comes_back,)
