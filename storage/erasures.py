"""What goes with somebody: what they wrote, what they were told, where they looked, and at last themselves.

SQLite writes over what is deleted (`secure_delete`). Within the hour the file is written anew, for what its
pages kept of lines that were moved, and the write-ahead log is emptied.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select

from bot import ports
from bot.rules.announcements import AnnouncementState
from bot.rules.people import Person
from storage.people import PERSON
from storage.safe import KEY, Safe
from storage.statements import UNLESS_THERE, Line, Statement, Wire, one_of
from storage.tables import books, drafts, invitations, people, pleas, post, requests, sponsors, table
from storage.vault import WrongKey

_INBOX = table(post.Inbox)
_ERASED = table(books.Erased)
_ANNOUNCEMENT = table(post.Announcement)
_NOTICE = table(post.Notice)
THEIRS = (
    drafts.Draft,
    pleas.Plea,
    people.Mandate,
    people.Muted,
    invitations.Guess,
    requests.Look,
    post.Notice,
    post.AnnouncementLeftOut,
    sponsors.WrittenAgreement,
)
_FORGET = tuple(
    Statement(table(one).delete().where(table(one).c.person_id == bindparam("by_person"))) for one in THEIRS
)
#: Those that are being handled lose their words when they are answered.
_UNREADABLE = Statement(
    _INBOX.delete().where(_INBOX.c.chat_index == bindparam("by_chat"), _INBOX.c.state == "aside")
)
_REMOVE = Statement(
    PERSON.delete().where(
        PERSON.c.id == bindparam("by_id"),
        ~exists(select(_ANNOUNCEMENT.c.id).where(_ANNOUNCEMENT.c.author_id == PERSON.c.id)),
    )
)
#: What they had begun to write for others and nobody got.
_UNSENT = Statement(
    _ANNOUNCEMENT.delete().where(
        _ANNOUNCEMENT.c.author_id == bindparam("by_person"),
        one_of(_ANNOUNCEMENT.c.state, AnnouncementState.DRAFT, AnnouncementState.DISCARDED),
        ~exists().where(_NOTICE.c.announcement_id == _ANNOUNCEMENT.c.id),
    )
)
_REMEMBER = Statement(_ERASED.insert(), UNLESS_THERE)
_ALL = Statement(select(_ERASED.c.person_id, _ERASED.c.at).order_by(_ERASED.c.at, _ERASED.c.person_id))
_CHILD, _REQUEST = table(requests.Child), table(requests.Request)
#: The children whose file's key is destroyed.
_LOST = Statement(
    select(_CHILD.c.request_id, _CHILD.c.position, _CHILD.c.day, _REQUEST.c.entry)
    .join(_REQUEST)
    .join(KEY, KEY.c.subject == _REQUEST.c.id)
    .where(KEY.c.wrapped.is_(None))
    .order_by(_CHILD.c.request_id, _CHILD.c.position)
)
_SAY_DAY = Statement(
    _CHILD.update()
    .where(_CHILD.c.request_id == bindparam("by_request"), _CHILD.c.position == bindparam("by_position"))
    .values(day=bindparam("day"))
)


@dataclass(frozen=True)
class Erasures:
    """Whom to forget, and whom we forgot: by a number under which nothing is found any more."""

    wire: Wire
    safe: Safe
    people: ports.People

    def forget(self, person: Person, *, at: datetime) -> None:
        """Somebody altogether, who asked for it: remembered, so that a restore does it again."""
        self.wire.run(_REMEMBER, person_id=person.id, at=at)
        self.remove(person)

    def remove(self, person: Person) -> None:
        """Somebody altogether. Who has written announcements stays as their author, without a name."""
        self.people.exists(person.id)  # from here on their line is ours: what others seal for them, we find
        self.safe.destroy(person.id)
        self._forget_words(person)
        if not self.wire.run(_REMOVE, by_id=person.id):
            self.people.save(Person(id=person.id, chat_id=None, language=person.language))

    def forget_chat(self, person: Person, *, at: datetime) -> None:
        """Their conversation, and by what they are reached; name and phone stay."""
        self.wire.run(_REMEMBER, person_id=person.id, at=at)
        self._forget_words(person)
        self.people.save(
            Person(
                id=person.id,
                chat_id=None,
                language=person.language,
                name=person.name,
                phone=person.phone,
                consent=person.consent,
                family_id=person.family_id,
                wants_news=False,
                example=person.example,
            )
        )

    def destroy_key(self, request_id: str) -> None:
        self.safe.destroy(request_id)

    def bare_lost(self) -> tuple[str, ...]:
        lost = [line for line in self.wire.all(_LOST) if not self._opens(line)]
        for request_id, position, _, entry in lost:
            day = self.safe.vault.seal(f"{entry}-01", "child.day")
            self.wire.run(_SAY_DAY, by_request=request_id, by_position=position, day=day)
        return tuple(dict.fromkeys(request_id for request_id, *_ in lost))

    def all(self) -> tuple[tuple[str, datetime], ...]:
        """Who was forgotten, and when; oldest first."""
        return tuple((person_id, at) for person_id, at in self.wire.all(_ALL))

    def _opens(self, line: Line) -> bool:
        """The register's own line is sealed by the house."""
        try:
            self.safe.vault.open(line[2], "child.day")
        except WrongKey:
            return False
        return True

    def _forget_words(self, person: Person) -> None:
        self.wire.note_erasure()
        for statement in _FORGET:
            self.wire.run(statement, by_person=person.id)
        self.wire.run(_UNSENT, by_person=person.id)
        for chat in self._chats(person):
            self.wire.run(_UNREADABLE, by_chat=chat)

    def _chats(self, person: Person) -> Iterable[bytes]:
        return () if person.chat_id is None else self.safe.vault.indexes(person.chat_id, "person.chat")
