"""What the decision's screens say when they are tapped."""

from aiogram.filters.callback_data import CallbackData


class Round(CallbackData, prefix="rd"):
    """`do`: see, prepare, ask (before approving), approve; what was prepared at that second."""

    do: str
    at: int = 0


class Lines(CallbackData, prefix="rl"):
    """The decisions of one kind (placed, unplaced, overtaken, envied, open), from that place on."""

    kind: str
    skip: int = 0


class Line(CallbackData, prefix="rx"):
    """One decision, explained; `kind` and `skip` lead back to its list."""

    id: str
    kind: str = "placed"
    skip: int = 0
