"""Invitations: kept by a digest of their token, used up by one conditional UPDATE."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, select

from bot.ports import Invitation
from bot.rules.people import Mandate, Role
from storage import tables
from storage.statements import Line, Statement, Wire

_INVITATION = tables.table(tables.people.Invitation)
_COLUMNS = (_INVITATION.c.id, _INVITATION.c.role, _INVITATION.c.of, _INVITATION.c.expires_at)
_USABLE = (
    _INVITATION.c.digest == bindparam("by_digest"),
    _INVITATION.c.used_at.is_(None),
    _INVITATION.c.expires_at > bindparam("now", type_=_INVITATION.c.expires_at.type),
)
_ADD = Statement(
    _INVITATION.insert().values(
        {name: bindparam(name) for name in ("id", "digest", "role", "of", "expires_at")}
    )
)
_PEEK = Statement(select(*_COLUMNS).where(*_USABLE))
_REDEEM = Statement(
    _INVITATION.update()
    .where(*_USABLE)
    .values(used_by=bindparam("used_by"), used_at=bindparam("used_at"))
    .returning(*_COLUMNS)
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
        )

    def redeem(self, token: str, *, by: str, at: datetime) -> Invitation | None:
        return _value(self.wire.one(_REDEEM, by_digest=digest(token), now=at, used_by=by, used_at=at))

    def peek(self, token: str, *, at: datetime) -> Invitation | None:
        return _value(self.wire.one(_PEEK, by_digest=digest(token), now=at))


def digest(secret: str) -> bytes:
    """All that is kept of a token or a code: 128 bits of chance need no salt."""
    return sha256(secret.encode()).digest()


def _value(line: Line | None) -> Invitation | None:
    if line is None:
        return None
    invitation_id, role, of, expires_at = line
    return Invitation(id=invitation_id, mandate=Mandate(role=Role(role), of=of), expires_at=expires_at)
