"""P8: an announcement to a hundred thousand families of a crèche: chosen, frozen, queued, in one transaction.

It is sent by a process of its own, so that its memory is what that takes and nothing else. What a server
computes for it counts too. Beside it one bare INSERT … SELECT of as many notices, with the same foreign keys
and indexes, that chooses nobody and seals nothing.
"""

import json
from collections.abc import Iterator
from functools import partial

import pytest

from bot.ports import Records
from bot.rules.people import Mandate, Role
from storage.records import Memory
from storage.tables import people, requests, table
from tests import postgres
from tests.bench.crowds import copies
from tests.bench.figures import Part, Row, at_most, beside, could_not
from tests.bench.machine import machine
from tests.bench.programs import KEY, RUNS, furnished, output_of, sqlite
from tests.cast import ANA, LAMBERT_CONFIRMED, MORNING, NADIA

READERS = 100_000
WHAT = f"{READERS:,} recipients chosen, frozen, queued"
GOAL_SECONDS, GOAL_MEGABYTES = 3, 200
_CRECHE = LAMBERT_CONFIRMED.wishes.creches[0]


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
    return [
        json.loads(output_of("-m", "tests.bench.recipients", url, KEY.hex(), str(READERS), _CRECHE))
        for _ in range(RUNS)
    ]


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
