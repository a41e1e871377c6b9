"""A month's decision as it is kept: prepared, read line by line, approved by a person, then carried out."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from bot.rules.calendar import Month, months_after
from bot.rules.places import held_at_most
from bot.rules.rounds.refusals import RoundApproved, RoundReplaced
from bot.rules.rounds.round import Round
from bot.rules.rounds.values import Change, Decision, Pair, Reserved, RoundInput


class Outcome(StrEnum):
    """What became of a decision when it was carried out."""

    OFFERED = "offered"
    REFUSED = "refused"
    KEPT = "kept"  # refused before, or held by a person: nothing new to tell
    OVERTAKEN = "overtaken"  # the family or the crèche changed in between: a person looks


@dataclass(frozen=True, kw_only=True)
class Reserve:
    """A crèche's reserve list: who comes next when a place frees, the first first."""

    creche: str
    lines: tuple[Reserved, ...]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """How many places of a crèche were held for firms when the round was prepared."""

    creche: str
    places: int


@dataclass(frozen=True, kw_only=True)
class Done:
    """A decision that was carried out."""

    request_id: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class MonthRound:
    """What was prepared is what is approved: nothing is worked out anew in between."""

    month: Month
    prepared_at: datetime
    prepared_by: str
    decisions: tuple[Decision, ...]
    reserves: tuple[Reserve, ...]
    open: tuple[Pair, ...]  # room is left, and no answer satisfies everybody
    envied: tuple[Pair, ...] = ()  # who is passed over by what a person changed
    changes: tuple[Change, ...] = ()
    held: tuple[Kept, ...] = ()
    approved_at: datetime | None = None
    approved_by: str = ""
    done: tuple[Done, ...] = ()

    @property
    def placed(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if one.proposal is not None)

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """The requests that are placed under no agreement."""
        placed = ((one.request_id, one.proposal) for one in self.decisions)
        return frozenset(name for name, given in placed if given and given.agreement_id is None)

    @property
    def unplaced(self) -> tuple[Decision, ...]:
        return tuple(one for one in self.decisions if one.proposal is None)

    @property
    def overtaken(self) -> tuple[Decision, ...]:
        late = {one.request_id for one in self.done if one.outcome is Outcome.OVERTAKEN}
        return tuple(one for one in self.decisions if one.request_id in late)

    @property
    def carried_out(self) -> bool:
        return self.approved_at is not None and len(self.done) == len(self.decisions)

    def count(self, outcome: Outcome) -> int:
        return sum(one.outcome is outcome for one in self.done)

    def reserve(self, creche: str) -> tuple[Reserved, ...]:
        return next((one.lines for one in self.reserves if one.creche == creche), ())

    def seen_from(self, creches: Collection[str]) -> "MonthRound":
        """Some crèches' lines alone: who is placed there, and who would rather have been."""
        seen = (one.seen_from(creches) for one in self.decisions)
        decisions = tuple(one for one in seen if one.passed or one.is_at(creches))
        theirs = {one.request_id for one in decisions}
        return replace(
            self,
            decisions=decisions,
            reserves=tuple(one for one in self.reserves if one.creche in creches),
            open=tuple(pair for pair in self.open if pair.creche in creches),
            envied=tuple(pair for pair in self.envied if pair.creche in creches),
            changes=tuple(one for one in self.changes if one.request_id in theirs),
            held=tuple(one for one in self.held if one.creche in creches),
            done=tuple(one for one in self.done if one.request_id in theirs),
        )

    def left_to_do(self) -> Iterator[Decision]:
        """In order of confirmation, those that are not carried out yet."""
        known = {one.request_id for one in self.done}
        return (one for one in self.decisions if one.request_id not in known)


def prepared(found: Round, *, by: str, at: datetime) -> MonthRound:
    """A round as it is put before a person."""
    return MonthRound(
        month=found.asked.month,
        prepared_at=at,
        prepared_by=by,
        decisions=found.decisions,
        reserves=tuple(Reserve(creche=creche, lines=lines) for creche, lines in found.reserve.items()),
        open=found.wasted,
        envied=found.envied,
        changes=found.changes,
        held=_held(found.asked),
    )


def _held(asked: RoundInput) -> tuple[Kept, ...]:
    """For each agreement the most that it has within the months in which vacant places are told."""
    until = months_after(asked.today, asked.policy.vacancy_months_ahead)
    creches = {one.id: one.creche for one in asked.agreements}
    there = Counter[str]()
    for agreement, places in held_at_most(asked.held, until).items():
        there[creches[agreement]] += places
    return tuple(Kept(creche=creche, places=places) for creche, places in sorted(there.items()))


def check_open(kept: MonthRound | None) -> None:
    """Whether the month may still be prepared. Refused RoundApproved."""
    if kept is not None and kept.approved_at is not None:
        raise RoundApproved(month=kept.month, on=kept.approved_at)


def approve(kept: MonthRound, *, read_at: int, by: str, at: datetime) -> MonthRound:
    """A person approves what they read: the round prepared at that moment, in whole seconds.

    Refused: RoundApproved, RoundReplaced.
    """
    check_open(kept)
    if int(kept.prepared_at.timestamp()) != read_at:
        raise RoundReplaced(at=kept.prepared_at)
    return replace(kept, approved_at=at, approved_by=by)
