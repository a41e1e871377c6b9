"""Announcements: the words sealed, the audience plain; how far one is, counted from its notices."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.ports import People
from bot.rules.announcements import (
    Announcement,
    AnnouncementState,
    Audience,
    Content,
    Copy,
    Kind,
    Plan,
    Progress,
    Reason,
    Template,
)
from bot.rules.people import Person
from bot.rules.refusals import NotFound
from storage import codec
from storage.statements import Line, Locking, Statement, Wire, one_of, word
from storage.tables import people, post, table
from storage.vault import Vault

_ANNOUNCEMENT = table(post.Announcement)
_LEFT_OUT = table(post.AnnouncementLeftOut)
_NOTICE = table(post.Notice)
_PERSON = table(people.Person)
_TEMPLATE = table(post.Template)
_COLUMNS = tuple(_ANNOUNCEMENT.c)

_BY_ID = Locking(select(*_COLUMNS).where(_ANNOUNCEMENT.c.id == bindparam("by_id")))
_DRAFT_OF = Locking(
    select(*_COLUMNS)
    .where(
        _ANNOUNCEMENT.c.author_id == bindparam("by_author"),
        _ANNOUNCEMENT.c.state == AnnouncementState.DRAFT.value,
    )
    .order_by(_ANNOUNCEMENT.c.created_at.desc())
    .limit(1)
)
_IN_STATE = Statement(
    select(*_COLUMNS)
    .where(_ANNOUNCEMENT.c.state == bindparam("by_state"))
    .order_by(_ANNOUNCEMENT.c.created_at, _ANNOUNCEMENT.c.id)
)
_FORGET_LEFT_OUT = Statement(_LEFT_OUT.delete().where(_LEFT_OUT.c.announcement_id == bindparam("by_id")))
_ADD = Statement(_ANNOUNCEMENT.insert())
_SAVE = Statement(
    _ANNOUNCEMENT.update()
    .where(_ANNOUNCEMENT.c.id == bindparam("by_id"))
    .values({column.name: bindparam(column.name) for column in _COLUMNS if column.name != "id"})
)
_LEAVE_OUT = Statement(_LEFT_OUT.insert())
_COUNT_LEFT_OUT = Statement(
    select(func.count()).select_from(_LEFT_OUT).where(_LEFT_OUT.c.announcement_id == bindparam("by_id"))
)
_COUNTS = Statement(
    select(_NOTICE.c.state, func.count(), func.count(_NOTICE.c.seen_at))
    .where(_NOTICE.c.announcement_id == bindparam("by_id"))
    .group_by(_NOTICE.c.state)
)
_REASONS = Statement(
    select(_NOTICE.c.why, func.count())
    .where(_NOTICE.c.announcement_id == bindparam("by_id"), _NOTICE.c.state == word("never"))
    .group_by(_NOTICE.c.why)
    .order_by(_NOTICE.c.why)
)
_GOT = Statement(
    select(_NOTICE.c.person_id).where(
        _NOTICE.c.announcement_id == bindparam("by_id"), _NOTICE.c.state != word("never")
    )
)
_COPIES = Statement(
    select(_NOTICE.c.person_id, _PERSON.c.language, _NOTICE.c.messages, _NOTICE.c.due_at, _NOTICE.c.state)
    .join_from(_NOTICE, _PERSON, _NOTICE.c.person_id == _PERSON.c.id)
    .where(_NOTICE.c.announcement_id == bindparam("by_id"), _NOTICE.c.messages.is_not(None))
    .order_by(_NOTICE.c.id)
)
_SEE = Statement(
    _NOTICE.update()
    .where(
        _NOTICE.c.announcement_id == bindparam("by_id"),
        _NOTICE.c.person_id == bindparam("by_person"),
        _NOTICE.c.messages.is_not(None),
    )
    .values(seen_at=func.coalesce(_NOTICE.c.seen_at, bindparam("at", type_=_NOTICE.c.seen_at.type)))
)
_DELIVERED = Statement(
    select(_NOTICE.c.person_id, _NOTICE.c.seen_at)
    .where(_NOTICE.c.announcement_id == bindparam("by_id"), _NOTICE.c.state == word("sent"))
    .order_by(_NOTICE.c.id)
)
_UNSEEN = Statement(
    select(_NOTICE.c.person_id).where(
        _NOTICE.c.announcement_id == bindparam("by_id"),
        _NOTICE.c.state == word("sent"),
        _NOTICE.c.seen_at.is_(None),
    )
)
_PAST = Statement(
    select(*_COLUMNS)
    .where(_ANNOUNCEMENT.c.sent_at.is_not(None))
    .order_by(_ANNOUNCEMENT.c.sent_at.desc(), _ANNOUNCEMENT.c.id)
    .limit(bindparam("most"))
)
_TEMPLATES = Statement(select(_TEMPLATE.c.body).order_by(_TEMPLATE.c.id))
_KEEP_TEMPLATE = Statement(_TEMPLATE.insert())
_DROP_TEMPLATE = Statement(_TEMPLATE.delete().where(_TEMPLATE.c.id == bindparam("by_id")))
_NAMED_LEFT_OUT = Statement(
    select(_LEFT_OUT.c.person_id, _LEFT_OUT.c.reason)
    .where(_LEFT_OUT.c.announcement_id == bindparam("by_id"))
    .order_by(_LEFT_OUT.c.person_id)
)
_NOT_DELIVERED = Statement(
    select(_NOTICE.c.person_id, _NOTICE.c.state, _NOTICE.c.why)
    .where(_NOTICE.c.announcement_id == bindparam("by_id"), one_of(_NOTICE.c.state, "never", "unknown"))
    .order_by(_NOTICE.c.id)
)


@dataclass(frozen=True)
class Announcements:
    """What coordinators tell."""

    wire: Wire
    vault: Vault
    people: People

    def add(self, announcement: Announcement) -> None:
        self.wire.run(_ADD, id=announcement.id, **self._columns(announcement))

    def get(self, announcement_id: str) -> Announcement:
        line = self.wire.locked(_BY_ID, by_id=announcement_id)
        if line is None:
            raise NotFound
        return self._value(line)

    def save(self, announcement: Announcement) -> None:
        if not self.wire.run(_SAVE, by_id=announcement.id, **self._columns(announcement)):
            raise NotFound

    def draft_of(self, author_id: str) -> Announcement | None:
        line = self.wire.locked(_DRAFT_OF, by_author=author_id)
        return None if line is None else self._value(line)

    def in_state(self, *states: AnnouncementState) -> tuple[Announcement, ...]:
        lines = (line for state in states for line in self.wire.all(_IN_STATE, by_state=state.value))
        return tuple(self._value(line) for line in lines)

    def past(self, most: int) -> tuple[Announcement, ...]:
        return tuple(self._value(line) for line in self.wire.all(_PAST, most=most))

    def got(self, announcement_id: str) -> frozenset[str]:
        return frozenset(who for (who,) in self.wire.all(_GOT, by_id=announcement_id))

    def missed(self, announcement_id: str, *, unseen: bool) -> frozenset[str]:
        statements = (_NAMED_LEFT_OUT, _NOT_DELIVERED, *([_UNSEEN] if unseen else []))
        return frozenset(
            line[0] for statement in statements for line in self.wire.all(statement, by_id=announcement_id)
        )

    def copies(self, announcement_id: str) -> tuple[Copy, ...]:
        return tuple(
            Copy(
                person_id=person,
                language=language,
                parts=tuple(map(tuple, json.loads(messages))),
                due_at=due_at,
                whole=state == "sent",
            )
            for person, language, messages, due_at, state in self.wire.all(_COPIES, by_id=announcement_id)
        )

    def see(self, announcement_id: str, person_id: str, *, at: datetime) -> bool:
        return bool(self.wire.run(_SEE, by_id=announcement_id, by_person=person_id, at=at))

    def delivered(self, announcement_id: str) -> tuple[tuple[Person, datetime | None], ...]:
        lines = self.wire.all(_DELIVERED, by_id=announcement_id)
        return tuple((self.people.get(person), seen_at) for person, seen_at in lines)

    def templates(self) -> tuple[Template, ...]:
        opened = (self.vault.open(body, "template.body") for (body,) in self.wire.all(_TEMPLATES))
        found = (codec.load(Template, body) for body in opened if body is not None)
        return tuple(sorted(found, key=lambda one: one.name.casefold()))

    def keep_template(self, template: Template) -> None:
        self.wire.run(
            _KEEP_TEMPLATE, id=template.id, body=self.vault.seal(codec.dump(template), "template.body")
        )

    def drop_template(self, template_id: str) -> None:
        self.wire.run(_DROP_TEMPLATE, by_id=template_id)

    def keep_left_out(self, announcement_id: str, left_out: Sequence[tuple[str, Reason]]) -> None:
        self.wire.run(_FORGET_LEFT_OUT, by_id=announcement_id)
        of = {"announcement_id": announcement_id}
        self.wire.run_all(
            _LEAVE_OUT, [{**of, "person_id": person, "reason": reason.value} for person, reason in left_out]
        )

    def progress(self, announcement_id: str) -> Progress:
        lines = self.wire.all(_COUNTS, by_id=announcement_id)
        counts: dict[str, int] = {state: n for state, n, _ in lines}
        left_out = self.wire.one(_COUNT_LEFT_OUT, by_id=announcement_id)
        return Progress(
            total=sum(counts.values()),
            delivered=counts.get("sent", 0),
            failed=counts.get("never", 0),
            unknown=counts.get("unknown", 0),
            left_out=left_out[0] if left_out else 0,
            seen=sum(seen for state, _, seen in lines if state == "sent"),
            reasons=tuple((why, n) for why, n in self.wire.all(_REASONS, by_id=announcement_id))
            if counts.get("never")
            else (),
        )

    def unreached(self, announcement_id: str) -> tuple[tuple[Person, str], ...]:
        """Left out before sending, then failed and unknown ones; "unknown" where Telegram did not answer."""
        before = self.wire.all(_NAMED_LEFT_OUT, by_id=announcement_id)
        after = self.wire.all(_NOT_DELIVERED, by_id=announcement_id)
        failed = [(person, state if state == "unknown" else why) for person, state, why in after]
        return tuple((self.people.get(person), reason) for person, reason in [*before, *failed])

    def _columns(self, announcement: Announcement) -> dict[str, object]:
        return {
            "author_id": announcement.author_id,
            "content": self.vault.seal(codec.dump(announcement.content), "announcement.content"),
            "audience": codec.dump(announcement.audience),
            "kind": announcement.kind.value,
            "state": announcement.state.value,
            "created_at": announcement.created_at,
            "plan": codec.dump(announcement.plan),
            "leaves_at": announcement.leaves_at,
            "screen": announcement.screen,
            "sent_at": announcement.sent_at,
        }

    def _value(self, line: Line) -> Announcement:
        announcement_id, author_id, content, audience, kind, state, created_at, *rest = line
        plan, leaves_at, screen, sent_at = rest
        sealed = None if content is None else self.vault.open(content, "announcement.content")
        return Announcement(
            id=announcement_id,
            author_id=author_id,
            content=Content() if sealed is None else codec.load(Content, sealed),
            audience=codec.load(Audience, audience),
            kind=Kind(kind),
            state=AnnouncementState(state),
            created_at=created_at,
            plan=codec.load(Plan, plan),
            leaves_at=leaves_at,
            screen=screen,
            sent_at=sent_at,
        )
