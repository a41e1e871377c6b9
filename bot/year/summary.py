"""The year in figures, as a coordinator reads it. Nothing in it but what the seed gave: no clock, no ids."""

from collections.abc import Iterable, Sequence
from datetime import date

from bot.rules.calendar import Month
from bot.year.checks import CHECKS, Violation
from bot.year.checks.tables import Look, month_of
from bot.year.faults import Fault
from bot.year.year import Year

_COLUMNS = (
    "signed up", "confirmed", "meetings", "decided", "proposed", "accepted", "declined", "lapsed", "signed",
    "entries", "leavings", "waiting",
)  # fmt: skip
#: In the trace, under these words.
_TRACED = {"meeting recorded": "meetings", "accepted": "accepted", "left": "leavings"}
_MOMENTS = {
    "signed up": "SELECT registered_at FROM request",
    "confirmed": "SELECT confirmed_at FROM request WHERE confirmed_at IS NOT NULL",
    "proposed": "SELECT sent_at FROM offer",
    "declined": "SELECT ended_at FROM offer WHERE state = 'declined'",
    "lapsed": "SELECT ended_at FROM offer WHERE state = 'lapsed'",
    "signed": "SELECT ended_at FROM offer WHERE state = 'signed'",
    "entries": "SELECT min(start) FROM stay WHERE request_id IS NOT NULL GROUP BY request_id",
}
_WAITING = "SELECT count(*) FROM request WHERE state IN ('registered', 'confirmed', 'refused')"
_ANNOUNCED = "SELECT count(*) FROM announcement WHERE sent_at IS NOT NULL"
_ERASED = "SELECT count(*) FROM erased"
_ROUND = "SELECT month, approved_at FROM month_round WHERE approved_at IS NOT NULL"


class Almanac:
    """Counts month by month while the year goes by."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.waiting: dict[str, int] = {}

    def evening(self, day: date) -> None:
        """On the last day of a month, who waits."""
        month = Month.of(day)
        if day == month.last:
            self.waiting[str(month)] = self._look(_WAITING)[0][0]

    def counts(self, months: Sequence[str]) -> dict[str, dict[str, int]]:
        """By month, what happened in it."""
        found = {month: dict.fromkeys(_COLUMNS, 0) for month in months}
        for what, sql in _MOMENTS.items():
            for (at,) in self._look(sql):
                if (month := at[:7] if len(at) == 10 else month_of(at)) in found:
                    found[month][what] += 1
        for what, at in self._look("SELECT what, at FROM trace"):
            if what in _TRACED and month_of(at) in found:
                found[month_of(at)][_TRACED[what]] += 1
        for month, _ in self._look(_ROUND):
            found.get(month, {})["decided"] = 1
        for month, waiting in self.waiting.items():
            found[month]["waiting"] = waiting
        return found


def lines(year: Year, almanac: Almanac, violations: Sequence[Violation]) -> Iterable[str]:
    """The whole summary, violations last."""
    wanted, bot = year.wanted, year.world.bot
    yield (
        f"A year of {bot.policy.cooperative}: {wanted.families} families, {wanted.sponsors} firms, "
        f"{len(bot.policy.creches)} crèches, {wanted.months} months, seed {wanted.seed}."
    )
    yield ""
    yield from _table(almanac, wanted.days)
    yield ""
    seen = ", ".join(f"{bot.faults.seen[fault]} {fault.value}" for fault in Fault)
    yield f"Faults: {seen}."
    ((announced,),), ((erased,),) = map(year.look, (_ANNOUNCED, _ERASED))
    yield f"Post: {year.post.delivered} notices arrived, {announced} announcements left."
    yield f"Erased: {erased} people, by their wish."
    yield (f"Checks: {len(CHECKS)} each evening, {year.checker.made} in all, {len(violations)} violations.")
    for one in violations:
        yield f"seed {wanted.seed}, {one.day}, {one.check}: {one.words}"


def _table(almanac: Almanac, days: Sequence[date]) -> Iterable[str]:
    months = list(dict.fromkeys(str(Month.of(day)) for day in days))
    counts = almanac.counts(months)
    yield "month    " + "".join(f"{name:>11}" for name in _COLUMNS)
    for month in months:
        yield f"{month}  " + "".join(f"{counts[month][name]:>11}" for name in _COLUMNS)
    sums = {name: sum(counts[month][name] for month in months) for name in _COLUMNS[:-1]}
    yield "in all   " + "".join(f"{count:>11}" for count in sums.values())
