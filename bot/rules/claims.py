"""Legal priorities at the desk: a claim counts from the day its proof was seen (rules, section 2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.rules.calendar import local_day
from bot.rules.policy import Policy
from bot.rules.refusals import NotWaiting, Refusal
from bot.rules.requests import ON_THE_LIST, Claim, ClaimCode, Request


class Fault(StrEnum):
    """Why a claim does not hold. A closed list: whatever is typed about a family could be private."""

    NOT_SHOWN = "not shown"
    DOES_NOT_MATCH = "does not match"
    GIVEN_UP = "given up"


@dataclass(eq=False)
class ClaimUnknown(Refusal):
    """No such priority: the list is closed (order, 52)."""


@dataclass(eq=False)
class ClaimMissing(Refusal):
    """A proof without a claim: the family did not ask for that priority (order, 52)."""

    code: str


@dataclass(eq=False)
class ClaimNotPublished(Refusal):
    """The crèche's contract does not publish that priority (order, 52)."""

    code: str


@dataclass(eq=False)
class ProofAlreadySeen(Refusal):
    """The proof was seen before, on that day."""

    on: date


def see_proof(
    request: Request, code: str, *, by: str, at: Iterable[str], now: datetime, policy: Policy
) -> Request:
    """A role (`by`) has seen the proof: the claim counts from today; the document itself is not kept.

    `at` are the crèches of the desk. Refused ClaimUnknown, ClaimMissing, ClaimNotPublished, ProofAlreadySeen,
    NotWaiting.
    """
    claim = _claim(request, code)
    if not any(policy.creche(creche).publishes(claim.code) for creche in at):
        raise ClaimNotPublished(code=claim.code)
    if claim.seen_on is not None:
        raise ProofAlreadySeen(on=claim.seen_on)
    seen = replace(claim, seen_on=local_day(now), seen_by=by)
    claims = tuple(seen if one is claim else one for one in request.claims)
    return replace(request, claims=claims)


def take_out(request: Request, code: str) -> Request:
    """The claim does not hold: the request goes on without it.

    Refused ClaimUnknown, ClaimMissing, NotWaiting.
    """
    claim = _claim(request, code)
    return replace(request, claims=tuple(one for one in request.claims if one is not claim))


def _claim(request: Request, code: str) -> Claim:
    if request.state not in ON_THE_LIST:
        raise NotWaiting(state=request.state)
    claim = next((one for one in request.claims if one.code == code), None)
    if claim is None:
        raise ClaimMissing(code=claim_code(code))
    return claim


def claim_code(code: str) -> ClaimCode:
    """The priority of that code. Refused ClaimUnknown."""
    try:
        return ClaimCode(code)
    except ValueError:
        raise ClaimUnknown from None
