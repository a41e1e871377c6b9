"""What the form's buttons say, and what a question looks at while it is drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from aiogram.filters.callback_data import CallbackData

from bot.actions.wishes import Outlook
from bot.rules.policy import Policy
from bot.rules.references import MARK
from bot.rules.signup import Deed, Desk, Draft, Said, Step, index_of, step_of
from bot.texts import Html, Speaker, Texts
from handlers.screens import Button, Screen

CHOSEN = "✓ "

Row = list[Button]


class Tap(CallbackData, prefix="su", sep="|"):
    """`mark`: which draft; `place`: the question it answers; then the deed and its value."""

    mark: str
    place: str
    do: str
    value: str = ""

    def said(self) -> Said:
        """What this tap says; ValueError if it is forged."""
        return Said(place=self.place, deed=Deed(self.do), value=self.value)


class Follow(CallbackData, prefix="sl"):
    """The form, with what the link brings along."""

    link: str


class Change(CallbackData, prefix="wc"):
    """The wishes of that request are to be changed."""

    id: str


@dataclass(frozen=True, kw_only=True)
class View:
    """The form as somebody looks at it."""

    draft: Draft
    t: Speaker
    policy: Policy
    today: date
    texts: Texts
    first_name: str = ""
    outlook: Outlook | None = None  # at the review of changed wishes: what they would do

    @property
    def step(self) -> Step:
        return step_of(self.draft.place)

    @property
    def desk(self) -> Desk | None:
        """What is asked besides of a family that is entered at the desk."""
        return self.draft.answers.desk

    @property
    def index(self) -> int:
        return index_of(self.draft.question)

    def button(self, label: str, deed: Deed, value: str = "") -> Button:
        tap = Tap(mark=self.draft.id[:MARK], place=self.draft.place, do=deed.value, value=value)
        return Button(label, tap)

    def way(self, key: str, deed: Deed, value: str = "", **values: Any) -> Button:
        """A button with a label of its own."""
        return self.button(self.t.plain(f"signup.{key}", **values), deed, value)

    def pick(self, label: str, value: str, *, chosen: bool) -> Button:
        """One of several answers; the one that stands is marked."""
        return self.button(f"{CHOSEN if chosen else ''}{label}", Deed.PICK, value)

    def switch(self, label: str, value: str, *, on: bool) -> Button:
        """A tap asks for the other state by name, so that a double tap never flips it back."""
        return self.button(f"{CHOSEN if on else ''}{label}", Deed.OFF if on else Deed.ON, value)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A question on the screen: its words, the answers to choose from, the ways on and back."""

    text: Html
    choices: list[Row]
    ways: list[Row]

    def screen(self, note: str = "", toast: str | None = None) -> Screen:
        return Screen("\n\n".join(filter(None, (note, self.text))), [*self.choices, *self.ways], toast=toast)

    def flat(self) -> Iterator[Button]:
        """The choices in reading order, as somebody counts who answers with a number."""
        for row in self.choices:
            yield from row
