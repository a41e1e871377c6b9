"""What the buttons of an announcement say."""

from aiogram.filters.callback_data import CallbackData

from bot.rules.announcements import ExportPurpose, Kind


class Announce(CallbackData, prefix="an"):
    """Something to do with the announcement of that id."""

    do: str
    id: str


class Spoken(CallbackData, prefix="anl"):
    """`do`: write, drop or correct its words in a language, or put them first."""

    do: str
    id: str
    language: str


class Seen(CallbackData, prefix="vu"):
    """A reader has seen the announcement of that id."""

    id: str


class Export(CallbackData, prefix="anx"):
    """Its readers as a list, for that purpose."""

    id: str
    why: ExportPurpose


class Model(CallbackData, prefix="anm"):
    """`do`: use, drop or dropped, for the draft of that id; `of`: how the template's id begins."""

    do: str
    id: str
    of: str


class Classed(CallbackData, prefix="ank"):
    """How much its readers need it."""

    id: str
    kind: Kind


class Aim(CallbackData, prefix="aim"):
    """Put `value` of a kind (c crèche, r role, l language) into the audience or take it out; "-": all."""

    id: str
    kind: str
    value: str
    on: bool
