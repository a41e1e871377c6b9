"""Each request: one state, reached by the arrows of its diagram, confirmed as the law says, never lost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from bot.year.checks.tables import Line, Request, Tables, local, moment, months_before

_WAITING = ("registered", "confirmed", "refused")
_ASIDE = ("paused", "withdrawn")
_LEAVABLE = (*_WAITING, "offered", "accepted", "paused")
#: The diagram of section 1, as pairs.
ARROWS = {
    ("registered", "confirmed"),  # b
    ("confirmed", "offered"), ("refused", "offered"),  # c
    ("offered", "accepted"),  # d
    ("accepted", "enrolled"),  # e
    ("enrolled", "left"),  # f
    ("offered", "confirmed"),  # g
    ("offered", "paused"),  # h
    ("confirmed", "refused"),  # i
    *((state, "withdrawn") for state in _LEAVABLE),  # j
    *(("paused", state) for state in _WAITING),  # k
    ("paused", "closed"),  # l
    *((state, "paused") for state in _WAITING),  # m
    *(("withdrawn", state) for state in (*_WAITING, "paused")),  # n
    ("accepted", "refused"), ("accepted", "paused"),  # o
}  # fmt: skip
STATES = {"registered", *(to for _, to in ARROWS)}
#: Those that the crèche decides on (section 8).
_DECIDED = {
    *{("confirmed", "offered"), ("refused", "offered"), ("confirmed", "refused"), ("accepted", "refused")},
    *{("accepted", "enrolled"), ("enrolled", "left"), ("paused", "closed")},
}


class Trail:
    """Where each request's trace has led so far, and from where it was paused or withdrawn."""

    def __init__(self) -> None:
        self.state: dict[str, str] = {}
        self.aside: dict[str, dict[str, Line]] = {}  # by request and state: the line, as it was before
        self.today: list[Step] = []

    def follow(self, day: Tables) -> None:
        """What the trace tells of today."""
        self.today = []
        for row in day.requests.values():
            self.state.setdefault(row.id, "registered")
        for line in day.trace:
            if line.what in STATES and line.subject in self.state:
                self._step(day, line)

    def _step(self, day: Tables, line: Line) -> None:
        was = self.state[line.subject]
        if was == line.what and day.said(line) == "still looking":
            return
        aside = self.aside.setdefault(line.subject, {})
        self.today.append(Step(line, was, aside.get(was)))
        if line.what in _ASIDE and was != "withdrawn":
            aside[line.what] = line._replace(what=was)
        self.state[line.subject] = line.what


class Step(NamedTuple):
    """A line of the trace, the state before, and the line by which it came to that one, if it lay aside."""

    line: Line
    was: str
    left: Line | None


def every_change_follows_an_arrow(day: Tables, trail: Trail) -> Iterator[str]:
    """Section 1: a request is in one state, and every way there is in the trace, under a letter."""
    for line, was, _ in trail.today:
        if (was, line.what) not in ARROWS:
            reference = day.requests[line.subject].reference
            yield f"request {reference} went from {was} to {line.what}: no arrow leads there"
    for row in day.changed:
        if row.state != trail.state[row.id]:
            yield f"request {row.reference} is {row.state}, its trace says {trail.state[row.id]}"


def who_comes_back_comes_back_where_it_was(day: Tables, trail: Trail) -> Iterator[str]:
    """Section 1, k and n: back where it came from, n within a day; an offer is gone for good."""
    for line, was, left in trail.today:
        if was not in _ASIDE or left is None or line.what in {"withdrawn", "closed"}:
            continue
        reference, came = day.requests[line.subject].reference, left.what
        came = "confirmed" if came in {"offered", "accepted"} else came
        if line.what != came:
            yield f"request {reference} came back as {line.what}, it left as {came}"
        if was == "withdrawn" and moment(line.at) - moment(left.at) > timedelta(hours=day.policy.undo_hours):
            yield f"request {reference} came back later than a day after it was withdrawn"


def a_person_decides(day: Tables, trail: Trail) -> Iterator[str]:
    """Section 8: automatic decisions, none. Each step of the crèche's has a member of staff in the trace."""
    steps = [line for line, was, _ in trail.today if (was, line.what) in _DECIDED]
    staff = (
        {row[0] for row in day.look("SELECT person_id FROM mandate WHERE role <> 'hr'")} if steps else set()
    )
    for line in steps:
        if line.who not in staff:
            yield f"request {day.requests[line.subject].reference} was {line.what} by nobody of the staff"


def no_confirmation_is_too_early(day: Tables, _: Trail) -> Iterator[str]:
    """Order, 50 and 51 §1: after the meeting, not before the end of the third month of pregnancy."""
    then = day.before.requests if day.before else {}
    for row in day.changed:
        if row.confirmed_at is None or (row.id in then and then[row.id].confirmed_at is not None):
            continue
        on = local(row.confirmed_at)
        if row.met_on is None or row.met_on > str(on):
            yield f"request {row.reference} was confirmed before the meeting"
        if day.policy.predemand_required and not row.has_number:
            yield f"request {row.reference} was confirmed without ONE's number"
        for born, due in day.children(row.id):
            if not born and on < months_before(due, day.policy.confirm_months_before_due):
                yield f"request {row.reference} was confirmed on {on}, too early for a child due on {due}"


def the_time_of_confirmation_stays(day: Tables, _: Trail) -> Iterator[str]:
    """Sections 1 and 6: a pause, an undo, a decline and a refusal keep it, hence the rank."""
    if day.before is None or not day.policy.decline_keeps_rank:
        return
    for row in day.changed:
        was = day.before.requests.get(row.id)
        if was is not None and was.confirmed_at not in {None, row.confirmed_at}:
            yield f"request {row.reference} was confirmed at {was.confirmed_at}, now at {row.confirmed_at}"
        if row.confirmed_at is None and row.state not in {"registered", "paused", "withdrawn", "closed"}:
            yield f"request {row.reference} is {row.state} and was never confirmed"


def no_child_waits_twice(day: Tables, _: Trail) -> Iterator[str]:
    """The glossary: a child is in at most one live request."""
    children = day.look(
        "SELECT count(*) FROM request r LEFT JOIN child c ON c.request_id = r.id WHERE c.day IS NULL"
    )
    if children[0][0]:
        yield f"{children[0][0]} requests are for no child"
    new = [row for row in day.changed if day.before is None or row.id not in day.before.requests]
    for row in new:
        own = day.children(row.id)
        for other in _others(day, row):
            shared = set(own) & set(day.children(other[0]))
            if shared:
                yield f"request {row.reference} is for a child of request {other[1]}"


def _others(day: Tables, row: Request) -> list[tuple[str, str]]:
    """The family's other live requests, but those that a form made together with this one."""
    found = day.look(
        f"""SELECT o.id, o.reference FROM request o JOIN request r ON r.id = '{row.id}'
        WHERE o.family_id = r.family_id AND o.id <> r.id AND o.state NOT IN ('withdrawn', 'closed', 'left')
        AND (o.linked IS NULL OR r.linked IS NULL OR o.linked <> r.linked)"""
    )
    return [(request, reference) for request, reference in found]
