"""Replacing a key: all that was sealed opens with the new one alone."""

import asyncio
import itertools
from dataclasses import replace
from typing import Any

import pytest

from bot.ports import Received, Records
from bot.rules.people import Person
from storage import Kind, Storage, StorageProblem, open_storage, rekey, rekeying
from storage.rekeying import sealed_columns
from storage.statements import Statement
from storage.tables import people, table
from storage.vault import WrongKey
from tests.cast import ANA, CHLOE, EVA, MORNING, PEETERS
from tests.storage import seeds
from tests.storage.conftest import KEY
from tests.storage.test_secrecy import live

NEW = b"n" * 32
UPDATE = Received(update_id=77, chat_id=1001, body=b"{}")


async def test_everything_opens_with_the_new_key_alone(url: str) -> None:
    with_phone = replace(CHLOE, phone="+32 470 12 34 56")
    storage = open_storage(url, key=KEY)
    await live(storage)
    await storage.inbox.put([UPDATE], at=MORNING)
    with storage.transaction() as records:
        seeds.person(records, with_phone)
        seeds.person(records, EVA)
        seeds.requests(records, PEETERS)
        ana = records.people.get("ana")
    await storage.close()

    assert await rekey(url, new=NEW, old=KEY) > len(list(sealed_columns())) / 2

    storage = open_storage(url, key=NEW)
    with storage.transaction() as records:
        assert records.people.by_chat(1003) == with_phone
        assert records.people.by_phone(with_phone.phone) == (with_phone,)
        assert records.people.by_chat(ana.chat_id or 0) == ana
        assert records.people.get("eva") == EVA
        assert records.requests.get(PEETERS.id) == PEETERS
        assert records.trace.broken() == ()
    assert UPDATE in await storage.inbox.waiting()
    await storage.close()


async def test_old_key_opens_nothing_any_more(url: str) -> None:
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)
    await rekey(url, new=NEW, old=KEY)

    with pytest.raises(StorageProblem) as caught:
        open_storage(url, key=KEY)

    assert caught.value.kind is Kind.WRONG_KEY


async def test_key_is_not_replaced_over_a_trace_that_was_tampered_with(url: str) -> None:
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.trace.note(who="nadia", what="opened", subject="s", at=MORNING)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.wire.command("UPDATE trace SET who = 'mireille'")

    with pytest.raises(ValueError, match="line 1"):
        await rekey(url, new=NEW, old=KEY)
    with open_storage(url, key=KEY):
        pass


def many(url: str, count: int = 20) -> list[Person]:
    """Guardians, each with a chat and a name."""
    found = [
        Person(id=f"p{one}", chat_id=5_000 + one, language="fr", name=f"Ana {one}") for one in range(count)
    ]
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        for person in found:
            records.people.add(person)
    return found


async def test_taps_are_handled_while_a_key_is_replaced(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One with each step, from a bot that works with both keys."""
    monkeypatch.setattr(rekeying, "SOME", 2)
    known = many(url)
    bot, replacing = open_storage(url, key=[NEW, KEY]), open_storage(url, key=[NEW, KEY])
    numbers = itertools.count()

    async def tap() -> None:
        number = next(numbers)
        person = known[number % len(known)]
        update = Received(update_id=number, chat_id=person.chat_id, body=b"{}")
        assert await bot.inbox.put([update], at=MORNING) == (update,)
        renamed = known[number % len(known)] = replace(person, name=f"{person.name}, {number}")
        await bot.inbox.turn(number).do(_renames, renamed)

    async def do(*asked: Any) -> object:
        done, _ = await asyncio.gather(replacing.do(*asked), tap())
        return done

    await rekeying.reseal(do)
    await bot.close()
    await replacing.close()

    assert next(numbers) > len(known)
    with open_storage(url, key=NEW) as storage, storage.transaction() as records:
        assert [records.people.by_chat(one.chat_id or 0) for one in known] == known


def _renames(records: Records, person: Person) -> None:
    found = records.people.by_chat(person.chat_id or 0)
    assert found is not None
    records.people.save(replace(found, name=person.name))


async def test_replacing_a_key_that_was_stopped_midway_goes_on(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekeying, "SOME", 3)
    known = many(url)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.trace.note(who="nadia", what="opened", subject="s", why="Rappelée", at=MORNING)
    storage = open_storage(url, key=[NEW, KEY])
    with pytest.raises(_Stopped):
        await rekeying.reseal(_stopping(storage, after=6))
    await storage.close()

    with pytest.raises(StorageProblem) as caught:  # not yet: the old one is needed
        open_storage(url, key=NEW)
    assert caught.value.kind is Kind.WRONG_KEY
    with open_storage(url, key=[NEW, KEY]) as both, both.transaction() as records:
        assert [records.people.by_chat(one.chat_id or 0) for one in known] == known
        assert records.trace.broken() == ()

    await rekey(url, new=NEW, old=KEY)
    with open_storage(url, key=NEW) as storage, storage.transaction() as records:
        assert [records.people.by_chat(one.chat_id or 0) for one in known] == known
        assert [line["why"] for line in records.trace.of("s")] == ["Rappelée"]
        assert records.trace.broken() == ()


class _Stopped(Exception):  # noqa: N818 – not an error of anybody's
    """As a kill would: what was committed stays."""


def _stopping(storage: Storage, *, after: int) -> rekeying.Do:
    done = 0

    async def do(*asked: Any) -> object:
        nonlocal done
        done += 1
        if done > after:
            raise _Stopped
        return await storage.do(*asked)

    return do


async def test_what_was_sealed_by_the_house_becomes_its_subjects(url: str) -> None:
    (person,) = many(url, 1)
    column = table(people.Person).c
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        as_before = records.vault.seal(person.name, "person.name")
        records.wire.run(Statement(column.name.table.update().values(name=as_before)))
        assert records.people.get(person.id) == person

    assert await rekey(url, new=KEY, old=()) == 1

    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        assert records.people.get(person.id) == person
        records.safe.destroy(person.id)
        with pytest.raises(WrongKey):
            records.people.get(person.id)
