"""How much room a crèche has, packed into whole numbers.

The days of a round fall into spans within which nothing that is asked for begins or ends. Of a span only the
busiest open day counts, half-day by half-day. A crèche's free places are therefore a table, spans × ten
half-days, and one long integer holds it: a field for each, with a guard bit on top. Whether a load fits is
one subtraction: a field that would fall below zero loses its guard bit.

Each quota is one more such table: the reserve and the ceiling of specific needs, the sponsors' ceiling, each
agreement (rules, sections 4 and 5). So is what is held for each agreement's own colleagues: the first table
then has what is left for everybody.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from bot.rules.calendar import Period, Slot, Week
from bot.rules.places import Agreement, Held, Stay
from bot.rules.policy import Policy

PLACES, RESERVE, NEEDS, SPONSORS, AGREEMENTS = range(
    5
)  # the tables of a state; the last is the first of many

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
        self._bytes = largest.bit_length() // 8 + 1  # of a field, its guard bit included
        self._points = sorted(points)
        self._at = {day: span for span, day in enumerate(self._points)}
        self._fields = 10 * (len(self._points) - 1)
        self._days = self._open_days(creche, policy)
        self._ones = self._open_fields(policy.opening)
        self.guard = self._packed([1 << 8 * self._bytes - 1] * self._fields)
        quotas = self._state(taken, agreements, policy)
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

    def _open_days(self, creche: str, policy: Policy) -> list[tuple[date, int]]:
        """The open days, each with the field of its morning."""
        days, span = [], 0
        for day in policy.open_days(creche, Period(self._points[0], self._points[-1] - DAY)):
            while self._points[span + 1] <= day:
                span += 1
            days.append((day, 10 * span + 2 * day.weekday()))
        return days

    def _open_fields(self, opening: Week) -> dict[Slot, int]:
        """For each half-day a one in every span in which it occurs on an open day."""
        ones = {slot: [0] * self._fields for slot in Slot}
        for morning in {morning for _, morning in self._days}:
            for field in (morning, morning + 1):
                slot = Slot(field % 10)
                ones[slot][field] = int(slot in opening)
        return {slot: self._packed(fields) for slot, fields in ones.items()}

    def _state(self, taken: Sequence[Stay], agreements: Sequence[Agreement], policy: Policy) -> State:
        """The quotas of needs are shares of the authorised places (order, 88, 5°), the reserve rounded up."""
        creche, percent = self.creche, policy.specific_needs_min_percent
        needs = [(stay.week, stay.period) for stay in taken if stay.need]
        under = [_under(one, taken) for one in agreements]
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
        spans = [sum(one.places for one in held if day in one.period) for day in self._points[:-1]]
        return self._packed([min(places, self.creche.most) for places in spans for _ in Slot])

    def _left(self, places: int, taken: Sequence[_Taken]) -> int:
        """What of so many places is left on the busiest open day of each span, guard bits set.

        A span's Mondays are alike until somebody comes or goes, and so are its other days.
        """
        left, there, turns = [places] * self._fields, [0] * 10, _turns(taken)
        known = set[int]()
        for day, field in self._days if taken else ():
            if turns and turns[-1][0] <= day:
                known.clear()
            elif field in known:
                continue
            while turns and turns[-1][0] <= day:
                _, by, week = turns.pop()
                for slot in week:
                    there[slot] += by
            known.add(field)
            morning = field % 10
            left[field] = min(left[field], places - there[morning])
            left[field + 1] = min(left[field + 1], places - there[morning + 1])
        return self.guard | self._packed([max(0, each) for each in left])

    def _packed(self, fields: Iterable[int]) -> int:
        return int.from_bytes(b"".join(each.to_bytes(self._bytes, "little") for each in fields), "little")


def _under(agreement: Agreement, taken: Iterable[Stay]) -> list[_Taken]:
    """The stays under an agreement, as far as it runs."""
    stays = [stay for stay in taken if stay.agreement_id == agreement.id]
    return [(stay.week, part) for stay in stays if (part := stay.period.overlap(agreement.period))]


def _turns(taken: Iterable[_Taken]) -> list[tuple[date, int, Week]]:
    """Who comes (+1) and who has gone (-1) on which day, the last day first."""
    turns = [(period.start, 1, week) for week, period in taken]
    turns += [(period.end + DAY, -1, week) for week, period in taken if period.end]
    return sorted(turns, key=lambda turn: turn[0], reverse=True)
