"""Who stands ahead of whom, as whole numbers, smaller first: `waitlist.order_key` for thousands at once."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from bot.rules.calendar import Month, at_local, local_day
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import Request


class Order:
    """Requests by time of confirmation. A request is known by its rank, its place in that order.

    `months` says to which month of confirmation each belongs, counted from 0.
    """

    def __init__(self, requests: Iterable[Request], policy: Policy) -> None:
        ranked = sorted(
            (one.confirmed_at.timestamp(), one.reference, one.id, one) for one in requests if one.confirmed_at
        )
        self.requests = [one for _, _, _, one in ranked]
        self.months = _months([one.confirmed_at for one in self.requests if one.confirmed_at])
        self._size = len(ranked)
        month_first = policy.priority_order is PriorityOrder.MONTH_FIRST
        self._month = 2 * self._size if month_first else 0
        self._all = 2 * self._size * (len(set(self.months)) + 1)

    def key(self, rank: int, *, priority: bool) -> int:
        """Where that request stands at a crèche, with a priority or as an ordinary one."""
        return self._month * self.months[rank] + rank + (0 if priority else self._size)

    def ordinary(self) -> list[int]:
        """Where each stands as an ordinary one; a priority lifts by as many as there are requests."""
        return [self._month * month + rank for rank, month in enumerate(self.months, self._size)]

    def lifted(self, rank: int) -> int:
        """Where it stands while the reserve lifts it, ahead of everybody whom nothing lifts."""
        return self.key(rank, priority=True) - self._all


def _months(moments: Sequence[datetime]) -> list[int]:
    """The number of each moment's month in Belgium; the moments come in order."""
    months: list[int] = []
    month, ends = -1, None
    for moment in moments:
        if ends is None or moment >= ends:
            month, ends = month + 1, at_local(Month.of(local_day(moment)).plus(1).first, 0)
        months.append(month)
    return months
