"""Codes for a sponsor's colleagues: kept by a digest, used up by one conditional UPDATE."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from bot.rules.codes import CodeSheet
from bot.rules.refusals import NotFound
from storage.invitations import digest
from storage.statements import Line, Statement, Wire
from storage.tables import sponsors, table

_CODE = table(sponsors.Code)
_SHEET = table(sponsors.CodeSheet)

_ADD_CODE = Statement(
    _CODE.insert().values(
        {name: bindparam(name) for name in ("digest", "sponsor_id", "sheet_id", "expires_at")}
    )
)
_ADD_SHEET = Statement(_SHEET.insert())
_SHEET_OF = Statement(select(*_SHEET.c).where(_SHEET.c.id == bindparam("by_id")))
_SHEETS = Statement(
    select(*_SHEET.c)
    .where(_SHEET.c.sponsor_id == bindparam("by_sponsor"))
    .order_by(_SHEET.c.made_at.desc(), _SHEET.c.id)
)
_REVOKE_SHEET = Statement(
    _SHEET.update().where(_SHEET.c.id == bindparam("by_id")).values(revoked_at=bindparam("revoked_at"))
)
_REVOKE_CODES = Statement(
    _CODE.update()
    .where(_CODE.c.sheet_id == bindparam("by_id"), _CODE.c.used_at.is_(None))
    .values(revoked_at=bindparam("revoked_at"))
)
_USABLE = (
    _CODE.c.digest == bindparam("by_digest"),
    _CODE.c.used_at.is_(None),
    _CODE.c.revoked_at.is_(None),
    _CODE.c.expires_at > bindparam("now", type_=_CODE.c.expires_at.type),
)
_CODE_SPONSOR = Statement(select(_CODE.c.sponsor_id).where(*_USABLE))
_CODE_USER = Statement(select(_CODE.c.request_id).where(_CODE.c.digest == bindparam("by_digest")))
_USE_CODE = Statement(
    _CODE.update()
    .where(*_USABLE)
    .values(used_at=bindparam("used_at"), request_id=bindparam("request_id"))
    .returning(_CODE.c.sponsor_id)
)
_CODES_USED = Statement(
    select(_CODE.c.used_at)
    .where(_CODE.c.sponsor_id == bindparam("by_sponsor"), _CODE.c.used_at.is_not(None))
    .order_by(_CODE.c.used_at)
)


@dataclass(frozen=True)
class Codes:
    """What a firm gives to its colleagues. Who used one is known by the request alone."""

    wire: Wire

    def add_code(self, sponsor_id: str, code: str, *, expires_at: datetime) -> None:
        self.wire.run(
            _ADD_CODE, digest=digest(code), sponsor_id=sponsor_id, sheet_id=None, expires_at=expires_at
        )

    def add_sheet(self, sheet: CodeSheet, codes: Sequence[str]) -> None:
        self.wire.run(_ADD_SHEET, **asdict(sheet))
        same = {"sponsor_id": sheet.sponsor_id, "sheet_id": sheet.id, "expires_at": sheet.expires_at}
        self.wire.run_all(_ADD_CODE, ({"digest": digest(code), **same} for code in codes))

    def sheet(self, sheet_id: str) -> CodeSheet:
        line = self.wire.one(_SHEET_OF, by_id=sheet_id)
        if line is None:
            raise NotFound
        return _sheet(line)

    def sheets(self, sponsor_id: str) -> tuple[CodeSheet, ...]:
        return tuple(map(_sheet, self.wire.all(_SHEETS, by_sponsor=sponsor_id)))

    def revoke_sheet(self, sheet_id: str, *, at: datetime) -> None:
        self.wire.run(_REVOKE_SHEET, by_id=sheet_id, revoked_at=at)
        self.wire.run(_REVOKE_CODES, by_id=sheet_id, revoked_at=at)

    def code_user(self, code: str) -> str | None:
        line = self.wire.one(_CODE_USER, by_digest=digest(code))
        return None if line is None else line[0]

    def knows_code(self, code: str) -> bool:
        return self.wire.one(_CODE_USER, by_digest=digest(code)) is not None

    def code_sponsor(self, code: str, *, at: datetime) -> str | None:
        line = self.wire.one(_CODE_SPONSOR, by_digest=digest(code), now=at)
        return None if line is None else str(line[0])

    def use_code(self, code: str, *, request_id: str, at: datetime) -> str | None:
        line = self.wire.one(_USE_CODE, by_digest=digest(code), now=at, used_at=at, request_id=request_id)
        return None if line is None else str(line[0])

    def codes_used(self, sponsor_id: str) -> tuple[datetime, ...]:
        return tuple(moment for (moment,) in self.wire.all(_CODES_USED, by_sponsor=sponsor_id))


def _sheet(line: Line) -> CodeSheet:
    sheet_id, sponsor_id, made_at, count, expires_at, revoked_at = line
    return CodeSheet(
        id=sheet_id,
        sponsor_id=sponsor_id,
        made_at=made_at,
        count=count,
        expires_at=expires_at,
        revoked_at=revoked_at,
    )
