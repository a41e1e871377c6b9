"""A subject's own key: bound to whom it is of, gone with them, and never one that was undone."""

import asyncio
from dataclasses import replace

import pytest

from bot.ports import Records
from bot.rules.people import Person
from bot.rules.signup import Answers, Draft
from storage import Storage
from storage.safe import KEY as KEYS
from storage.statements import Statement
from storage.tables import people, table
from storage.vault import WrongKey
from tests.cast import ANA, CHLOE, LAMBERT, MORNING
from tests.storage import seeds

_PERSON = table(people.Person)


def test_what_is_moved_to_somebody_else_does_not_open(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, ANA)
        seeds.person(records, CHLOE)
        anas = _PERSON.select().with_only_columns(_PERSON.c.name).where(_PERSON.c.id == ANA.id)
        (name,) = records.wire.all(Statement(anas))[0]
        records.wire.run(Statement(_PERSON.update().where(_PERSON.c.id == CHLOE.id).values(name=name)))
        assert records.people.get(ANA.id) == ANA
        with pytest.raises(WrongKey):
            records.people.get(CHLOE.id)


def test_key_that_is_moved_to_somebody_else_does_not_open(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, ANA)
        seeds.person(records, CHLOE)
        wrapped = dict(map(tuple, records.wire.all(Statement(KEYS.select()))))[ANA.id]
        records.wire.run(Statement(KEYS.update().where(KEYS.c.subject == CHLOE.id).values(wrapped=wrapped)))
    with storage.transaction() as records, pytest.raises(WrongKey):
        records.people.get(CHLOE.id)


async def test_key_that_was_undone_is_used_by_nobody(storage: Storage, second: Storage) -> None:
    """Three jobs that share a commit: the first two draw a key and fail."""
    seeded = replace(ANA, family_id=None, mandates=frozenset())
    jobs = [storage.do(_fails, seeded), storage.do(_fails, seeded), storage.do(_adds, seeded)]
    results = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(one) for one in results] == [ArithmeticError, ArithmeticError, type(None)]
    await storage.do(_renames, "Ana Maria")
    with second.transaction() as records:
        assert records.people.get(ANA.id).name == "Ana Maria"


def _adds(records: Records, person: Person) -> None:
    records.people.add(person)


def _fails(records: Records, person: Person) -> None:
    _adds(records, person)
    raise ArithmeticError


def _renames(records: Records, name: str) -> None:
    records.people.save(replace(records.people.get(ANA.id), name=name))


def test_key_that_another_program_destroyed_is_used_by_nobody(storage: Storage, second: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, ANA)
        assert records.people.get(ANA.id) == ANA
    with second.transaction() as records:
        records.safe.destroy(ANA.id)
    with storage.transaction() as records, pytest.raises(WrongKey):
        records.people.get(ANA.id)


def test_whose_key_was_destroyed_gets_no_other(storage: Storage) -> None:
    with storage.transaction() as records:
        seeds.person(records, ANA)
        records.safe.destroy(ANA.id)
        sealed = records.safe.seal("Ana", "person.name", ANA.id)
        assert records.safe.open(sealed, "person.name", ANA.id) == b"Ana"
        assert records.vault.open(sealed, "person.name") == b"Ana"
        assert (ANA.id, None) in map(tuple, records.wire.all(Statement(KEYS.select())))


def test_everything_of_a_subject_is_sealed_with_its_own_key(storage: Storage) -> None:
    draft = Draft(
        id="d", person_id=ANA.id, place="name", answers=Answers(), started_at=MORNING, touched_at=MORNING
    )
    with storage.transaction() as records:
        seeds.person(records, ANA)
        seeds.requests(records, LAMBERT)
        records.drafts.add(draft)
        records.safe.destroy(LAMBERT.id)
        assert records.drafts.of(ANA.id) == draft
        with pytest.raises(WrongKey):
            records.requests.get(LAMBERT.id)
        records.safe.destroy(ANA.id)
        with pytest.raises(WrongKey):
            records.drafts.of(ANA.id)
