"""Write an announcement, choose to whom, see who is left out and why."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.actions.people import focus as remember
from bot.actions.people import keep_focus
from bot.ports import Records
from bot.rules import announcements as rules
from bot.rules.announcements import (
    Announcement,
    AnnouncementState,
    Audience,
    Content,
    File,
    Kind,
    Reached,
)
from bot.rules.people import Person, Role
from bot.rules.places import Sponsor
from bot.rules.refusals import AlreadySent, NotAllowed, NotFound, NoWords, TakenBack

#: So many earlier announcements can be named in an audience.
PAST = 6


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """An announcement and whom it would reach right now."""

    announcement: Announcement
    reached: Reached


def draft_of(records: Records, person_id: str) -> Announcement | None:
    """The announcement this person is writing."""
    return records.announcements.draft_of(person_id)


def begin(records: Records, person_id: str, *, focus: str, now: datetime) -> Prepared:
    """Start writing: the next typed words are the announcement's; or see the one begun before."""
    author(records, person_id)
    begun = records.announcements.draft_of(person_id)
    if begun is not None and begun.content.versions:
        remember(records, person_id, "")
        return _prepare(records, begun)
    if begun is None:
        begun = Announcement(id=records.new_id(), author_id=person_id, created_at=now)
        records.announcements.add(begun)
    remember(records, person_id, focus, begun.id)
    return _prepare(records, begun)


def write(
    records: Records,
    person_id: str,
    announcement_id: str,
    words: str,
    *,
    files: tuple[File, ...] = (),
    language: str = "",
    focus: str = "",
) -> Prepared:
    """Set the words (HTML of ours) in a language, the author's by default; files replace those before.

    `focus`: what the next message is. Refused NoWords.
    """
    draft = own(records, person_id, announcement_id)
    remember(records, person_id, focus, draft.id)
    content = draft.content
    first = content.versions[0].language if content.versions else records.people.get(person_id).language
    said = language or first
    if not words and not files:
        raise NoWords
    if words or not content.versions:
        content = content.with_words(said, words)
    return _save(records, replace(draft, content=replace(content, files=files or content.files)))


def go_on(
    records: Records, person_id: str, announcement_id: str, words: str, *, language: str = "", focus: str = ""
) -> Prepared:
    """These words follow those already there; the rest as `write`."""
    content = own(records, person_id, announcement_id).content
    said = language or content.versions[0].language
    whole = "\n".join(filter(None, (content.version(said).words, words)))
    return write(records, person_id, announcement_id, whole, language=said, focus=focus)


def add_file(
    records: Records, person_id: str, announcement_id: str, file: File, *, words: str = ""
) -> Prepared:
    """One more of the album that is coming in, with the caption if it stands there. Refused AlbumFull."""
    draft = own(records, person_id, announcement_id)
    content = rules.added(draft.content, file)
    if words:
        content = content.with_words(content.versions[0].language, words)
    return _save(records, replace(draft, content=content))


def take_out(records: Records, person_id: str, announcement_id: str, language: str = "") -> Prepared:
    """Without its files, or its words in that language. Refused NoWords where nothing would be left."""
    draft = own(records, person_id, announcement_id)
    content = draft.content
    content = content.with_words(language, "") if language else replace(content, files=())
    if not content.files and not content.versions[0].words:
        raise NoWords
    return _save(records, replace(draft, content=content))


def aim(
    records: Records, person_id: str, announcement_id: str, audience: Audience, *, focus: str = ""
) -> Prepared:
    """Set to whom it goes; `focus`: what the next typed words say about that."""
    draft = own(records, person_id, announcement_id)
    remember(records, person_id, focus, draft.id)
    return _save(records, replace(draft, audience=audience))


def past(records: Records, person_id: str) -> tuple[Announcement, ...]:
    """The announcements that left last. Refused NotAllowed."""
    author(records, person_id)
    return records.announcements.past(PAST)


def sponsors(records: Records, person_id: str) -> tuple[Sponsor, ...]:
    """The firms whose employees' families can be meant. Refused NotAllowed."""
    author(records, person_id)
    return records.sponsors.all()


def ask_seen(records: Records, person_id: str, announcement_id: str, *, wanted: bool) -> Prepared:
    """Whether readers are asked to tap that they have seen it."""
    draft = own(records, person_id, announcement_id)
    return _save(records, replace(draft, content=replace(draft.content, asks_seen=wanted)))


def speak(records: Records, person_id: str, announcement_id: str, language: str) -> Prepared:
    """Set in which language its author's words are, which stand in for those that are missing."""
    draft = own(records, person_id, announcement_id)
    if not draft.content.versions:
        raise NoWords
    return _save(records, replace(draft, content=draft.content.first_in(language)))


def classify(records: Records, person_id: str, announcement_id: str, kind: Kind) -> Prepared:
    """Set how much its readers need it, hence who may refuse it."""
    return _save(records, replace(own(records, person_id, announcement_id), kind=kind))


def prepared(records: Records, person_id: str, announcement_id: str) -> Prepared:
    """As it stands: the words, the audience, the count."""
    return _prepare(records, own(records, person_id, announcement_id))


def see(records: Records, person_id: str, announcement_id: str) -> Prepared:
    """The same, on its author's screen from now on."""
    draft = own(records, person_id, announcement_id)
    on_screen(records, draft)
    return _prepare(records, draft)


def discard(records: Records, person_id: str, announcement_id: str) -> None:
    """Throw a draft away."""
    draft = own(records, person_id, announcement_id)
    remember(records, person_id, "")
    records.announcements.save(replace(draft, content=Content(), state=AnnouncementState.DISCARDED))


def ask(records: Records, person_id: str, announcement_id: str, *, focus: str) -> Prepared:
    """The next typed words are about this draft."""
    draft = own(records, person_id, announcement_id)
    remember(records, person_id, focus, draft.id)
    return _prepare(records, draft)


def plan(
    records: Records, person_id: str, announcement_id: str, at: datetime | None, *, now: datetime
) -> Prepared:
    """Set when it leaves, None for at once; weekly stays weekly. Refused TimePast."""
    draft = own(records, person_id, announcement_id)
    remember(records, person_id, "")
    return _save(records, replace(draft, plan=rules.planned(at, now=now, until=draft.plan.until)))


def repeat(records: Records, person_id: str, announcement_id: str, until: date | None) -> Prepared:
    """Set that it leaves weekly up to that day, None for once. Refused TimePast."""
    draft = own(records, person_id, announcement_id)
    remember(records, person_id, "")
    plan = rules.last_day(draft.plan, until) if until else replace(draft.plan, until=None)
    return _save(records, replace(draft, plan=plan))


def author(records: Records, person_id: str) -> Person:
    """Whoever may announce; refused NotAllowed."""
    person = records.people.get(person_id)
    if not person.is_(Role.COORDINATOR):
        raise NotAllowed
    return person


def own(records: Records, person_id: str, announcement_id: str) -> Announcement:
    """Their own draft; refused NotFound, TakenBack, AlreadySent."""
    found = owned(records, person_id, announcement_id)
    if found.state is AnnouncementState.DISCARDED:
        raise TakenBack
    if found.state is not AnnouncementState.DRAFT:
        raise AlreadySent
    return found


def owned(records: Records, person_id: str, announcement_id: str) -> Announcement:
    """Their own, whatever became of it; refused NotFound."""
    author(records, person_id)
    found = records.announcements.get(announcement_id)
    if found.author_id != person_id:
        raise NotFound
    return found


def on_screen(records: Records, announcement: Announcement) -> None:
    """Its author sees it now: typed words are about no other any more."""
    person = records.people.get(announcement.author_id)
    if not person.focus.endswith(announcement.id):
        keep_focus(records, person, "")


def _save(records: Records, announcement: Announcement) -> Prepared:
    on_screen(records, announcement)
    records.announcements.save(announcement)
    return _prepare(records, announcement)


def _prepare(records: Records, announcement: Announcement) -> Prepared:
    return Prepared(announcement=announcement, reached=reached(records, announcement))


def reached(records: Records, announcement: Announcement) -> Reached:
    """Whom it would reach right now."""
    audience = announcement.audience
    readers = records.people.readers(requests=audience.asks_of_requests)
    others = set(audience.but)
    only = None
    if audience.missed:
        only = records.announcements.missed(audience.missed, unseen=audience.unseen)
        others.update(records.announcements.get(audience.missed).plan.resent)
    told = (records.announcements.got(one) for one in others - {announcement.id})
    return rules.reach(readers, audience, announcement.kind, without=frozenset[str]().union(*told), only=only)
