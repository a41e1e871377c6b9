"""Replacing a key: all that was sealed opens with the new one alone."""

from dataclasses import replace

import pytest

from bot.ports import Received
from storage import Kind, StorageProblem, open_storage, rekey
from storage.rekeying import sealed_columns
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

    assert rekey(url, new=NEW, old=KEY) > len(list(sealed_columns())) / 2

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


def test_old_key_opens_nothing_any_more(url: str) -> None:
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        seeds.person(records, ANA)
    rekey(url, new=NEW, old=KEY)

    with pytest.raises(StorageProblem) as caught:
        open_storage(url, key=KEY)

    assert caught.value.kind is Kind.WRONG_KEY


def test_key_is_not_replaced_over_a_trace_that_was_tampered_with(url: str) -> None:
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.trace.note(who="nadia", what="opened", subject="s", at=MORNING)
    with open_storage(url, key=KEY) as storage, storage.transaction() as records:
        records.wire.command("UPDATE trace SET who = 'mireille'")

    with pytest.raises(ValueError, match="line 1"):
        rekey(url, new=NEW, old=KEY)
    with open_storage(url, key=KEY):
        pass
