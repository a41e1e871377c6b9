"""How much room a crèche has, packed into whole numbers.

The days of a round fall into spans within which nothing that is asked for begins or ends. Of a span only the
busiest open day counts, half-day by half-day. A crèche's free places are therefore a table, spans × ten
half-days, and one long integer holds it: a field for each, with a guard bit on top. Whether a load fits is
one subtraction: a field that would fall below zero loses its guard bit.

Each quota is one more such table: the reserve and the ceiling of specific needs, the sponsors' ceiling, each
agreement (rules, sections 4 and 5). So is what is held for each agreement's own colleagues: the first table
then has what is left for everybody.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from struct import pack

from bot.rules.calendar import Period, Slot, Week
from bot.rules.places import Agreement, Held, Stay, while_they_run
from bot.rules.policy import Policy

PLACES, RESERVE, NEEDS, SPONSORS, AGREEMENTS = range(
    5
)  # the tables of a state; the last is the first of many

#: How `struct` writes a field, by its width in bytes.
_KINDS = {1: "B", 2: "H", 4: "I"}
State = tuple[int, ...]
_Taken = tuple[Week, Period]
DAY = timedelta(days=1)


class Room:
    """A crèche’s free places and quotas, beside the stays and the offers under way.

    `points` are the days on which something asked for begins or has ended (two at least), `most` the children
    of the largest request.
    """

    def __init__(
        self,
        creche: str,
        *,
        points: Collection[date],
        most: int,
        taken: Sequence[Stay],
        agreements: Sequence[Agreement],
        held: Sequence[Held],
        policy: Policy,
    ) -> None:
        self.creche = policy.creche(creche)
        largest = max(self.creche.most, most, *(one.places for one in agreements), 1)
        # of a field, its guard bit included
        self._bytes = next(width for width in _KINDS if largest.bit_length() < 8 * width)
        self._points = sorted(points)
        self._at = {day: span for span, day in enumerate(self._points)}
        self._fields = 10 * (len(self._points) - 1)
        self._days, self._mornings = self._open_days(creche, policy)
        self._ones = self._open_fields(policy.opening)
        self._each = self._packed([1] * self._fields)
        self.guard = self._each << 8 * self._bytes - 1
        quotas = self._state(taken, agreements, policy)
        self.holds = bool(held)  # whether tables of what is held follow those of the agreements
        self.state = self._with_held(quotas, agreements, held)

    def load(self, week: Week, start: date, ends: Iterable[date]) -> int:
        """What children with that week take, from a first day to each one's last."""
        pattern = sum(self._ones[slot] for slot in week)
        return sum(pattern & self._between(start, end + DAY) for end in ends)

    def within(self, period: Period) -> int:
        """All bits of the days of a period: cuts a load to it."""
        start = max(period.start, self._points[0])
        after = min(period.end + DAY if period.end else date.max, self._points[-1])
        return self._between(start, after) if start < after else 0

    def full(self, room: int, load: int) -> list[Slot]:
        """The half-days on which a load does not fit, on any day."""
        lost = self.guard & ~(room - load)
        tops = lost.to_bytes(self._bytes * self._fields, "little")[self._bytes - 1 :: self._bytes]
        return [slot for slot in Slot if any(tops[slot::10])]

    def whole(self, state: State) -> int:
        """What is left with what is held for firms."""
        return state[PLACES] + sum(state[self._held :])

    def least(self, some: int, others: int) -> int:
        """The smaller of two in each field, both without guard bits."""
        not_less = ((others | self.guard) - some) & self.guard
        fields = not_less - (not_less >> 8 * self._bytes - 1)
        return some & fields | others & ~fields

    def _between(self, first: date, after: date) -> int:
        bits = 80 * self._bytes
        return (1 << self._at[after] * bits) - (1 << self._at[first] * bits)

    def _open_days(self, creche: str, policy: Policy) -> tuple[list[date], list[int]]:
        """The open days, and the field of each one's morning."""
        days = list(policy.open_days(creche, Period(self._points[0], self._points[-1] - DAY)))
        mornings, spans = [], enumerate(self._points[1:])
        span, until = next(spans)
        for day in days:
            while until <= day:
                span, until = next(spans)
            mornings.append(10 * span + 2 * day.weekday())
        return days, mornings

    def _open_fields(self, opening: Week) -> list[int]:
        """For each half-day a one in every span in which it occurs on an open day."""
        ones = [[0] * self._fields for _ in Slot]
        for morning in set(self._mornings):
            for field in (morning, morning + 1):
                ones[field % 10][field] = int(field % 10 in opening)
        return list(map(self._packed, ones))

    def _state(self, taken: Sequence[Stay], agreements: Sequence[Agreement], policy: Policy) -> State:
        """The quotas of needs are shares of the authorised places (order, 88, 5°), the reserve rounded up."""
        creche, percent = self.creche, policy.specific_needs_min_percent
        needs = [(stay.week, stay.period) for stay in taken if stay.need]
        stays = while_they_run(agreements, taken)
        under = [[(stay.week, stay.period) for stay in stays[one.id]] for one in agreements]
        sponsored = [each for stays in under for each in stays]
        return (
            self._left(creche.places, [(stay.week, stay.period) for stay in taken]),
            self._left(-(-creche.most * percent // 100), needs),
            self._left(creche.most * policy.specific_needs_max_percent // 100, needs),
            self._left(creche.places * policy.sponsors_max_percent // 100, sponsored),
            *(self._left(one.places, stays) for one, stays in zip(agreements, under, strict=True)),
        )

    def _with_held(self, state: State, agreements: Sequence[Agreement], held: Sequence[Held]) -> State:
        """Kept apart is what there is; for the agreement that began first, first."""
        self._held = len(state)
        rest, tables = state[PLACES], list[int]()
        for one in agreements if held else ():
            table = self.least(
                self._kept([each for each in held if each.agreement_id == one.id]), rest ^ self.guard
            )
            tables.append(table)
            rest -= table
        return (rest, *state[RESERVE:], *tables)

    def _kept(self, held: Sequence[Held]) -> int:
        """So many places on every half-day of the spans; none of them has a day on which that changes."""
        spans = [0] * (len(self._points) - 1)
        for one in held:
            first, end = one.period.start, one.period.end or date.max
            for span in range(
                bisect_left(self._points, first), bisect_right(self._points, end, hi=len(spans))
            ):
                spans[span] += one.places
        return self._packed([each for places in spans for each in [min(places, self.creche.most)] * 10])

    def _left(self, places: int, taken: Sequence[_Taken]) -> int:
        """What of so many places is left on the busiest open day of each span, guard bits set.

        A span's Mondays are alike until somebody comes or goes, and so are its other days.
        """
        if not taken:
            return self.guard | places * self._each
        left, there, start = [places] * self._fields, [0] * 10, 0
        for day, by, week in [*_turns(taken), (date.max, 0, frozenset[Slot]())]:
            until = bisect_left(self._days, day, start)
            for field in set(self._mornings[start:until]) if any(there) else ():
                morning = field % 10
                left[field] = min(left[field], places - there[morning])
                left[field + 1] = min(left[field + 1], places - there[morning + 1])
            start = until
            for slot in week:
                there[slot] += by
        return self.guard | self._packed([max(0, each) for each in left])

    def _packed(self, fields: Sequence[int]) -> int:
        return int.from_bytes(pack(f"<{len(fields)}{_KINDS[self._bytes]}", *fields), "little")


def _turns(taken: Iterable[_Taken]) -> list[tuple[date, int, Week]]:
    """Who comes (+1) and who has gone (-1) on which day, in order."""
    turns = [(period.start, 1, week) for week, period in taken]
    turns += [(period.end + DAY, -1, week) for week, period in taken if period.end]
    return sorted(turns, key=lambda turn: turn[0])
