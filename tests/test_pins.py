"""Whatever the project needs, extras included, has its exact version written down."""

import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))


def asked() -> Iterator[Requirement]:
    project = PROJECT["project"]
    own = [*project["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    own += [one for several in project["optional-dependencies"].values() for one in several]
    return map(Requirement, own)


def needed_by(one: Requirement) -> Iterator[Requirement]:
    try:
        several = map(Requirement, requires(one.name) or ())
    except PackageNotFoundError:  # an extra that is not installed here
        return
    for other in several:
        if other.marker is None or any(
            other.marker.evaluate({"extra": extra}) for extra in {"", *one.extras}
        ):
            yield other


def test_everything_needed_is_pinned():
    seen: dict[str, None] = {}
    ahead = [one for one in asked() if canonicalize_name(one.name) != PROJECT["project"]["name"]]
    while ahead:
        one = ahead.pop()
        key = f"{canonicalize_name(one.name)} {sorted(one.extras)}"
        if key not in seen:
            seen[key] = None
            ahead += needed_by(one)
    needed = {key.split()[0] for key in seen}
    pinned = {pin.split("==")[0] for pin in PROJECT["tool"]["uv"]["constraint-dependencies"]}
    assert needed - pinned == set()
