"""Codes that a firm gives to its colleagues: made a sheet at a time, used once, never tied to a name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.rules.calendar import Month, end_of_day, local_day
from bot.rules.colleagues import Band, band
from bot.rules.places import Agreement
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal

#: Crockford's 32 signs: none looks like another.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MEANT = str.maketrans("OIL", "011")
#: 26 signs hold 128 bits.
LENGTH = 26
#: So many codes a sheet, as its buttons offer them.
SIZES = (1, 5, 10, 20)


@dataclass(eq=False)
class CodeUnknown(Refusal):
    """An employer's code that does not exist, was used, or has expired: all sound alike."""


@dataclass(eq=False)
class CodeYours(CodeUnknown):
    """That code was used up by a request of one's own."""

    reference: str


@dataclass(eq=False)
class NoAgreementNow(Refusal):
    """A firm without an agreement that runs or is to come has no places for colleagues."""


@dataclass(eq=False)
class TooManyCodes(Refusal):
    """So many codes may be out at a time, used or not."""

    most: int


@dataclass(frozen=True, kw_only=True)
class CodeSheet:
    """Codes that were made together. How many of them were used is not written here."""

    id: str
    sponsor_id: str
    made_at: datetime
    count: int
    expires_at: datetime
    revoked_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether a code of it that was not used yet can be."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, kw_only=True)
class CodeCount:
    """What a firm may know of its codes: what it did itself exactly, what its colleagues did as a band.

    `over`: those past their day or called back, used or not: beside it nothing can be worked out. `used` is
    what the month's summary says and no more: a sum over the months beside it would give counts away.
    """

    made: int
    over: int
    month: Month
    used: Band


def new_code(chance: str) -> str:
    """32 hexadecimal digits of chance as a code."""
    number = int(chance, 16)
    return "".join(_SIGNS[number >> 5 * place & 31] for place in reversed(range(LENGTH)))


def normal(text: str) -> str:
    """A code as it is kept, however it was typed; words of another shape stay as they are."""
    signs = text.upper().replace("-", "").replace(" ", "").translate(_MEANT)
    return signs if len(signs) == LENGTH and set(signs) <= set(_SIGNS) else text.strip()


def in_groups(code: str) -> str:
    """A code as it is read off paper: five signs at a time."""
    return "-".join(code[start : start + 5] for start in range(0, len(code), 5))


def expiry(agreements: Iterable[Agreement], today: date, policy: Policy) -> datetime:
    """Until when new codes are good: some months, and not beyond the firm's last agreement.

    Refused NoAgreementNow.
    """
    ends = [one.period.end for one in agreements if one.period.end is None or one.period.end >= today]
    if not ends:
        raise NoAgreementNow
    last = today + timedelta(days=policy.code_days)
    return end_of_day(last if None in ends else min(last, max(end for end in ends if end)))


def check_room(sheets: Iterable[CodeSheet], more: int, now: datetime, policy: Policy) -> None:
    """Refused TooManyCodes."""
    if more + sum(sheet.count for sheet in sheets if sheet.holds(now)) > policy.codes_per_firm:
        raise TooManyCodes(most=policy.codes_per_firm)


def count(sheets: Sequence[CodeSheet], used: Sequence[datetime], now: datetime, policy: Policy) -> CodeCount:
    """What the firm is told: of what was used, the last whole month."""
    month = Month.of(local_day(now)).plus(-1)
    return CodeCount(
        made=sum(sheet.count for sheet in sheets),
        over=sum(sheet.count for sheet in sheets if not sheet.holds(now)),
        month=month,
        used=band(sum(Month.of(local_day(each)) == month for each in used), policy),
    )
