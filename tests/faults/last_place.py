"""R12: one last place, a coordinator and a director who tap at once: given once, on both databases."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.actions.offers import send
from bot.ports import Records
from bot.rules.calendar import FULL_WEEK, Period
from bot.rules.offers import Offer, OfferState, Place
from bot.rules.offers.refusals import NoRoom
from bot.rules.places import Stay
from bot.rules.refusals import Refusal
from bot.rules.requests import Claim, ClaimCode, Request
from storage import Storage, migrate, open_storage
from tests import postgres
from tests.cast import LAMBERT_CONFIRMED, MIREILLE, MORNING, NADIA, PEETERS_CONFIRMED, POLICY, TODAY
from tests.faults.figures import Part, Row, allowed, at_most, every, none
from tests.storage import seeds

RACES = {"full": 1000, "small": 100}
P99_MS = 250.0
KEY = b"f" * 32
CLOSED = Claim(code=ClaimCode.CLOSURE, seen_on=TODAY, seen_by="director")
FAMILIES = tuple(replace(request, claims=(CLOSED,)) for request in (LAMBERT_CONFIRMED, PEETERS_CONFIRMED))
PLACE = Place(creche="marcinelle", start=LAMBERT_CONFIRMED.wishes.entry.first)


@dataclass
class Tally:
    """What came of the races on one database."""

    given: int = 0
    twice: int = 0
    told: int = 0  # who lost heard that there is no room
    milliseconds: list[float] = field(default_factory=list)

    def parts(self, database: str, size: str) -> tuple[Part, ...]:
        races = RACES[size]
        slow = sorted(self.milliseconds)[int(len(self.milliseconds) * 0.99)]
        return (
            every(f"{database}: last places given, %", self.given, races),
            none(f"{database}: given twice", self.twice),
            every(f"{database}: losers told that there is no room, %", self.told, races),
            at_most(f"{database}: p99, milliseconds", slow, allowed(P99_MS, size)),
        )


async def run(size: str, chance_seed: int) -> Row:
    """The same races on SQLite and on PostgreSQL, each through two programs' connections."""
    races = RACES[size]
    parts: list[Part] = []
    for database, opened in DATABASES.items():
        with opened() as url:
            tally = await _races(url, races, Random(chance_seed))
        parts += tally.parts(database, size)
    return Row("R12", f"{races} races a database", chance_seed, tuple(parts))


async def _races(url: str, races: int, chance: Random) -> Tally:
    migrate(url)
    tally = Tally()
    with open_storage(url, key=KEY) as one, open_storage(url, key=KEY) as other:
        with one.transaction() as records:
            _seed(records)
        for _ in range(races):
            one_family, other_family = chance.sample(FAMILIES, 2)
            found = await asyncio.gather(
                _send(one, NADIA.id, one_family, chance, tally),
                _send(other, MIREILLE.id, other_family, chance, tally),
            )
            offers = [each for each in found if isinstance(each, Offer)]
            tally.given += bool(offers)
            tally.twice += len(offers) > 1
            tally.told += sum(isinstance(each, NoRoom) for each in found)
            with one.transaction() as records:
                _take_back(records, offers)
    return tally


async def _send(on: Storage, who: str, family: Request, chance: Random, tally: Tally) -> Offer | Refusal:
    await asyncio.sleep(chance.random() / 1000)
    before = time.monotonic()
    try:
        return await on.do(send, who, family.id, PLACE, now=MORNING, policy=POLICY)
    except Refusal as refusal:
        return refusal
    finally:
        tally.milliseconds.append((time.monotonic() - before) * 1000)


def _seed(records: Records) -> None:
    """A crèche with one full-time place left."""
    seeds.cast(records)
    seeds.requests(records, *FAMILIES)
    for i in range(POLICY.creche(PLACE.creche).places - 1):
        stay = Stay(id=f"stay-{i}", creche=PLACE.creche, week=FULL_WEEK, period=Period(TODAY))
        records.places.add_stay(stay)


def _take_back(records: Records, offers: list[Offer]) -> None:
    """For the next race both families wait again."""
    for offer in offers:
        records.offers.save(replace(offer, state=OfferState.WITHDRAWN, ended_at=MORNING))
    for family in FAMILIES:
        records.requests.save(family)


@contextlib.contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory(prefix="cigogne-faults-") as name:
        yield f"sqlite:///{Path(name) / 'cigogne.sqlite3'}"


@contextlib.contextmanager
def _postgres() -> Iterator[str]:
    with postgres.server() as admin, postgres.database(admin) as url:
        yield url


DATABASES = {"SQLite": _sqlite, "PostgreSQL": _postgres}
