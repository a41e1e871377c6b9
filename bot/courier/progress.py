"""Shows an author how far an announcement is, in one message; when it is over, who did not get it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.ports import Records, Store
from bot.rules.announcements import Announcement, AnnouncementState, Progress
from bot.rules.notices import AnnouncementReport
from bot.rules.people import Person
from bot.texts import Texts
from bot.texts.announcements import controls, standing_text

if TYPE_CHECKING:
    from bot.courier.post import Post

log = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
REPORTED = "announcement-report"
UNDER_WAY = (AnnouncementState.LEAVING, AnnouncementState.SENDING, AnnouncementState.PAUSED)


@dataclass(frozen=True, kw_only=True)
class View:
    """An announcement under way."""

    announcement: Announcement
    progress: Progress
    author: Person


class Watch:
    """Looks every two seconds; edits only what changed. All it knows is in the records."""

    def __init__(
        self,
        store: Store,
        texts: Texts,
        clock: Callable[[], datetime],
        post: Callable[[], "Awaitable[Post]"],
        may: Callable[[], bool],
    ) -> None:
        self._store = store
        self._texts = texts
        self._clock = clock
        self._post = post
        self._may = may
        self._shown: dict[str, str] = {}
        self._looks: dict[str, tuple[int, datetime]] = {}  # readers done, and when that was seen
        self._not_before: datetime | None = None

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                if self._may():
                    await self.look()
            except Exception as error:  # noqa: BLE001 – a display; the deliveries go on without it
                log.error("progress cannot be shown: %s", type(error).__name__)  # noqa: TRY400 – no content

    async def look(self) -> None:
        """Show every announcement under way where it stands; close the ones that are over."""
        for view in await self._store.look(under_way):
            await self._show(view)
            if view.announcement.state is AnnouncementState.SENDING and not view.progress.waiting:
                await self._store.do(close, view.announcement.id, now=self._clock())
                self._shown.pop(view.announcement.id, None)
                self._looks.pop(view.announcement.id, None)

    async def _show(self, view: View) -> None:
        announcement, chat_id = view.announcement, view.author.chat_id
        now, t = self._clock(), self._texts.speaker(view.author.language)
        text = standing_text(announcement, view.progress, t, self._pace(view, now))
        if announcement.screen is None or chat_id is None or self._shown.get(announcement.id) == text:
            return
        if self._not_before is not None and now < self._not_before:
            return
        self._shown[announcement.id] = text
        verdict = await (await self._post()).edit(
            chat_id,
            announcement.screen,
            text,
            controls(announcement, t) if view.progress.waiting else (),
        )
        if verdict is not None and verdict.seconds:
            self._not_before = now + timedelta(seconds=verdict.seconds)

    def _pace(self, view: View, now: datetime) -> float:
        """Readers a second since the last look; 0 where that is not known, or nothing moved."""
        done = view.progress.total - view.progress.waiting
        before, at = self._looks.get(view.announcement.id, (done, now))
        self._looks[view.announcement.id] = (done, now)
        seconds = (now - at).total_seconds()
        return round((done - before) / seconds, 1) if seconds > 0 else 0


def under_way(records: Records) -> tuple[View, ...]:
    """Announcements that are about to leave, or being sent."""
    return tuple(
        View(
            announcement=announcement,
            progress=records.announcements.progress(announcement.id),
            author=records.people.get(announcement.author_id),
        )
        for announcement in records.announcements.in_state(*UNDER_WAY)
    )


def close(records: Records, announcement_id: str, *, now: datetime) -> bool:
    """Call it sent once nobody waits any more, and queue its author's report; True the first time."""
    announcement = records.announcements.get(announcement_id)
    if (
        announcement.state is not AnnouncementState.SENDING
        or records.announcements.progress(announcement_id).waiting
    ):
        return False
    records.announcements.save(replace(announcement, state=AnnouncementState.SENT))
    if not records.ledger.mark(REPORTED, announcement_id, "", at=now):
        return False
    return records.notices.queue(
        AnnouncementReport(to=announcement.author_id, announcement_id=announcement_id), at=now
    )
