"""P8: an announcement to a hundred thousand families of a crèche: chosen, frozen, queued, in one transaction.

It is sent by a process of its own, so that its memory is what that takes and nothing else. What a server
computes for it counts too. Beside it one bare INSERT … SELECT of as many notices, with the same foreign keys
and indexes, that chooses nobody and seals nothing.
"""

import json
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from bot.actions import announcements
from bot.ports import Records
from bot.rules.announcements import Audience
from bot.rules.people import Mandate, Role
from storage import open_storage
from storage.records import Memory
from storage.tables import people, requests, table
from tests import postgres
from tests.bench.crowds import computed_by, copies, server_of
from tests.bench.figures import Part, Row, at_most, beside, could_not
from tests.bench.machine import machine
from tests.bench.programs import KEY, MEGABYTE, RUNS, furnished, output_of, sqlite
from tests.cast import ANA, LAMBERT_CONFIRMED, MORNING, NADIA
from tests.faults.announced import UNHELD

READERS = 100_000
WHAT = f"{READERS:,} recipients chosen, frozen, queued"
GOAL_SECONDS, GOAL_MEGABYTES = 3, 200
KILOBYTE = 1024
_CRECHE = LAMBERT_CONFIRMED.wishes.creches[0]
_ALIKE = "announcement_id, lane, state, queued_at, due_at, attempts, unknowns, missed, why"
#: As many notices again, to the same people, of the same announcement.
_BARE = f"""INSERT INTO notice (key, kind, person_id, {_ALIKE})
    SELECT 'bare:' || key, 'bare', person_id, {_ALIKE} FROM notice WHERE announcement_id = '{{}}'"""


def run() -> Row:
    why = ""
    with machine() as here:
        with sqlite(partial(_furnish, raw="BLOB")) as url:
            runs = {"SQLite": _runs(url)}
        try:
            with postgres.server() as admin, postgres.database(admin) as url:
                runs["PostgreSQL"] = _runs(furnished(url, partial(_furnish, raw="BYTEA")))
        except pytest.skip.Exception as reason:
            why = str(reason)
    parts = [part for name, of in runs.items() for part in _parts(name, of, here.slower)]
    if why:
        parts.append(could_not(f"{WHAT}, PostgreSQL", why=why))
    return Row("P8", (*parts, here.part))


def _runs(url: str) -> list[dict[str, float]]:
    return [json.loads(output_of("-m", __name__, url)) for _ in range(RUNS)]


def _parts(name: str, runs: list[dict[str, float]], slower: float) -> Iterator[Part]:
    seconds, megabytes, bare = ([one[what] for one in runs] for what in ("seconds", "megabytes", "bare"))
    yield at_most(f"{WHAT}, {name}", "s CPU", seconds, GOAL_SECONDS, slower=slower)
    yield beside(f"{WHAT}, {name}, against one bare INSERT … SELECT", "s CPU", seconds, bare)
    yield at_most(f"{WHAT}, {name}, memory", "MB", megabytes, GOAL_MEGABYTES)


def _furnish(records: Records, raw: str) -> None:
    """Nadia, who tells, and so many families, each with a request, like Ana's. `raw`: the type of bytes."""
    assert isinstance(records, Memory)
    assert ANA.family_id
    records.people.add_family(ANA.family_id)
    for person in (ANA, NADIA):
        records.people.add(person)
    records.people.grant(NADIA.id, Mandate(role=Role.COORDINATOR), at=MORNING)
    records.requests.add(LAMBERT_CONFIRMED)
    number = "'' || i"
    family, reference = {"family_id": number}, {"reference": number}
    reader = {"id": number, "chat_index": f"CAST({number} AS {raw})", **family}
    for model, key, own, other in (
        (people.Family, "id", ANA.family_id, {"id": number}),
        (people.Person, "id", ANA.id, reader),
        (requests.Request, "id", LAMBERT_CONFIRMED.id, {"id": number, **family, **reference}),
        (
            requests.RequestCreche,
            "request_id",
            LAMBERT_CONFIRMED.id,
            {"request_id": number, **reference},
        ),
    ):
        records.wire.command(copies(table(model), key, own, other, READERS - 1))
    records.wire.command("ANALYZE")  # a server does so by itself, some minutes later


def _send(url: str) -> None:
    """Send it, and print what that took."""
    with open_storage(url, key=KEY) as storage:
        with storage.transaction() as memory:
            server = server_of(memory, url)
            draft = announcements.begin(memory, NADIA.id, focus="", now=MORNING).announcement
            announcements.write(memory, NADIA.id, draft.id, "La crèche ferme lundi à 16 heures.")
            announcements.aim(memory, NADIA.id, draft.id, Audience(creches=frozenset({_CRECHE})))
        before = time.process_time() + computed_by(server)
        with storage.transaction() as memory:
            sent = announcements.send(memory, NADIA.id, draft.id, screen=None, now=MORNING, policy=UNHELD)
        seconds, megabytes = time.process_time() + computed_by(server) - before, _most_megabytes()
        progress = sent.progress
        if progress.waiting != READERS:
            raise AssertionError(f"{progress.waiting:,} are to receive it, not {READERS:,}")
        with storage.transaction() as memory:
            before = time.process_time() + computed_by(server)
            memory.wire.command(_BARE.format(draft.id))
        bare = time.process_time() + computed_by(server) - before
        with storage.transaction() as memory:
            memory.wire.command("DELETE FROM notice WHERE kind = 'bare'")
    json.dump({"seconds": seconds, "megabytes": megabytes, "bare": bare}, sys.stdout)


def _most_megabytes() -> float:
    """The most that this process ever held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * KILOBYTE / MEGABYTE


if __name__ == "__main__":
    _send(sys.argv[1])
