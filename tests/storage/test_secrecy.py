"""Whoever steals the files without the key reads nothing personal in them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.ports import Received
from bot.rules.announcements import Announcement, Content, Version
from bot.rules.notices import MeetingRecorded
from bot.rules.people import Child
from bot.rules.requests import Claim, ClaimCode
from bot.rules.signup import Answers, Draft
from storage import Storage, open_storage
from tests.cast import ANA, LAMBERT, MORNING, NADIA
from tests.storage import seeds
from tests.storage.conftest import KEY

CHAT = 987654321012
NAME = "Zébulon Canari"
PHONE = "+32 470 98 76 54"
DUE = date(2027, 7, 23)
TYPED = "Je m’appelle Canari et j’attends un bébé"
WORDS = "La section des Canaris ferme vendredi"
REASON = "Canari a téléphoné"
TOKEN = "CanariCanariCanari2027"
CODE = "CANA-RICO"
ONE = "ONE-CANARI-77"

CANARIES = (
    str(CHAT),
    NAME,
    PHONE,
    str(DUE),
    TYPED,
    WORDS,
    REASON,
    TOKEN,
    CODE,
    ONE,
    ClaimCode.DISABILITY.value,
)


async def live(storage: Storage) -> None:
    """Write every personal thing there is, change it, delete some of it."""
    ana = replace(ANA, chat_id=CHAT, name=NAME, phone=PHONE)
    raw = Received(update_id=1, chat_id=CHAT, body=TYPED.encode())
    await storage.inbox.put([raw, replace(raw, update_id=2)], at=MORNING)
    await storage.inbox.set_aside(2, why="unknown shape", at=MORNING)
    with storage.transaction() as records:
        seeds.person(records, ana)
        seeds.person(records, NADIA)
        records.people.save(replace(ana, language="en"))
        draft = Draft(
            id="d",
            person_id="ana",
            place="name",
            answers=Answers(name=NAME, days=(DUE,), phone=PHONE, code=CODE),
            started_at=MORNING,
            touched_at=MORNING,
        )
        records.drafts.add(draft)
        records.drafts.save(replace(draft, place="day:0"))
        records.requests.add(
            replace(
                LAMBERT,
                children=(Child(born=False, day=DUE),),
                claims=(Claim(code=ClaimCode.DISABILITY),),
                predemand=ONE,
            )
        )
        records.announcements.add(
            Announcement(
                id="a",
                author_id="nadia",
                content=Content(versions=(Version(language="fr", words=WORDS),)),
                created_at=MORNING,
            )
        )
        seeds.sponsor(records)
        records.sponsors.add_code("technord", CODE, expires_at=MORNING)
        records.trace.note(who="nadia", what="opened", subject=LAMBERT.id, why=REASON, at=MORNING)
        records.notices.queue(
            MeetingRecorded(to="ana", request_id="r", reference="R", met_on=DUE, confirm_from=DUE), at=MORNING
        )
    with storage.transaction() as records:
        records.drafts.remove("d")


def scan(folder: Path) -> set[str]:
    """The canaries found in any file, whole or encoded otherwise."""
    content = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    return {
        canary
        for canary in CANARIES
        for encoding in ("utf-8", "utf-16-le")
        if canary.encode(encoding) in content
    }


@pytest.fixture
def path(sqlite_path: Path) -> Path:
    """The file of a migrated, empty database, alone in its folder."""
    return sqlite_path


async def test_files_hold_nothing_personal_while_open_or_closed(path: Path) -> None:
    storage = open_storage(f"sqlite:///{path}", key=KEY)

    await live(storage)
    log = path.with_name("cigogne.sqlite3-wal").stat().st_size
    open_files = scan(path.parent)
    await storage.close()

    assert log > 0  # the write-ahead log was scanned too
    assert open_files == set()
    assert scan(path.parent) == set()


def test_scan_sees_plain_text(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(f"À {NAME}", encoding="utf-8")

    assert scan(tmp_path) == {NAME}


async def test_answered_update_leaves_no_body(storage: Storage) -> None:
    await storage.inbox.put([Received(update_id=1, chat_id=CHAT, body=TYPED.encode())], at=MORNING)
    await storage.inbox.finish(1)
    await storage.inbox.flush()

    with storage.transaction() as records:
        records.wire.command("SELECT count(*), count(body) FROM inbox")
        assert records.wire._cursor.fetchone() == (1, 0)
