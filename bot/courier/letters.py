"""From a notice to what leaves: words in the reader's language, buttons, a file."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.ports import Records, Reports, Store
from bot.rules.announcements import Announcement, File, Filling, Progress, filling
from bot.rules.calendar import Month
from bot.rules.notices import (
    AnnouncementCopy,
    AnnouncementEdit,
    AnnouncementRecall,
    AnnouncementReport,
    AnnouncementTest,
    FirmsUnheard,
    Notice,
    SummaryCorrected,
    SummaryPage,
    SummaryPicture,
)
from bot.rules.occupancy import Occupancy
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Html, Speaker, Texts
from bot.texts.announcements import asks, controls, copy, report, seen_button
from bot.texts.legal import with_french
from bot.texts.notices import fitting, sentence
from bot.texts.summaries import caption, correction

K = TypeVar("K")
V = TypeVar("V")

#: A few announcements at a time, each in four languages.
_KEPT = 32


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Ready to leave. With a photo, a document or files the text (HTML) is the caption."""

    text: str = ""
    files: tuple[File, ...] = ()  # that Telegram keeps; several are an album, which has no buttons
    buttons: tuple[tuple[str, str], ...] = ()  # label, callback data; one a row
    photo: bytes | None = None
    document: bytes | None = None
    file_name: str = ""
    edits: int | None = None  # the message in whose place it stands from now on
    deletes: tuple[int, ...] = ()  # messages to take away: it has no words then


class Gone(Exception):  # noqa: N818 – things change between the queue and the post
    """What the notice is about no longer exists: there is nothing to tell."""


class Letters:
    """Writes letters. Reads what a notice only points to; draws in a thread, because pictures take long."""

    def __init__(self, store: Store, texts: Texts, reports: Reports, policy: Policy) -> None:
        self._store = store
        self._texts = texts
        self._reports = reports
        self._policy = policy
        self._announcements: OrderedDict[str, Announcement] = OrderedDict()
        self._alike: OrderedDict[tuple[str, str, date], tuple[Letter, ...]] = OrderedDict()

    async def write(self, notice: Notice, language: str, *, today: date) -> tuple[Letter, ...]:
        """What a reader of that language gets, in as many messages as it takes; Gone."""
        t = self._texts.speaker(language)
        if isinstance(notice, AnnouncementCopy):
            return await self._sent_copy(notice, t, today)
        if isinstance(notice, AnnouncementTest):
            draft = await self._store.look(_announcement, notice.announcement_id)
            return await self._copy(draft, notice.to, t, today)
        if isinstance(notice, AnnouncementEdit):
            return await self._edits(notice, t, today)
        if isinstance(notice, FirmsUnheard):
            return tuple([await self._letter(part, t, today) for part in fitting(notice, t)])
        return (await self._letter(notice, t, today),)

    async def _sent_copy(self, notice: AnnouncementCopy, t: Speaker, today: date) -> tuple[Letter, ...]:
        """Written once for thousands of readers, unless something has to be known of each."""
        alike = (notice.announcement_id, t.language, today)
        if alike in self._alike:
            return self._alike[alike]
        announcement = await self._announcement(notice.announcement_id)
        letters = await self._copy(announcement, notice.to, t, today)
        return letters if _personal(announcement, t) else _kept(self._alike, alike, letters)

    async def _copy(
        self, announcement: Announcement, reader: str, t: Speaker, today: date
    ) -> tuple[Letter, ...]:
        facts = Filling(day=today)
        if _personal(announcement, t):
            facts = await self._store.look(_filling, announcement, reader, policy=self._policy, day=today)
        *before, last = (Letter(text=part.words, files=part.files) for part in copy(announcement, t, facts))
        return (*before, replace(last, buttons=seen_button(announcement, t)))

    async def _edits(self, notice: AnnouncementEdit, t: Speaker, today: date) -> tuple[Letter, ...]:
        """The copy as it reads now, in place of the messages that it came in."""
        fresh = await self._store.look(_announcement, notice.announcement_id)
        letters = await self._copy(fresh, notice.to, t, today)
        if len(letters) != len(notice.parts):
            raise Gone
        pairs = zip(letters, notice.parts, strict=True)
        return tuple(replace(letter, edits=part[0]) for letter, part in pairs if letter.text)

    async def _letter(self, notice: Notice, t: Speaker, today: date) -> Letter:
        match notice:
            case AnnouncementReport():
                over, progress, unreached = await self._store.look(_ended, notice.announcement_id)
                told = report(progress, unreached, t, asked=over.content.asks_seen)
                return Letter(text=told, buttons=controls(over, t))
            case AnnouncementRecall():
                return Letter(deletes=notice.messages)
            case SummaryPicture():
                return await self._picture(notice, t)
            case SummaryPage() | SummaryCorrected():
                return await self._page(notice, t)
            case _:
                return Letter(text=self._told(notice, t, today), buttons=buttons(notice, t))

    def _told(self, notice: Notice, t: Speaker, today: date) -> Html:
        def say(speaker: Speaker) -> Html:
            return sentence(notice, speaker, today=today, policy=self._policy)

        return with_french(say, t, self._texts) if notice.legal else say(t)

    async def _announcement(self, announcement_id: str) -> Announcement:
        """One read for thousands of copies: what is being sent never changes."""
        if announcement_id in self._announcements:
            return self._announcements[announcement_id]
        read = await self._store.look(_announcement, announcement_id)
        return _kept(self._announcements, announcement_id, read)

    async def _picture(self, notice: SummaryPicture, t: Speaker) -> Letter:
        summary = await self._summary(notice.sponsor_id, notice.month)
        photo = await asyncio.to_thread(self._reports.picture, summary, t.language)
        return Letter(
            text=caption(summary, t, self._policy),
            buttons=buttons(notice, t),
            photo=photo,
            file_name=f"cigogne-{notice.month}.png",
        )

    async def _page(self, notice: SummaryPage | SummaryCorrected, t: Speaker) -> Letter:
        summary = await self._summary(notice.sponsor_id, notice.month)
        page = await asyncio.to_thread(self._reports.page, summary, t.language)
        text = correction(summary, t, self._policy) if isinstance(notice, SummaryCorrected) else ""
        return Letter(text=text, document=page, file_name=f"cigogne-{notice.month}.pdf")

    async def _summary(self, sponsor_id: str, month: Month) -> Occupancy:
        found = await self._store.look(_summary, sponsor_id, month)
        if found is None:
            raise Gone
        return found


def buttons(notice: Notice, t: Speaker) -> tuple[tuple[str, str], ...]:
    """The answers that a notice offers, in the reader's words."""
    return tuple(
        (t.plain(choice.key, creche=choice.creche, firm=choice.firm), choice.word)
        for choice in notice.choices
    )


def _kept(known: OrderedDict[K, V], key: K, value: V) -> V:
    """That value, remembered in the place of the one known longest."""
    known[key] = value
    if len(known) > _KEPT:
        known.popitem(last=False)
    return value


def _personal(announcement: Announcement, t: Speaker) -> bool:
    """Whether its words in that language say something of their reader."""
    return asks(announcement.content.version(t.language).words)


def _filling(
    records: Records, announcement: Announcement, person_id: str, *, policy: Policy, day: date
) -> Filling:
    person = records.people.get(person_id)
    requests = records.requests.of_family(person.family_id) if person.family_id else ()
    return filling(announcement, requests, policy, day=day)


def _announcement(records: Records, announcement_id: str) -> Announcement:
    return records.announcements.get(announcement_id)


def _ended(
    records: Records, announcement_id: str
) -> tuple[Announcement, Progress, tuple[tuple[Person, str], ...]]:
    """The counts, and everybody who did not surely get it."""
    kept = records.announcements
    return kept.get(announcement_id), kept.progress(announcement_id), kept.unreached(announcement_id)


def _summary(records: Records, sponsor_id: str, month: Month) -> Occupancy | None:
    return records.sponsors.summary(sponsor_id, month)
