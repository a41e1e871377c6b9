"""What was kept long enough goes, by night, counted and nameless; who still waits is told before."""

import contextlib
import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.actions import erasure, retention
from bot.actions.rounds import _carry_out
from bot.ports import Records
from bot.rules.calendar import Period, at_local, months_after
from bot.rules.history import What
from bot.rules.places import Stay, presumed_end
from bot.rules.requests import State
from bot.rules.retention import TOLD_DAYS, Category
from bot.rules.rounds import Decision, Outcome
from storage import Storage
from tests.cast import (
    ANA,
    BILAL,
    EVA,
    HADDAD_CONFIRMED,
    LAMBERT_CONFIRMED,
    MONDAY_TUESDAY,
    MORNING,
    NADIA,
    POLICY,
    TODAY,
)
from tests.storage import seeds

THREE_YEARS = months_after(TODAY, 36)
WITHDRAWN = replace(LAMBERT_CONFIRMED, state=State.WITHDRAWN, changed_at=MORNING)


def night(after: date) -> datetime:
    """The first night after that day."""
    return at_local(after + timedelta(days=1), 3)


def keep_house(storage: Storage, now: datetime) -> int:
    with storage.transaction() as records:
        return retention.keep_house(records, now=now, policy=POLICY)


def report(records: Records, now: datetime) -> list[str]:
    lines = records.trace.of(f"{retention.NIGHTS}:{now.date()}")
    return [line["why"] for line in lines]


@pytest.fixture
def families(storage: Storage) -> Storage:
    """Ana withdrew this morning; Bilal waits."""
    with storage.transaction() as records:
        for one in (ANA, BILAL):
            seeds.person(records, one)
        seeds.requests(records, WITHDRAWN, HADDAD_CONFIRMED)
        records.ledger.mark("confirmation-opens", WITHDRAWN.id, "2027", at=MORNING)
    return storage


def test_withdrawn_request_goes_with_its_family_the_night_after_its_last_day(
    families: Storage, sqlite_path: Path
) -> None:
    assert keep_house(families, at_local(THREE_YEARS, 3)) == 0
    with families.transaction() as records:
        assert records.requests.get(WITHDRAWN.id) == WITHDRAWN

    assert keep_house(families, night(THREE_YEARS)) == 1

    with families.transaction() as records:
        assert records.requests.some([WITHDRAWN.id]) == ()
        assert not records.people.exists(ANA.id)
        assert records.erasures.all() == ()  # nobody asked for it: a restore needs not do it again
        assert records.people.exists(BILAL.id)
        assert report(records, night(THREE_YEARS)) != []
        assert "Lambert" not in "".join(report(records, night(THREE_YEARS)))
    with contextlib.closing(sqlite3.connect(sqlite_path)) as file:
        for table, key in (("child", "request_id"), ("request_creche", "request_id"), ("ledger", "subject")):
            count = file.execute(f"SELECT count(*) FROM {table} WHERE {key} = ?", [WITHDRAWN.id]).fetchone()
            assert count == (0,), table
        assert file.execute("SELECT count(*) FROM family WHERE id = 'lambert'").fetchone() == (0,)


def test_list_is_counted_without_who_goes(families: Storage) -> None:
    school = max(presumed_end(child) for child in HADDAD_CONFIRMED.children)
    with families.transaction() as records:
        assert len(records.requests.entries("marcinelle")) == 1

    keep_house(families, night(school))

    with families.transaction() as records:
        assert records.requests.some([HADDAD_CONFIRMED.id]) == ()
        assert records.requests.entries("marcinelle") == ()
        seeds.person(records, EVA)
        records.requests.add(replace(HADDAD_CONFIRMED, id="r2", family_id="novak"))
        own = records.standings.own("r2")["marcinelle"]
        assert records.standings.crowds(own, "marcinelle")[0].before == 0


def test_family_that_waits_is_told_once_a_month_before(families: Storage, sqlite_path: Path) -> None:
    school = max(presumed_end(child) for child in HADDAD_CONFIRMED.children)
    before = at_local(school - timedelta(days=TOLD_DAYS), 3)
    for now in (before - timedelta(days=1), before, before + timedelta(days=1)):
        keep_house(families, now)
    with contextlib.closing(sqlite3.connect(sqlite_path)) as file:
        told = file.execute("SELECT person_id, due_at FROM notice WHERE kind = 'RequestEnds'").fetchall()
    assert [who for who, _ in told] == [BILAL.id]
    assert told[0][1] > before.isoformat()  # in the day, not at night


def test_night_is_kept_once_and_says_so_when_nothing_went(families: Storage) -> None:
    now = night(TODAY)
    assert keep_house(families, now) == 0
    with families.transaction() as records:
        assert report(records, now) == ["nothing"]
        assert retention.due(records, now=now + timedelta(hours=4), policy=POLICY) == ()
        assert retention.due(records, now=now + timedelta(days=1), policy=POLICY) != ()
        assert records.trace.broken() == ()


def test_each_part_of_a_night_is_counted_where_it_is_done(families: Storage) -> None:
    now = night(months_after(TODAY, 48))
    with families.transaction() as records:
        subjects = retention.due(records, now=now, policy=POLICY)
    for one in subjects:
        with families.transaction() as records:
            retention.keep_house(records, now=now, policy=POLICY, of=[one])
    with families.transaction() as records:
        told = report(records, now)
        assert f"{Category.ENDED.value}: 1" in told
        assert "nothing" not in told
        assert records.ledger.has(retention.NIGHTS, "", str(now.date()))


def test_dry_run_counts_what_would_go_and_touches_nothing(families: Storage) -> None:
    with families.transaction() as records:
        assert retention.overdue(records, now=MORNING, policy=POLICY) == {}
        found = retention.overdue(records, now=night(THREE_YEARS), policy=POLICY)
        assert found[Category.ENDED] == 1
        assert records.requests.get(WITHDRAWN.id) == WITHDRAWN


def test_guardian_with_a_role_stays_without_a_family(storage: Storage) -> None:
    nadia = replace(NADIA, family_id="lambert")
    with storage.transaction() as records:
        seeds.person(records, nadia)
        seeds.requests(records, WITHDRAWN)

    keep_house(storage, night(THREE_YEARS))

    with storage.transaction() as records:
        assert records.people.get(NADIA.id).family_id is None


def test_child_who_left_ten_years_ago_goes_and_its_contract_stays_as_nobodys(storage: Storage) -> None:
    left = replace(LAMBERT_CONFIRMED, state=State.LEFT)
    stay = Stay(
        id="s",
        creche="marcinelle",
        week=MONDAY_TUESDAY,
        period=Period(TODAY, date(2029, 8, 26)),
        request_id=left.id,
        child=0,
    )
    with storage.transaction() as records:
        seeds.person(records, ANA)
        seeds.requests(records, left)
        records.places.add_stay(stay)

    assert keep_house(storage, at_local(date(2039, 8, 26), 3)) == 0
    assert keep_house(storage, night(date(2039, 8, 26))) == 1

    with storage.transaction() as records:
        assert not records.people.exists(ANA.id)
        assert records.places.stays("marcinelle", stay.period) == (replace(stay, request_id=None),)


def test_who_asked_for_nothing_goes_after_a_year(storage: Storage) -> None:
    eve = replace(ANA, family_id=None)
    read = eve.consent.accepted_at if eve.consent else MORNING
    year = months_after(read.date(), 12)
    with storage.transaction() as records:
        seeds.person(records, eve)
    assert keep_house(storage, at_local(year, 3)) == 0
    assert keep_house(storage, night(year)) == 1
    with storage.transaction() as records:
        assert not records.people.exists(eve.id)


def test_bare_line_of_who_was_erased_goes_as_it_was_promised(storage: Storage) -> None:
    """Refused, then erased: three years from the refusal, not from the erasure."""
    refused = replace(LAMBERT_CONFIRMED, state=State.REFUSED)
    later = MORNING + timedelta(days=90)
    with storage.transaction() as records:
        seeds.person(records, ANA)
        seeds.requests(records, refused)
        records.trace.note(who="nadia", what=What.REFUSED, subject=refused.id, at=MORNING)
    with storage.transaction() as records:
        (kept,) = erasure.erase(records, ANA.id, now=later).kept
    assert kept.until == THREE_YEARS

    assert keep_house(storage, at_local(THREE_YEARS, 3)) == 0
    assert keep_house(storage, night(THREE_YEARS)) == 1
    with storage.transaction() as records:
        assert records.requests.some([refused.id]) == ()
        assert not records.retention.remove_family("lambert")  # gone already


def test_decision_about_a_request_that_is_gone_is_overtaken(storage: Storage) -> None:
    gone = Decision(request_id="gone", reference="R", proposal=None, passed=())
    with storage.transaction() as records:
        found = _carry_out(records, None, gone, now=MORNING, policy=POLICY)  # type: ignore[arg-type]  # never looked at
    assert found is Outcome.OVERTAKEN
