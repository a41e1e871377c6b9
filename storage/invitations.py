"""Invitations: kept by a digest of their token, used up by one conditional UPDATE."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select

from bot.ports import Invitation
from bot.rules.people import Mandate, Role
from bot.rules.refusals import NotFound
from storage.statements import Line, Statement, Wire
from storage.tables import invitations, table

_INVITATION = table(invitations.Invitation)
_COLUMNS = tuple(_INVITATION.c[name] for name in ("id", "role", "of", "expires_at", "invited_by", "used_by"))
_USABLE = (
    _INVITATION.c.digest == bindparam("by_digest"),
    _INVITATION.c.used_at.is_(None),
    _INVITATION.c.expires_at > bindparam("now", type_=_INVITATION.c.expires_at.type),
)
_ADD = Statement(
    _INVITATION.insert().values(
        {name: bindparam(name) for name in ("id", "digest", "role", "of", "expires_at", "invited_by")}
    )
)
_GET = Statement(select(*_COLUMNS).where(_INVITATION.c.id == bindparam("by_id")))
_KNOWS = Statement(select(_INVITATION.c.id).where(_INVITATION.c.digest == bindparam("by_digest")))
_USED = Statement(
    select(*_COLUMNS).where(
        _INVITATION.c.digest == bindparam("by_digest"), _INVITATION.c.used_at.is_not(None)
    )
)
_REDEEM = Statement(
    _INVITATION.update()
    .where(*_USABLE)
    .values(used_by=bindparam("used_by"), used_at=bindparam("used_at"))
    .returning(*_COLUMNS)
)
_VOID = Statement(
    _INVITATION.update()
    .where(
        _INVITATION.c.role == bindparam("by_role"),
        _INVITATION.c.of == bindparam("by_of"),
        _INVITATION.c.used_at.is_(None),
    )
    .values(used_at=bindparam("used_at"))
)


@dataclass(frozen=True)
class Invitations:
    """Single-use rights to a mandate."""

    wire: Wire

    def add(self, invitation: Invitation, token: str) -> None:
        mandate = invitation.mandate
        self.wire.run(
            _ADD,
            id=invitation.id,
            digest=digest(token),
            role=mandate.role.value,
            of=mandate.of,
            expires_at=invitation.expires_at,
            invited_by=invitation.invited_by,
        )

    def redeem(self, token: str, *, by: str, at: datetime) -> Invitation | None:
        line = self.wire.one(_REDEEM, by_digest=digest(token), now=at, used_by=by, used_at=at)
        return None if line is None else _value(line)

    def knows(self, token: str) -> bool:
        return self.wire.one(_KNOWS, by_digest=digest(token)) is not None

    def used(self, token: str) -> Invitation | None:
        line = self.wire.one(_USED, by_digest=digest(token))
        return None if line is None else _value(line)

    def void(self, mandate: Mandate, *, at: datetime) -> int:
        return self.wire.run(_VOID, by_role=mandate.role.value, by_of=mandate.of, used_at=at)

    def get(self, invitation_id: str) -> Invitation:
        line = self.wire.one(_GET, by_id=invitation_id)
        if line is None:
            raise NotFound
        return _value(line)


def digest(secret: str) -> bytes:
    """All that is kept of a token or a code: 128 bits of chance need no salt."""
    return sha256(secret.encode()).digest()


def _value(line: Line) -> Invitation:
    invitation_id, role, of, expires_at, invited_by, used_by = line
    return Invitation(
        id=invitation_id,
        mandate=Mandate(role=Role(role), of=of),
        expires_at=expires_at,
        invited_by=invited_by,
        used_by=used_by,
    )
