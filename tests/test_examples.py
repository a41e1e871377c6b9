from pathlib import Path

import storage
from bot.examples import furnish
from tests.cast import MORNING, POLICY


def test_examples_are_made_once_a_memory(tmp_path: Path):
    url = f"sqlite:///{tmp_path / 'examples.sqlite3'}"
    storage.migrate(url)
    memory = storage.open_storage(url, key=bytes(32))

    with memory.transaction() as records:
        first = furnish(records, now=MORNING, policy=POLICY)
        count = len(records.people.readers())
    with memory.transaction() as records:
        again = furnish(records, now=MORNING, policy=POLICY)
        assert len(records.people.readers()) == count

    assert {one.chat_id for one in again} == {one.chat_id for one in first}
    assert [one.chat_id for one in again if one.listed] == [one.chat_id for one in first if one.listed]


def test_same_seed_makes_the_same_people(tmp_path: Path):
    made = []
    for name in ("one", "two"):
        url = f"sqlite:///{tmp_path / name}.sqlite3"
        storage.migrate(url)
        with storage.open_storage(url, key=bytes(32)).transaction() as records:
            made.append(furnish(records, now=MORNING, policy=POLICY, seed=7))

    assert made[0] == made[1]
