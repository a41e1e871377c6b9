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
from storage.safe import Safe
from storage.statements import UNLESS_THERE, Statement, Wire, one_of
from storage.tables import books, drafts, invitations, people, pleas, post, requests, sponsors, table

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

    def all(self) -> tuple[tuple[str, datetime], ...]:
        """Who was forgotten, and when; oldest first."""
        return tuple((person_id, at) for person_id, at in self.wire.all(_ALL))

    def _forget_words(self, person: Person) -> None:
        self.wire.note_erasure()
        for statement in _FORGET:
            self.wire.run(statement, by_person=person.id)
        self.wire.run(_UNSENT, by_person=person.id)
        for chat in self._chats(person):
            self.wire.run(_UNREADABLE, by_chat=chat)

    def _chats(self, person: Person) -> Iterable[bytes]:
        return () if person.chat_id is None else self.safe.vault.indexes(person.chat_id, "person.chat")
