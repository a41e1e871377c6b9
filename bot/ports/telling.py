"""What is told: announcements, notices, and whom to phone instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.rules.announcements import Announcement, AnnouncementState, Copy, Progress, Reason, Template
    from bot.rules.calls import Untold
    from bot.rules.notices import AnnouncementCopy, Notice
    from bot.rules.people import Person


class Announcements(Protocol):
    def add(self, announcement: Announcement) -> None: ...
    def get(self, announcement_id: str) -> Announcement: ...
    def save(self, announcement: Announcement) -> None: ...
    def draft_of(self, author_id: str) -> Announcement | None: ...
    def in_state(self, *states: AnnouncementState) -> tuple[Announcement, ...]: ...
    def copies(self, announcement_id: str) -> tuple[Copy, ...]:
        """Those that arrived, in whole or in part."""
        ...

    def see(self, announcement_id: str, person_id: str, *, at: datetime) -> bool:
        """Write down, once, that this reader has seen their copy; False where none came to them."""
        ...

    def delivered(self, announcement_id: str) -> tuple[tuple[Person, datetime | None], ...]:
        """Whom it surely reached, and when they said that they saw it."""
        ...

    def past(self, most: int) -> tuple[Announcement, ...]:
        """So many of those that have left, the newest first."""
        ...

    def got(self, announcement_id: str) -> frozenset[str]:
        """The people (person ids) who got it, perhaps got it, or still may."""
        ...

    def missed(self, announcement_id: str, *, unseen: bool) -> frozenset[str]:
        """The people (person ids) who did not surely get it; those too who have not said that they saw it."""
        ...

    def templates(self) -> tuple[Template, ...]:
        """Those of the cooperative, by name."""
        ...

    def keep_template(self, template: Template) -> None: ...
    def drop_template(self, template_id: str) -> None:
        """Forget it; none is as good."""
        ...

    def keep_left_out(self, announcement_id: str, left_out: Sequence[tuple[str, Reason]]) -> None:
        """Write down who is left out, in place of what stood there."""
        ...

    def progress(self, announcement_id: str) -> Progress: ...
    def unreached(self, announcement_id: str) -> tuple[tuple[Person, str], ...]:
        """Who did not get it, with the reason: left out, failed, unknown."""
        ...


class Notices(Protocol):
    def queue(self, notice: Notice, *, at: datetime, due: datetime | None = None) -> bool:
        """Queue once per key; False if the same was queued before."""
        ...

    def queue_all(self, notices: Iterable[Notice], *, at: datetime) -> int: ...
    def queue_copies(
        self,
        announcement_id: str,
        readers: Sequence[str],
        *,
        at: datetime,
        kind: type[AnnouncementCopy],
    ) -> int:
        """A copy of an announcement for each reader (person id), together; how many were not there yet.

        They are held until they are let go.
        """
        ...

    def let_go(self, announcement_id: str, *, at: datetime) -> int:
        """Let the copies leave that are held; how many."""
        ...

    def hold(self, announcement_id: str) -> int:
        """Hold the copies that still wait; how many."""
        ...

    def held(self, announcement_id: str) -> tuple[str, ...]:
        """The readers (person ids) whose copies are held."""
        ...

    def drop(self, announcement_id: str, *, why: str, readers: Iterable[str] | None = None) -> int:
        """Never send the copies that are held or still wait, those to these readers or all; how many."""
        ...

    def forget(self, announcement_id: str) -> bool:
        """Take all copies out of the queue as if none had been made; False where one has left."""
        ...

    def cancel(self, request_id: str, *, kinds: Iterable[type[Notice]] = (), to: str = "") -> int:
        """Forget what waits to be told about a request: of these kinds, to that person, or all of it."""
        ...


class Calls(Protocol):
    """Notices to guardians whom no message reaches: no chat, or the bot is blocked. A person phones them.

    `creches` None stands for all; else what concerns a request, or a family, that names one of them.
    """

    def count(self, creches: Collection[str] | None) -> int:
        """How many guardians there are to phone."""
        ...

    def waiting(self, creches: Collection[str] | None, *, to: str = "") -> tuple[Untold, ...]:
        """What is to be told, to that guardian or to all; in no particular order."""
        ...

    def told(self, ids: Iterable[int]) -> int:
        """Take these off the list; how many still stood there."""
        ...

    def missed(self, ids: Iterable[int]) -> int:
        """Nobody answered: these stay, and it is counted."""
        ...

    def send_after_all(self, person_id: str, *, at: datetime) -> int:
        """Messages reach this guardian again: what was not told leaves as one."""
        ...
