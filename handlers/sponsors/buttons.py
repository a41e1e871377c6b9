"""What the buttons about sponsors say."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.agreements import Line
from bot.texts import Speaker
from handlers import menu
from handlers.screens import Button


class Firms(CallbackData, prefix="sp"):
    """Further firms."""

    skip: int = 0


class See(CallbackData, prefix="sf"):
    """One firm."""

    id: str


class SeeContact(CallbackData, prefix="kc"):
    """A firm's contact whose id begins so; `out`: take the access away."""

    sponsor: str
    mark: str
    out: bool = False


class Open(CallbackData, prefix="ag"):
    """One agreement."""

    id: str


class Start(CallbackData, prefix="as"):
    """A firm's new agreement."""

    sponsor: str


class ByCreche(CallbackData, prefix="so"):
    """Who sponsors what: everywhere, or at one crèche."""

    creche: str = ""


class Board(CallbackData, prefix="sx"):
    """The same as a spreadsheet."""


class ByFile(CallbackData, prefix="ax"):
    """Agreements as a list in a file."""


class Change(CallbackData, prefix="ac"):
    """The lines of an agreement, to be corrected."""

    id: str


class Ask(CallbackData, prefix="aq"):
    """Correct a line of what is being written."""

    mark: str
    line: Line


class Leave(CallbackData, prefix="al"):
    """Leave the line that is asked as it was."""

    mark: str


class Fill(CallbackData, prefix="af"):
    """The answer to a line; empty where there is none."""

    mark: str
    line: Line
    value: str = ""


class Done(CallbackData, prefix="ak"):
    """Keep what was read back, or forget it."""

    mark: str
    keep: bool


def back(t: Speaker) -> list[Button]:
    """The way back to all firms."""
    return [Button(t.plain("sponsor.all"), menu.SPONSORS), menu.open_button(t)]
