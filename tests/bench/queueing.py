"""P8: an announcement to a hundred thousand families of a crèche: chosen, frozen, queued, in one transaction.

It is sent by a process of its own, so that its memory is what that takes and nothing else. What a server
computes for it counts too.
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
from tests.bench.figures import Part, Row, at_most, could_not
from tests.bench.programs import KEY, MEGABYTE, RUNS, furnished, output_of, sqlite
from tests.cast import ANA, LAMBERT_CONFIRMED, MORNING, NADIA
from tests.faults.announced import UNHELD

READERS = 100_000
WHAT = f"{READERS:,} recipients chosen, frozen, queued"
GOAL_SECONDS, GOAL_MEGABYTES = 3, 200
KILOBYTE = 1024
_CRECHE = LAMBERT_CONFIRMED.wishes.creches[0]


def run() -> Row:
    with sqlite(partial(_furnish, raw="BLOB")) as url:
        parts = [*_parts(url, "SQLite")]
    try:
        with postgres.server() as admin, postgres.database(admin) as url:
            parts += _parts(furnished(url, partial(_furnish, raw="BYTEA")), "PostgreSQL")
    except pytest.skip.Exception as reason:
        parts.append(could_not(f"{WHAT}, PostgreSQL", why=str(reason)))
    return Row("P8", tuple(parts))


def _parts(url: str, name: str) -> Iterator[Part]:
    runs = [json.loads(output_of("-m", __name__, url)) for _ in range(RUNS)]
    yield at_most(f"{WHAT}, {name}", "s CPU", [one["seconds"] for one in runs], GOAL_SECONDS)
    yield at_most(f"{WHAT}, {name}, memory", "MB", [one["megabytes"] for one in runs], GOAL_MEGABYTES)


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
        seconds = time.process_time() + computed_by(server) - before
    progress = sent.progress
    if progress.waiting != READERS:
        raise AssertionError(f"{progress.waiting:,} are to receive it, not {READERS:,}")
    json.dump({"seconds": seconds, "megabytes": _most_megabytes()}, sys.stdout)


def _most_megabytes() -> float:
    """The most that this process ever held."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * KILOBYTE / MEGABYTE


if __name__ == "__main__":
    _send(sys.argv[1])
