"""From a TOML file to a Policy: read, checked, completed with the public holidays and the map."""

import csv
import tomllib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import ValidationError

from bot.policy.file import NEED_AGREEMENT, SPECIFIC_NEEDS, CrecheInFile, PolicyInFile
from bot.policy.problems import PolicyProblem, explained
from bot.rules.policy import Creche, Policy
from bot.rules.requests import ClaimCode

DEFAULT_FILE = Path(__file__).with_name("walcreches.toml")
MAP_FILE = Path(__file__).with_name("postal_codes.csv")
YEARS = range(2024, 2041)


def load_policy(path: Path | None = None) -> Policy:
    """The policy of that file, or the one that comes with the program; PolicyProblem says what to change."""
    path = path or DEFAULT_FILE
    read = _checked(path)
    numbers = {name: getattr(read, name) for name in PolicyInFile.model_fields if name != "creches"}
    return Policy(
        **numbers,
        creches=tuple(_creche(creche) for creche in read.creches),
        holidays=Holidays(),
        places_on_map=places_on_map(),
    )


@cache
def belgian_holidays() -> frozenset[date]:
    """Belgium's public holidays of all years in use."""
    from holidays import country_holidays  # noqa: PLC0415 – it loads every country of the world

    return frozenset(country_holidays("BE", years=YEARS))


class Holidays(AbstractSet[date]):
    """The same days, worked out when one is first asked for: no start waits for them."""

    def __contains__(self, day: object) -> bool:
        return day in belgian_holidays()

    def __iter__(self) -> Iterator[date]:
        return iter(belgian_holidays())

    def __len__(self) -> int:
        return len(belgian_holidays())

    def __hash__(self) -> int:
        return hash(belgian_holidays())


@cache
def places_on_map() -> MappingProxyType[str, tuple[float, float]]:
    """Postal codes of Wallonia and the provincial towns beyond, in degrees, good to a kilometre or two."""
    with MAP_FILE.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        return MappingProxyType(
            {row["postal_code"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}
        )


def _checked(path: Path) -> PolicyInFile:
    text = _text(path)
    try:
        return PolicyInFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyProblem(path, [f"this is not TOML: {error}"]) from error
    except ValidationError as error:
        known = [*PolicyInFile.model_fields, *CrecheInFile.model_fields]
        raise PolicyProblem(path, list(explained(error.errors(), text, known))) from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise PolicyProblem(path, [f"the file cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise PolicyProblem(path, ["the file is not written in UTF-8"]) from error


def _creche(read: CrecheInFile) -> Creche:
    latitude, longitude = places_on_map().get(read.postal_code, (0.0, 0.0))
    return Creche(
        id=read.id,
        name=read.name,
        street=read.street,
        town=read.town,
        postal_code=read.postal_code,
        places=read.places,
        phone=read.phone,
        example=read.example,
        latitude=latitude if read.latitude is None else read.latitude,
        longitude=longitude if read.longitude is None else read.longitude,
        closures=frozenset(read.closures),
        groups=tuple(read.groups),
        priorities=_each(read.priorities),
    )


def _each(codes: list[str]) -> frozenset[str]:
    """The published codes, 52-1 spelled out in its kinds; what needs an agreement has to be named itself."""
    if SPECIFIC_NEEDS not in codes:
        return frozenset(codes)
    kinds = [code for code in ClaimCode if code.startswith(SPECIFIC_NEEDS) and code not in NEED_AGREEMENT]
    return frozenset({str(code) for code in (*codes, *kinds)} - {SPECIFIC_NEEDS})
