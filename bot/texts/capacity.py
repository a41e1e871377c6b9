"""A crèche's coming months in words: the caption of their picture, for whoever cannot see it."""

from collections.abc import Sequence

from bot.rules.capacity import MonthRoom
from bot.texts.speaker import Html, Speaker


def caption(creche: str, months: Sequence[MonthRoom], held: int, t: Speaker) -> Html:
    """A line a month: from how many free places to how many, where the fewest are; what firms still have."""
    head = t("capacity.caption", creche=creche)
    kept = (t("rounds.held", n=held),) if held else ()
    lines = (head, "", *(_month(t, month) for month in months), *kept, "", t("capacity.ask_day"))
    return Html("\n".join(lines))


def _month(t: Speaker, room: MonthRoom) -> Html:
    known = {slot: free for slot, free in room.free.items() if free is not None}
    if not known:
        return t("capacity.month_shut", month=room.month)
    low, high = min(known.values()), max(known.values())
    if low == high:
        return t("capacity.month_even", month=room.month, low=low)
    fewest = min(known, key=lambda slot: (known[slot], slot))
    short = t.short_week({fewest})
    return t("capacity.month", month=room.month, low=low, high=high, slot=short)
