"""The policy file as it may be written, and the bounds that the law sets to it.

"order" is the order of the French Community Government of 2 May 2019, consolidated to 18-01-2024.
"""

import re
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.rules.policy import PriorityOrder
from bot.rules.requests import ClaimCode

SPECIFIC_NEEDS = "52-1"
LOCAL_AUTHORITY = ClaimCode.COMMUNE
NEED_AGREEMENT = (ClaimCode.OTHER_NEED, ClaimCode.COMMUTER, ClaimCode.PARENTAL)
_CODES = (SPECIFIC_NEEDS, *ClaimCode)


def bounded(low: int, high: int, law: str) -> AfterValidator:
    """A number that the law (or the cooperative's own word) keeps between two others."""

    def check(number: int) -> int:
        if not low <= number <= high:
            raise ValueError(f"cannot be {number}: {law}; write {low} to {high}")
        return number

    return AfterValidator(check)


def _places(number: int) -> int:
    if number < 14 or number % 7:
        down = max(14, number // 7 * 7)
        raise ValueError(
            f"cannot be {number}: a crèche has at least 14 places, in steps of 7 (order, art. 7); "
            f"write {down} or {down + 7}"
        )
    return number


def _code(code: str) -> str:
    if code not in _CODES:
        raise ValueError(
            f"cannot be {code!r}: the list of priorities is closed (order, art. 52); "
            f"write one of {', '.join(_CODES)}"
        )
    return code


def _order(word: object) -> PriorityOrder:
    try:
        return PriorityOrder(str(word))
    except ValueError:
        words = " or ".join(f'"{order}"' for order in PriorityOrder)
        raise ValueError(f"cannot be {word!r}: write {words}") from None


def _postal(code: str) -> str:
    if len(code) != 4 or not code.isdecimal():
        raise ValueError(f'cannot be {code!r}: write four digits in quotes, "4000"')
    return code


def _identifier(word: str) -> str:
    if not re.fullmatch("[a-z-]{1,16}", word):  # buttons carry it, and Telegram gives them 64 bytes
        raise ValueError(f"cannot be {word!r}: write up to 16 small letters and hyphens")
    return word


def _at_least(low: int) -> AfterValidator:
    return bounded(low, 1000, "it is out of all reason")


def _idle(days: int) -> int:
    if days and not 30 <= days <= 366:
        raise ValueError(
            f"cannot be {days}: nobody sees families' files for years unused; write 30 to 366, or 0 for never"
        )
    return days


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class CrecheInFile(_Strict):
    """One [[creches]] table."""

    id: Annotated[str, AfterValidator(_identifier)]
    name: str
    street: str = ""
    town: str
    postal_code: Annotated[str, AfterValidator(_postal)]
    places: Annotated[int, AfterValidator(_places)]
    phone: str
    example: bool = False
    latitude: float | None = None
    longitude: float | None = None
    closures: list[date] = []
    groups: list[int] = []  # children in each age group, babies first; soft
    priorities: list[Annotated[str, AfterValidator(_code)]]
    local_authority: bool = False  # the crèche's organising body is a commune or the like
    agreed: list[Annotated[str, AfterValidator(_code)]] = []  # priorities that need an agreement and have one

    @model_validator(mode="after")
    def _grouped(self) -> Self:
        """Three groups share the places."""
        if self.groups and (len(self.groups) != 3 or sum(self.groups) != self.places or min(self.groups) < 0):
            raise ValueError(
                f"cannot have groups = {self.groups}: write three numbers (babies, middle, older) "
                f"that add up to its {self.places} places"
            )
        return self

    @model_validator(mode="after")
    def _entitled(self) -> Self:
        """Some priorities are not for everybody."""
        if LOCAL_AUTHORITY in self.priorities and not self.local_authority:
            raise ValueError(
                f"cannot publish {LOCAL_AUTHORITY}: it is for crèches run by a local authority "
                "(order, art. 52, 3°); take it out, or write local_authority = true"
            )
        for code in NEED_AGREEMENT:
            if code in self.priorities and code not in self.agreed:
                raise ValueError(
                    f"cannot publish {code}: it needs an agreement (order, art. 52 and 88); "
                    f'take it out, or write agreed = ["{code}"] once there is one'
                )
        return self


_PERCENT_LAW = "specific needs take 20 to 50 % of the places (order, art. 88, 5°)"


class PolicyInFile(_Strict):
    """The whole file. A key that is left out has the default of the rules."""

    cooperative: str
    data_contact: str
    notice_version: str = "1"
    priority_order: Annotated[PriorityOrder, BeforeValidator(_order)] = PriorityOrder.MONTH_FIRST
    confirm_months_before_due: Annotated[
        int,
        bounded(0, 6, "no confirmation before the end of the third month of pregnancy (order, art. 51 §1)"),
    ] = 6
    predemand_required: bool = True
    undo_hours: Annotated[int, _at_least(0)] = 24
    birth_months_early: Annotated[int, bounded(0, 5, "no child can live that early")] = 4
    plea_reminder_days: Annotated[int, bounded(1, 20, "the GDPR, article 12 §3, gives a month to answer")] = 7
    birth_reminder_days: Annotated[int, bounded(7, 60, "parents of a newborn are left in peace")] = 14
    still_looking_months: Annotated[int, bounded(1, 12, "a list that nobody asks about goes stale")] = 3
    still_looking_reminders: Annotated[int, bounded(1, 6, "nobody is paused unreminded")] = 2
    still_looking_days: Annotated[int, bounded(1, 60, "families need a day at least")] = 7
    requests_per_family: Annotated[int, _at_least(1)] = 3
    due_date_months_ahead: Annotated[int, bounded(1, 9, "a pregnancy lasts nine months")] = 9
    oldest_child_years: Annotated[int, bounded(1, 6, "a crèche is for the years before school")] = 3
    entry_months_ahead: Annotated[int, bounded(1, 60, "nobody plans further")] = 36
    minimum_presences_a_month: Annotated[
        int, bounded(0, 12, "a crèche may refuse below 12 presences a month, not above (order, art. 53, 3°)")
    ] = 12
    presences_of_a_full_day: Annotated[int, bounded(1, 2, "a full day is two half-days")] = 2
    offer_days: Annotated[int, bounded(1, 60, "families need a day at least, and lists have to move")] = 10
    offer_more_days: Annotated[int, bounded(0, 30, "lists have to move")] = 3
    offer_reminder_days: Annotated[
        tuple[Annotated[int, bounded(1, 60, "a reminder comes some days after the offer")], ...],
        Field(strict=False),  # TOML has lists
    ] = (5, 8)
    reminder_hour: Annotated[int, bounded(7, 20, "nobody is written to at night")] = 9
    decline_keeps_rank: bool = True
    contract_days: Annotated[int, bounded(1, 90, "families need a day at least (order, art. 54)")] = 14
    group_months: Annotated[
        tuple[Annotated[int, bounded(1, 36, "a crèche is for children under three")], ...],
        Field(strict=False, min_length=2, max_length=2),  # TOML has lists
    ] = (12, 24)
    deposit_months: Annotated[
        int, bounded(0, 1, "a deposit is at most one month of care (order, art. 44)")
    ] = 1
    notice_months: Annotated[int, bounded(0, 3, "notice is at most three months (order, art. 11)")] = 3
    specific_needs_min_percent: Annotated[int, bounded(20, 50, _PERCENT_LAW)] = 20
    specific_needs_max_percent: Annotated[int, bounded(20, 50, _PERCENT_LAW)] = 50
    sponsors_max_percent: Annotated[
        int, bounded(0, 50, "the cooperative promised that sponsors never have more than half")
    ] = 50
    renewal_months: Annotated[
        tuple[Annotated[int, bounded(1, 24, "nobody decides earlier")], ...],
        Field(strict=False),  # TOML has lists
    ] = (6, 3, 1)
    vacancy_days: Annotated[int, bounded(1, 90, "families wait for every place that is empty")] = 30
    vacancy_months_ahead: Annotated[int, bounded(0, 12, "contracts are not signed earlier")] = 6
    summary_day: Annotated[int, bounded(1, 31, "a day of the month; the last one of a shorter month")] = 5
    summary_hour: Annotated[int, bounded(7, 20, "nobody is written to at night")] = 9
    people_band: Annotated[int, bounded(5, 50, "smaller counts would point at people (GDPR, art. 5)")] = 5
    occupancy_target_percent: Annotated[int, bounded(1, 100, "it is a share of the places")] = 80
    estimate_decided: Annotated[int, bounded(30, 1000, "fewer decided requests tell nothing")] = 30
    call_days: Annotated[int, bounded(0, 14, "deadlines run while a family knows nothing")] = 2
    invitation_hours: Annotated[int, _at_least(1)] = 72
    idle_days: Annotated[int, AfterValidator(_idle)] = 180
    slip_days: Annotated[int, bounded(1, 90, "a paper that opens a file must not lie around for long")] = 30
    code_days: Annotated[int, bounded(1, 366, "a code on paper must not lie around for years")] = 90
    codes_per_firm: Annotated[int, _at_least(1)] = 200
    wrong_most: Annotated[int, bounded(3, 5, "guessing ends by the sixth")] = 5
    wrong_hours: Annotated[int, bounded(1, 24, "who mistyped has to get on with it")] = 1
    draft_days: Annotated[int, bounded(2, 30, "an unfinished form is personal data too")] = 14
    draft_nudge_hours: Annotated[int, _at_least(1)] = 24
    inbox_hours: Annotated[int, bounded(1, 72, "raw messages are kept 72 hours at most")] = 72
    messages_per_second: Annotated[int, bounded(1, 1000, "Telegram lets a bot send about 30")] = 30
    undo_seconds: Annotated[int, bounded(0, 600, "an urgent announcement has to arrive in time")] = 60
    quiet_from_hour: Annotated[int, bounded(18, 23, "nobody is written to at night")] = 20
    quiet_until_hour: Annotated[int, bounded(6, 10, "nobody is written to at night")] = 8
    recall_hours: Annotated[int, bounded(0, 48, "Telegram takes no message away that is older")] = 48
    approve_above: Annotated[int, _at_least(1)] = 200
    creches: Annotated[list[CrecheInFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.specific_needs_min_percent > self.specific_needs_max_percent:
            raise ValueError("has specific_needs_min_percent above specific_needs_max_percent: lower it")
        ids = [creche.id for creche in self.creches]
        twice = next((known for known in ids if ids.count(known) > 1), None)
        if twice:
            raise ValueError(f"has two crèches with the id {twice!r}: write another")
        return self
