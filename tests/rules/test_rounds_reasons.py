"""Every reason and every reserve list, worked out a second time from the judge's own books."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.calendar import Slot
from bot.rules.people import Child
from bot.rules.policy import PriorityOrder
from bot.rules.rounds import Passed, RoundInput, Why, decide
from tests.rules.cooperatives import quarrelsome, small
from tests.rules.rounds_checker import Judge, Line, Position, Seat

chances = st.integers(0, 10**9).map(Random)
rounds = chances.map(small) | chances.map(quarrelsome)


@settings(max_examples=40, deadline=None)
@given(rounds)
def test_reasons_are_told_for_every_creche_that_is_wished_more(asked: RoundInput) -> None:
    judge, answer = Judge(asked), decide(asked)
    lines = judge.lines(answer.decisions)
    for decision in answer.decisions:
        request = judge.requests[decision.request_id]
        wishes, got = list(request.wishes.creches), decision.proposal and decision.proposal.creche
        preferred = wishes[: wishes.index(got)] if got else wishes
        assert [one.creche for one in decision.passed] == preferred
        for passed in decision.passed:
            line = lines[passed.creche]
            if line.site.starts(request):
                _check(passed, line, line.right(request), asked, open_=line.seat(request) is not None)
            else:
                young = replace(request, children=(Child(born=False, day=request.wishes.entry.last),))
                opens = line.site.starts(young)
                why = Why.SCHOOL if opens else Why.NO_DAY
                assert passed == Passed(creche=passed.creche, why=why)


def _check(passed: Passed, line: Line, own: Seat, asked: RoundInput, *, open_: bool) -> None:
    """The right place in the order, everybody ahead by the first thing that differs, the full half-days."""
    assert passed.why is (Why.OPEN if open_ else Why.FULL)
    ahead = [one.right.position for one in line.seats if one.right.position < own.right.position]
    reasons = [_first_difference(one, own.right.position, asked) for one in ahead]
    told = (passed.ahead_by_priority, passed.ahead_by_month, passed.ahead_by_time)
    assert told == tuple(reasons.count(reason) for reason in ("priority", "month", "time"))
    assert [full.slot for full in passed.full] == ([] if open_ else _lacking(line, own, "places"))
    assert passed.held is (not open_ and bool(_lacking(line, own, "held")))


def _first_difference(other: Position, own: Position, asked: RoundInput) -> str:
    """Lifted or not comes first; then month and priority, as the policy says; then the time."""
    second = ["month", "priority"]
    if asked.policy.priority_order is PriorityOrder.PRIORITY_FIRST:
        second.reverse()
    place = next(place for place, (one, two) in enumerate(zip(other, own, strict=True)) if one != two)
    return ["priority", *second, "time", "time"][place]


def _lacking(line: Line, own: Seat, what: str) -> list[Slot]:
    """The half-days of the week that, alone, have no room on some day, or none that is not held."""
    week, books = sorted(own.request.wishes.week), line.before(own.right.position)
    alone = {slot: replace(own.request.wishes, week=frozenset({slot})) for slot in week}
    seats = {
        slot: replace(own, request=replace(own.request, id=f"{own.request.id}-{slot}", wishes=wishes))
        for slot, wishes in alone.items()
    }
    return [slot for slot in week if what in line.site.over(books, seats[slot])]


@settings(max_examples=40, deadline=None)
@given(rounds, st.integers(0, 1))
def test_reserve_lists_hold_who_would_rather_be_there_in_the_order_there(
    asked: RoundInput, skipped: int
) -> None:
    """Skipped ones too."""
    asked = replace(asked, skipped=frozenset(one.id for one in asked.requests[:skipped]))
    everybody, answer = Judge(replace(asked, skipped=frozenset())), decide(asked)
    lines = everybody.lines(answer.decisions)
    for creche, line in lines.items():
        waiting = [
            line.right(request)
            for name, request in everybody.requests.items()
            if creche in _preferred(request.wishes.creches, answer.placed.get(name))
            and line.site.starts(request)
        ]
        waiting.sort(key=lambda seat: seat.right.position)
        told = answer.reserve.get(creche, ())
        assert [(one.request_id, one.way) for one in told] == [(s.request.id, s.right.way) for s in waiting]


def _preferred(wishes: tuple[str, ...], got: str | None) -> tuple[str, ...]:
    return wishes if got is None else wishes[: wishes.index(got)]
