"""An announcement: its words in each language, its files, how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.rules.announcements.audience import Audience, Kind
from bot.rules.policy import Policy
from bot.rules.references import HOW_MANY, make_reference
from bot.rules.refusals import AlbumFull
from bot.rules.requests import Request

#: No more pictures or documents go together.
MOST_FILES = 10


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, kw_only=True)
class File:
    """A picture or a document that is kept elsewhere: sent again by its id, never uploaded twice."""

    kind: FileKind
    id: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """The words in one language, as HTML of ours with {creche}, {date} and {reference} in it."""

    language: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Content:
    """What is told: the author's words first, then those in other languages; the files go with all."""

    versions: tuple[Version, ...] = ()
    files: tuple[File, ...] = ()
    asks_seen: bool = False  # whether readers are asked to tap that they have seen it

    def version(self, language: str) -> Version:
        """The words for a reader of that language: where there are none, the author's."""
        return next((one for one in self.versions if one.language == language), self.versions[0])

    def says(self, language: str) -> bool:
        """Whether there are words in that language."""
        return any(one.language == language for one in self.versions)

    def with_words(self, language: str, words: str) -> "Content":
        """The same with these words in that language; none take the version out, the author's excepted."""
        fresh = Version(language=language, words=words)
        if not self.says(language):
            return replace(self, versions=(*self.versions, fresh)) if words or not self.versions else self
        kept = (fresh if one.language == language else one for one in self.versions)
        first = self.versions[0].language
        return replace(self, versions=tuple(one for one in kept if one.words or one.language == first))

    def first_in(self, language: str) -> "Content":
        """The same with the author's words in that language: those already there, else the first ones."""
        first, *others = self.versions
        own = next((one for one in self.versions if one.language == language), None)
        if own is None:
            return replace(self, versions=(replace(first, language=language), *others))
        return replace(self, versions=(own, *(one for one in self.versions if one is not own)))


def added(content: Content, file: File) -> Content:
    """One more of an album; refused AlbumFull."""
    if len(content.files) >= MOST_FILES:
        raise AlbumFull(most=MOST_FILES)
    return replace(content, files=(*content.files, file))


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    APPROVAL = "approval"  # a second person has to agree
    LEAVING = "leaving"  # its readers are frozen; until it leaves it can be taken back
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    STOPPED = "stopped"
    RECALLED = "recalled"
    DISCARDED = "discarded"


#: Nothing of it leaves: not sent yet, taken back, thrown away.
NOT_GOING = frozenset({AnnouncementState.DRAFT, AnnouncementState.DISCARDED})


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When it is to leave: at once, or at that time; weekly up to a day. Who else agreed to it."""

    at: datetime | None = None
    until: date | None = None
    approved_by: str = ""
    next: str = ""  # once it left: the one that leaves a week later
    resent: tuple[str, ...] = ()  # those that go to whom it did not reach


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What its author tells to an audience."""

    id: str
    author_id: str
    content: Content = field(default_factory=Content)
    audience: Audience = field(default_factory=Audience)
    kind: Kind = Kind.PRACTICAL
    state: AnnouncementState = AnnouncementState.DRAFT
    created_at: datetime
    plan: Plan = field(default_factory=Plan)
    leaves_at: datetime | None = None
    screen: int | None = None  # the author's live progress message
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Filling:
    """What a copy says of its reader: the crèches by name, the references as they are kept."""

    day: date
    creches: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


def filling(announcement: Announcement, requests: Iterable[Request], policy: Policy, *, day: date) -> Filling:
    """Of the crèches of a family's live requests those that the announcement is about, else all of them."""
    live = [request for request in requests if not request.over]
    own = dict.fromkeys(creche for request in live for creche in request.wishes.creches)
    meant = announcement.audience.creches
    about = [creche for creche in own if creche in meant] or list(own) or sorted(meant)
    return Filling(
        day=day,
        creches=tuple(policy.creche(creche).name for creche in about),
        references=tuple(request.reference for request in live),
    )


def example(announcement: Announcement, policy: Policy, *, day: date) -> Filling:
    """What stands for a reader's own facts where the announcement is read before it leaves."""
    meant = sorted(announcement.audience.creches) or [policy.creches[0].id]
    return Filling(
        day=day,
        creches=tuple(policy.creche(creche).name for creche in meant),
        references=(make_reference(HOW_MANY // 3),),
    )


class Tap(StrEnum):
    """What a tap on "Seen" finds."""

    NOTED = "noted"  # now or before
    TRIAL = "trial"  # its author tries it out
    RECALLED = "recalled"  # the copy stayed, the announcement did not


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One that arrived: at whom, their language, its messages' numbers part by part, since when it was due.

    `whole`: every part of it; the rest of it never came otherwise.
    """

    person_id: str
    language: str
    parts: tuple[tuple[int, ...], ...]
    due_at: datetime
    whole: bool = True


def recallable(copies: Iterable[Copy], policy: Policy, *, now: datetime) -> tuple[Copy, ...]:
    """Those that can still be taken away."""
    since = now - timedelta(hours=policy.recall_hours)
    return tuple(copy for copy in copies if copy.due_at > since)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far an announcement is, in readers."""

    total: int
    delivered: int
    failed: int  # never: blocked, gone, turned away
    unknown: int  # no answer: perhaps delivered
    left_out: int  # known before sending
    seen: int = 0  # delivered, and its reader tapped so
    reasons: tuple[tuple[str, int], ...] = ()  # why they failed, as the courier wrote it down

    @property
    def waiting(self) -> int:
        return self.total - self.delivered - self.failed - self.unknown
