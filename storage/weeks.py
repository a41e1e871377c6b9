"""Half-days as bits of a number: Monday morning is the lowest."""

from functools import cache

from bot.rules.calendar import Slot, Week


def to_bits(week: Week) -> int:
    return sum(1 << slot for slot in week)


@cache
def from_bits(bits: int) -> Week:
    return frozenset(slot for slot in Slot if bits >> slot & 1)
