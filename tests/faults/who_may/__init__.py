"""S2: every route, tried by everybody on everything. Who may not changes nothing, sees nothing, is told."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from handlers import ROUTERS
from handlers.doors import Who
from tests.faults.figures import Part, Row, none
from tests.faults.who_may.routes import Route, Try, prefixes, routes
from tests.faults.who_may.town import CRECHES, NOWHERE, Actor
from tests.faults.who_may.trial import OURS, Came, Trials, trials

STAFF = {"director", "coordinator"}
KNOWN = {"parent", "second", "hr", "revoked", *STAFF}
#: Who may where nobody's thing is named, and who where it is theirs; a coordinator is on no side.
GUESTS: dict[Who | None, set[str]] = {
    Who.ANYBODY: {"stranger", *KNOWN},
    Who.READER: KNOWN,
    Who.FAMILY: KNOWN,
    Who.HR: {"hr"},
    Who.FIRM: {"hr", "coordinator"},
    Who.STAFF: STAFF,
    Who.COORDINATOR: {"coordinator"},
}
OWNERS = GUESTS | {Who.FAMILY: {"parent", "second"}}


@dataclass(frozen=True)
class Cell:
    """A route, tried by somebody on one side's things, and what came of it."""

    route: Route
    one: Try
    actor: Actor
    side: str
    came: Came
    may: bool
    shown: bool

    def __str__(self) -> str:
        tried = f"{self.route.name} {self.one.says!r} {self.one.focus}"
        return f"{tried} by {self.actor.name} on {self.side}: {self.came}"

    @property
    def wrongly_allowed(self) -> bool:
        """Somebody changed what they may not, or read what nobody but others may, wherever they were."""
        return self.shown or self.came.elsewhere or (self.came.changed and not self.may)

    @property
    def wrongly_refused(self) -> bool:
        """The other way round: a matrix that refuses everybody proves nothing."""
        return self.may and (self.came.reached != self.route.name or self.came.refused)

    @property
    def unkind(self) -> bool:
        """Nothing was said, or that the fault is ours."""
        answered = self.came.said or self.one.kind == "my_chat_member"
        return not answered or OURS in self.came.said


def may(route: Route, one: Try, actor: Actor, side: str) -> bool:
    """Whether that person may do that to that side's things."""
    if one.only is not None:
        only = one.only.get(side, ()) if isinstance(one.only, dict) else one.only
        return actor.name in {name.format(side=side) for name in only}
    role, _, own = actor.name.partition("_")
    if one.about:
        return side != NOWHERE and own in {"", side} and role in OWNERS.get(route.who, ())
    return role in GUESTS.get(route.who, ())


def without_policy(found: Iterable[Route]) -> list[str]:
    """Routes that do not say for whom they are, or that nothing here tries."""
    return [f"{route.name} ({route.kind})" for route in found if route.who is None or not route.tries]


async def judge(on: Trials, route: Route, one: Try, actor: Actor, side: str) -> Cell:
    came = await on.attempt(actor, one, side)
    shown = came.shows(on.town.hidden_from(actor))
    return Cell(route, one, actor, side, came, may(route, one, actor, side), shown)


async def matrix(on: Trials, found: Iterable[Route], *, small: bool = False) -> list[Cell]:
    """Every route by everybody; on either side's things and on nothing's, where it is about a thing.

    Small: by the people of one side, on their own things and on the other side's.
    """
    sides = (*CRECHES,) if small else (*CRECHES, NOWHERE)
    actors = [actor for actor in on.town.actors.values() if not (small and actor.name.endswith("_b"))]
    return [
        await judge(on, route, one, actor, side)
        for route in found
        for one in route.tries
        for actor in actors
        for side in (sides if one.about else sides[:1])
    ]


async def run(size: str, seed: int) -> Row:
    """The matrix of the router tree; there is nothing to draw."""
    found, kinds = list(routes(ROUTERS)), prefixes(ROUTERS)
    with TemporaryDirectory(prefix="cigogne-who-may-") as folder:
        async with trials(Path(folder)) as on:
            cells = await matrix(on, found, small=size == "small")
    for cell in cells:
        if cell.wrongly_allowed or cell.wrongly_refused or cell.unkind:
            sys.stderr.write(f"{cell}\n")
    return Row(
        row="S2",
        size=size,
        seed=seed,
        parts=(
            Part("routes", len(found), "all", holds=True),
            Part("cells", len(cells), "all", holds=True),
            none("routes without policy", len(without_policy(found))),
            none("kinds of button that another kind begins like", len(kinds) - len(set(kinds))),
            none("wrongly allowed", sum(cell.wrongly_allowed for cell in cells)),
            none("wrongly refused", sum(cell.wrongly_refused for cell in cells)),
            none("not told kindly", sum(cell.unkind for cell in cells)),
        ),
    )
