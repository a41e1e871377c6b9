"""What the buttons about sponsors say."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.agreements import Line


class Firms(CallbackData, prefix="sp"):
    """Further firms."""

    skip: int = 0


class See(CallbackData, prefix="sf"):
    """One firm."""

    id: str


class Open(CallbackData, prefix="ag"):
    """One agreement."""

    id: str


class Start(CallbackData, prefix="as"):
    """A firm's new agreement."""

    sponsor: str


class Change(CallbackData, prefix="ac"):
    """The lines of an agreement, to be corrected."""

    id: str


class Ask(CallbackData, prefix="aq"):
    """Correct a line of what is being written."""

    mark: str
    line: Line


class Fill(CallbackData, prefix="af"):
    """The answer to a line; empty where there is none."""

    mark: str
    line: Line
    value: str = ""


class Done(CallbackData, prefix="ak"):
    """Keep what was read back, or forget it."""

    mark: str
    keep: bool
