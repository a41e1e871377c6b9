import shutil
from datetime import timedelta
from pathlib import Path

import pytest

import storage
from bot.actions.vacancies import tell_vacancies
from bot.examples import Character, cast, furnish
from bot.examples.characters import NEWCOMER
from bot.rules.people import Person
from tests.cast import MORNING, POLICY


def test_examples_are_made_once_a_memory(sqlite_path: Path):
    url = f"sqlite:///{sqlite_path}"
    memory = storage.open_storage(url, key=bytes(32))

    with memory.transaction() as records:
        furnish(records, now=MORNING, policy=POLICY)
        count, first = len(records.people.readers()), cast(records, POLICY)
    with memory.transaction() as records:
        furnish(records, now=MORNING, policy=POLICY)
        assert (len(records.people.readers()), cast(records, POLICY)) == (count, first)


@pytest.mark.parametrize("days", range(0, 365, 61))
def test_nobody_is_told_of_vacant_places_when_the_examples_wake(sqlite_path: Path, days: int):
    now = MORNING + timedelta(days=days)
    with storage.open_storage(f"sqlite:///{sqlite_path}", key=bytes(32)).transaction() as records:
        furnish(records, now=now, policy=POLICY)
        assert tell_vacancies(records, now=now + timedelta(hours=2), policy=POLICY) == 0
        assert any(records.sponsors.vacancies(creche.id) for creche in POLICY.creches)


def test_cast_is_told_from_the_memory(sqlite_path: Path):
    url = f"sqlite:///{sqlite_path}"
    with storage.open_storage(url, key=bytes(32)).transaction() as records:
        furnish(records, now=MORNING, policy=POLICY)
        people = cast(records, POLICY)

    crowd = [one for one in people if not one.listed]
    assert 0 < sum(one.blocked for one in crowd) < len(crowd) / 10
    assert [(one.name, one.role, one.about) for one in people if one.listed] == [
        ("Anaïs Lambert", "parent", "confirmed, on 3 lists"),
        ("Lena Schmitz", "parent", "met the crèche, may confirm"),
        ("Wim Peeters", "parent", "waits for a first meeting"),
        ("Olivia Martin", "parent", "has asked for nothing yet"),
        ("Elif Demir", "parent", "has a place to accept or decline"),
        ("Hugo Renard", "parent", "accepted a place, signs soon"),
        ("Sofia Maes", "parent", "signed the contract"),
        ("Giulia Rossi", "parent", "confirmed, on 2 lists"),
        ("Jonas Bodson", "parent", "no place this month, kept on the list"),
        ("Karima Kaya", "parent", "paused, keeps the rank"),
        ("Luc Servais", "hr", "HR manager at Atelier Mosane (exemple)"),
        ("Griet Maes", "hr", "HR manager at Verreries du Condroz (exemple)"),
        ("Nadia Collard", "coordinator", "coordinator of the cooperative"),
        ("Karl Jacobs", "coordinator", "coordinator of the cooperative"),
        ("Paul Thiry", "director", f"director at {POLICY.creches[0].name}"),
        ("Tom Jacobs", "parent", "withdrew today, may come back"),
        ("Rania Thiry", "parent", "closed by the team"),
        ("Ugo Fontaine", "parent", "left the crèche"),
        ("Inès Hubert", "parent", "confirmed, on one list"),
        ("Wout Hubert", "parent", "confirmed, on one list"),
        ("Camille Noël", "new", "has never spoken to the bot"),
    ]


def test_cast_of_an_empty_memory_is_somebody_new(sqlite_path: Path):
    url = f"sqlite:///{sqlite_path}"
    with storage.open_storage(url, key=bytes(32)).transaction() as records:
        assert [(one.name, one.role) for one in cast(records, POLICY)] == [("Camille Noël", "new")]


def test_newcomer_who_came_is_known_at_the_next_start(sqlite_path: Path):
    url = f"sqlite:///{sqlite_path}"
    with storage.open_storage(url, key=bytes(32)).transaction() as records:
        for chat_id, name in ((NEWCOMER, ""), (5_000_000_001, "Zoé")):
            person = Person(id=records.new_id(), chat_id=chat_id, language="de", name=name)
            records.people.add(person)
        furnish(records, now=MORNING, policy=POLICY)  # somebody lives here: nobody is made up
        people = cast(records, POLICY)

    about = "has asked for nothing yet"
    assert people == (
        Character(chat_id=NEWCOMER, name="Camille Noël", language="de", role="parent", about=about),
        Character(chat_id=5_000_000_001, name="Zoé", language="de", role="parent", about=about),
    )


def test_same_seed_makes_the_same_people(sqlite_path: Path, tmp_path: Path):
    made = []
    for name in ("one", "two"):
        url = f"sqlite:///{shutil.copy(sqlite_path, tmp_path / name)}"
        with storage.open_storage(url, key=bytes(32)).transaction() as records:
            furnish(records, now=MORNING, policy=POLICY, seed=7)
            made.append(cast(records, POLICY))

    assert made[0] == made[1]
