"""Notices on their way into the queue. An announcement's copy needs no body: its columns say it all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import JSON, bindparam, func, select

from bot.rules.notices import AnnouncementCopy, Notice
from storage import codec
from storage.safe import Safe
from storage.statements import Statement, Wire, one_of, word
from storage.tables import post, table

NOTICE = table(post.Notice)
#: What couriers in other programs are told of.
OUTBOX = "outbox"
_GIVEN = ("key", "kind", "person_id", "announcement_id", "about", "lane", "body", "queued_at", "due_at")
_FRESH = {"state": "pending", "attempts": 0, "unknowns": 0, "missed": 0, "why": ""}
#: The key alone can be there already: PostgreSQL would look through every unique index for each line.
_UNLESS_QUEUED = "ON CONFLICT (key) DO NOTHING"
_QUEUE = Statement(
    NOTICE.insert().inline().values({**{name: bindparam(name) for name in _GIVEN}, **_FRESH}), _UNLESS_QUEUED
)

#: Readers as the keys of a JSON object: the one way to hand over a list that both databases read alike.
_READER = func.json_each(bindparam("readers", type_=JSON)).table_valued("key").c.key
_ALIKE = ("kind", "announcement_id", "lane", "queued_at", "due_at", *_FRESH)
_COPY = {
    **{name: bindparam(name, type_=NOTICE.c[name].type) for name in _ALIKE},
    "key": bindparam("key", type_=NOTICE.c.key.type) + _READER,
    "person_id": _READER,
}
#: With a condition, though it always holds: SQLite would take ON CONFLICT for a join's.
_COPIES = select(*_COPY.values()).where(_READER.is_not(None))
_QUEUE_COPIES = Statement(NOTICE.insert().inline().from_select([*_COPY], _COPIES), _UNLESS_QUEUED)

_COPIES_OF = NOTICE.c.announcement_id == bindparam("by_announcement")
_HELD = NOTICE.c.state == word("held")
_LET_GO = Statement(
    NOTICE.update().where(_COPIES_OF, _HELD).values(state="pending", due_at=bindparam("due_at"))
)
_HOLD = Statement(NOTICE.update().where(_COPIES_OF, NOTICE.c.state == word("pending")).values(state="held"))
_WHO_IS_HELD = Statement(select(NOTICE.c.person_id).where(_COPIES_OF, _HELD).order_by(NOTICE.c.person_id))
_WAIT = one_of(NOTICE.c.state, "held", "pending")
_DROP_ALL = Statement(NOTICE.update().where(_COPIES_OF, _WAIT).values(state="never", why=bindparam("why")))
_DROP_ONE = Statement(
    NOTICE.update()
    .where(_COPIES_OF, _WAIT, NOTICE.c.person_id == bindparam("by_person"))
    .values(state="never", why=bindparam("why"))
)
_NOT_HELD = Statement(select(NOTICE.c.id).where(_COPIES_OF, ~_HELD).limit(1))
_FORGET = Statement(NOTICE.delete().where(_COPIES_OF))

_ABOUT = Statement(
    select(NOTICE.c.id, NOTICE.c.kind, NOTICE.c.person_id).where(
        NOTICE.c.about == bindparam("by_request"), one_of(NOTICE.c.state, "pending", "call")
    )
)
_CANCEL = Statement(
    NOTICE.update().where(NOTICE.c.id == bindparam("by_id")).values(state="never", why="cancelled", body=None)
)


@dataclass(frozen=True)
class Notices:
    """The queue, seen from the side that fills it."""

    wire: Wire
    safe: Safe

    def queue(self, notice: Notice, *, at: datetime, due: datetime | None = None) -> bool:
        self.wire.news.add(OUTBOX)
        return bool(self.wire.run(_QUEUE, **self._columns(notice), queued_at=at, due_at=due or at))

    def queue_all(self, notices: Iterable[Notice], *, at: datetime) -> int:
        """Queue them together; how many were not there yet."""
        when = {"queued_at": at, "due_at": at}
        self.wire.news.add(OUTBOX)
        return self.wire.run_all(_QUEUE, [{**self._columns(notice), **when} for notice in notices])

    def queue_copies(
        self,
        announcement_id: str,
        readers: Sequence[str],
        *,
        at: datetime,
        kind: type[AnnouncementCopy],
    ) -> int:
        """One statement: a line for each reader would cost five times as much."""
        alike = self._columns(kind(to="", announcement_id=announcement_id)) | _FRESH | {"state": "held"}
        together = dict.fromkeys(readers, 0)
        return self.wire.run(_QUEUE_COPIES, **alike, queued_at=at, due_at=at, readers=together)

    def let_go(self, announcement_id: str, *, at: datetime) -> int:
        self.wire.news.add(OUTBOX)
        return self.wire.run(_LET_GO, by_announcement=announcement_id, due_at=at)

    def hold(self, announcement_id: str) -> int:
        return self.wire.run(_HOLD, by_announcement=announcement_id)

    def held(self, announcement_id: str) -> tuple[str, ...]:
        return tuple(who for (who,) in self.wire.all(_WHO_IS_HELD, by_announcement=announcement_id))

    def drop(self, announcement_id: str, *, why: str, readers: Iterable[str] | None = None) -> int:
        of = {"by_announcement": announcement_id, "why": why}
        if readers is None:
            return self.wire.run(_DROP_ALL, **of)
        return self.wire.run_all(_DROP_ONE, [{**of, "by_person": reader} for reader in readers])

    def forget(self, announcement_id: str) -> bool:
        if self.wire.one(_NOT_HELD, by_announcement=announcement_id) is not None:
            return False
        self.wire.run(_FORGET, by_announcement=announcement_id)
        return True

    def cancel(self, request_id: str, *, kinds: Iterable[type[Notice]] = (), to: str = "") -> int:
        names = {kind.__name__ for kind in kinds}
        meant = [
            {"by_id": number}
            for number, kind, person_id in self.wire.all(_ABOUT, by_request=request_id)
            if (not names or kind in names) and to in {"", person_id}
        ]
        return self.wire.run_all(_CANCEL, meant)

    def _columns(self, notice: Notice) -> dict[str, object]:
        announcement = notice.announcement_id if isinstance(notice, AnnouncementCopy) else None
        sealed = None if announcement else self.safe.seal(codec.dump(notice), "notice.body", notice.to)
        return {
            "key": notice.key,
            "kind": type(notice).__name__,
            "person_id": notice.to,
            "announcement_id": announcement,
            "about": getattr(notice, "request_id", None),
            "lane": int(notice.lane),
            "body": sealed,
        }


def notice_of(
    kind: str, person_id: str, announcement_id: str | None, body: bytes | None, safe: Safe
) -> Notice:
    """What was queued, as a value; KeyError for a kind that is no longer known."""
    known = kinds()[kind]
    if announcement_id is not None and issubclass(known, AnnouncementCopy):
        return known(to=person_id, announcement_id=announcement_id)
    if body is None:
        raise ValueError(f"a {kind} has lost its body")
    return codec.load(known, safe.open(body, "notice.body", person_id))


def by_phone(kind: str, family_id: str | None) -> bool:
    """Whether somebody has to be phoned for want of a chat: about their family, or about their firm."""
    known = kinds().get(kind)
    return known is not None and known.by_phone and (known.to_firm or family_id is not None)


@cache
def kinds() -> dict[str, type[Notice]]:
    """Every kind of notice, by its name."""
    found: dict[str, type[Notice]] = {}
    fresh = [Notice]
    while fresh:
        kind = fresh.pop()
        found[kind.__name__] = kind
        fresh.extend(kind.__subclasses__())
    return found
