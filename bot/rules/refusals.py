"""Every "no" that the rules can say, as data. The class names the sentence (locales), the fields fill it."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from bot.rules.calendar import Month


class Refusal(Exception):  # noqa: N818 – a "no" is not an error of the program
    """A decision against what was asked; nothing has been changed."""

    def values(self) -> dict[str, Any]:
        """The facts that the sentence needs, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]  # every refusal is a dataclass

    def words(self) -> tuple[str, ...]:
        """What picks its sentence, if there is one of its own for that: the first such word counts."""
        return tuple(value for value in self.values().values() if isinstance(value, str))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.values() == other.values()

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.values().items())))


@dataclass(eq=False)
class NotFound(Refusal):
    """No such thing, or not yours: both sound alike on purpose."""


@dataclass(eq=False)
class NotAllowed(Refusal):
    """The person has no right to do this."""


@dataclass(eq=False)
class WrongState(Refusal):
    """The request cannot go from its state to the one asked for (section 1)."""

    state: str
    wanted: str

    def words(self) -> tuple[str, ...]:
        """Done already (a second tap, the other parent's) is told as such."""
        return ("already",) if self.state == self.wanted else super().words()


@dataclass(eq=False)
class NotWaiting(Refusal):
    """What was asked can be done only while the request waits for a place."""

    state: str


@dataclass(eq=False)
class TooEarlyToConfirm(Refusal):
    """Not before the end of the third month of pregnancy (order, 51 §1)."""

    earliest: date


@dataclass(eq=False)
class MeetingMissing(Refusal):
    """Parents confirm after meeting the crèche (order, 51 §1)."""


@dataclass(eq=False)
class PredemandMissing(Refusal):
    """ONE's pré-demande number is required first (order, 50; policy)."""


@dataclass(eq=False)
class MeetingTooLongAgo(Refusal):
    """Nobody met a crèche for a child before `earliest`, the beginning of its pregnancy."""

    day: date
    earliest: date


@dataclass(eq=False)
class MeetingInFuture(Refusal):
    day: date


@dataclass(eq=False)
class AlreadyMet(Refusal):
    """The meeting was recorded before, on that day."""

    on: date


@dataclass(eq=False)
class UndoTooLate(Refusal):
    """A withdrawal can be undone for a day."""

    hours: int


@dataclass(eq=False)
class BirthInFuture(Refusal):
    day: date


@dataclass(eq=False)
class BirthTooLongAgo(Refusal):
    day: date
    years: int


@dataclass(eq=False)
class DueDatePast(Refusal):
    day: date


@dataclass(eq=False)
class DueDateTooFar(Refusal):
    day: date
    latest: date


@dataclass(eq=False)
class EntryPast(Refusal):
    month: Month
    first: Month


@dataclass(eq=False)
class EntryTooFar(Refusal):
    month: Month
    last: Month


@dataclass(eq=False)
class NothingChosen(Refusal):
    """At least one is needed (a half-day, a crèche)."""


@dataclass(eq=False)
class TooLong(Refusal):
    most: int


@dataclass(eq=False)
class Unclear(Refusal):
    """The words were not understood; `what` names the question they answer."""

    what: str


@dataclass(eq=False)
class InvitationInvalid(Refusal):
    """An invitation that does not exist, was used, or has expired: all sound alike."""


@dataclass(eq=False)
class AnswersItself(Refusal):
    """Messages reach that family: it takes its steps itself, in the chat."""


@dataclass(eq=False)
class CallOver(Refusal):
    """Nothing waits to be told to that family on the phone: it was, or it holds no longer."""


@dataclass(eq=False)
class StaleScreen(Refusal):
    """The button belongs to a question that is no longer the current one."""


@dataclass(eq=False)
class FormIncomplete(Refusal):
    """The form was sent before every question was answered; `step` is the first open one."""

    step: str


@dataclass(eq=False)
class FormOpen(Refusal):
    """An unfinished form has to be sent or deleted first."""


@dataclass(eq=False)
class NothingChanged(Refusal):
    """The wishes are what they were."""


@dataclass(eq=False)
class TooManyRequests(Refusal):
    """One account may hold so many live requests, no more."""

    most: int


@dataclass(eq=False)
class AudienceEmpty(Refusal):
    """Nobody would receive the announcement."""


@dataclass(eq=False)
class AlreadySent(Refusal):
    """The announcement left before."""


@dataclass(eq=False)
class MonthInFuture(Refusal):
    month: Month


@dataclass(eq=False)
class DayDoesNotExist(Refusal):
    """The month has fewer days than that; `last` is its last."""

    day: int
    month: Month
    last: date


@dataclass(eq=False)
class ChildAlreadyWaiting(Refusal):
    """A child is in at most one live request: this family has one for that child."""

    reference: str


@dataclass(eq=False)
class FamilyAlreadyWaiting(Refusal):
    """At the desk: a family with the same telephone has a live request for that child."""

    reference: str


@dataclass(eq=False)
class NationalNumber(Refusal):
    """What was typed looks like a national register number: never asked for, never kept (section 8)."""


@dataclass(eq=False)
class AlbumFull(Refusal):
    """An album holds so many pictures or documents, no more."""

    most: int


@dataclass(eq=False)
class NoWords(Refusal):
    """An announcement without a word or a file."""


@dataclass(eq=False)
class UnknownPlaceholder(Refusal):
    """Words in braces that stand for nothing; `known` are those that do."""

    word: str
    known: tuple[str, ...]


@dataclass(eq=False)
class TimePast(Refusal):
    """That moment is over, or leaves no room for what was asked."""

    at: datetime


@dataclass(eq=False)
class OwnApproval(Refusal):
    """Whoever wrote it cannot be the second person who agrees."""


@dataclass(eq=False)
class NobodyToApprove(Refusal):
    """So many readers need a second coordinator, and there is none."""

    most: int


@dataclass(eq=False)
class TakenBack(Refusal):
    """The announcement is not on its way: its author took it back, or threw it away."""


@dataclass(eq=False)
class TooLateToUndo(Refusal):
    """The first copies have left."""


@dataclass(eq=False)
class NotUnderWay(Refusal):
    """The announcement is not being sent, or no longer."""


@dataclass(eq=False)
class OtherLength(Refusal):
    """What was sent in some messages cannot be corrected in more or fewer."""

    n: int
