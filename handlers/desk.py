"""A request as staff have it before them: who, when, where, which priorities; what can be noted about it."""

from datetime import date, datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from bot.actions.desks import AtDesk, speaks_for
from bot.rules.calendar import end_of_day, local_day
from bot.rules.lists import STATES, Part
from bot.rules.next_steps import NextKind, next_step
from bot.rules.offers import Offer, OfferState, may_send_outside_round
from bot.rules.places import Stay
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.requests import LEAVABLE, ON_THE_LIST, Claim, Request, State
from bot.texts import Html, Speaker
from handlers import menu
from handlers.screens import Button, Screen


class Desk(CallbackData, prefix="md"):
    """One request, opened by staff."""

    id: str


class Met(CallbackData, prefix="mm"):
    """The parents met the crèche on that day, "2027-03-15"."""

    id: str
    on: str


class History(CallbackData, prefix="fh"):
    """What happened to that request, without the newest so many; `turned`: asked for by a page of it."""

    id: str
    skip: int = 0
    turned: bool = False


class WhatIf(CallbackData, prefix="wi"):
    """What accepting that request at a crèche would fill; an empty crèche asks which."""

    id: str
    creche: str = ""


class OpenOffer(CallbackData, prefix="od"):
    """One offer, opened by staff."""

    id: str


class Starts(CallbackData, prefix="ow"):
    """Which places may be offered to that request outside the round."""

    id: str


class Stays(CallbackData, prefix="st"):
    """The stays of that request's children, to be changed."""

    id: str


class Leaving(CallbackData, prefix="lw"):
    """The family of that request has left; which day was the last is asked."""

    id: str


class Proof(CallbackData, prefix="cl"):
    """`do`: seen, or doubt (asks why the claim does not hold); on the claim of that code."""

    do: str
    id: str
    code: str


class Phones(CallbackData, prefix="qp"):
    """Which telephones are attached to that request, and a slip for those that are not."""

    id: str


class Behalf(CallbackData, prefix="bh"):
    """What a family without a chat says on the phone.

    `do`: confirm, leave (asks), withdraw, undo, end (no child is expected any more), answer (asks), else
    (what it may say beside), where (how it stands), still (it looks), pause (asks), rest, born (asks which
    day), fix (another one) on the request of that id; accept, decline, more (time) on an offer's.
    """

    do: str
    id: str


class Rest(CallbackData, prefix="lr"):
    """`do`: resume (the family says that it still looks), or close (asks why); on a paused request."""

    do: str
    id: str


def card(t: Speaker, found: AtDesk, now: datetime, policy: Policy, greeting: str = "") -> Screen:
    """What staff need at the meeting; nothing of a private kind but the priorities, whose proof they see."""
    request = found.request
    lines = [
        greeting,
        t("desk.title", reference=grouped(request.reference), state=t(f"state.{request.state.value}")),
        t(
            "desk.family",
            names=[guardian.name or "–" for guardian in found.guardians],
            phones=[guardian.phone or "–" for guardian in found.guardians],
        ),
        t("desk.wishes", n=len(request.children), entry=request.wishes.entry, week=request.wishes.week),
        t("desk.creches", creches=[policy.creche(creche).name for creche in request.wishes.creches]),
        *(_claim(t, claim) for claim in request.claims),
        t("desk.ask_day") if request.met_on is None else t("desk.met", on=request.met_on),
        *(offered(t, found.offer, policy) if found.offer else ()),
        _contract(t, found.stays, policy),
    ]
    offer = [[Button(t.plain("desk.offered"), OpenOffer(id=found.offer.id))]] if found.offer else []
    behalf = _behalf(t, request, policy, now) if speaks_for(found.guardians) else []
    rows = [*offer, *_rows(t, request, local_day(now)), *behalf, *_steps(t, request, policy), *_ways(t)]
    return Screen("\n\n".join(filter(None, lines)), rows)


def _contract(t: Speaker, stays: tuple[Stay, ...], policy: Policy) -> Html:
    """Where the children come, on which half-days and until when: what was wished may have been otherwise."""
    lines = (
        t("desk.stay", creche=policy.creche(stay.creche).name, week=stay.week, period=stay.period)
        for stay in stays
    )
    return Html("\n".join(dict.fromkeys(lines)))


def offered(t: Speaker, offer: Offer, policy: Policy) -> list[Html]:
    """The place of an offer that stands, and until when the family answers or signs."""
    where = policy.creche(offer.creche)
    place = t(
        "offer.place",
        creche=where.name,
        town=where.town,
        start=offer.start,
        week=offer.week,
        n=len(offer.ends),
    )
    if offer.state is OfferState.ACCEPTED and offer.contract_by is not None:
        return [place, t("offers.accepted", until=end_of_day(offer.contract_by))]
    return [place, t("offers.live", until=end_of_day(offer.deadline))]


def _claim(t: Speaker, claim: Claim) -> Html:
    if claim.seen_on is None:
        return t("desk.claim", claim=claim.code)
    return t("desk.claim_seen", claim=claim.code, on=claim.seen_on)


def _rows(t: Speaker, request: Request, today: date) -> list[list[Button]]:
    claims = request.claims if request.state in ON_THE_LIST else ()
    days = [] if request.met_on else [_days(t, request, today)]
    history = Button(t.plain("files.see_history"), History(id=request.id))
    judgements = (_judgements(t, request, claim) for claim in claims)
    ranked = request.state in STATES[Part.RANKED]
    weighed = [Button(t.plain("what_if.button"), WhatIf(id=request.id))] if ranked else []
    phones = Button(t.plain("slip.button"), Phones(id=request.id))
    return [*days, *judgements, _resting(t, request), weighed, [phones], [history]]


def _behalf(t: Speaker, request: Request, policy: Policy, now: datetime) -> list[list[Button]]:
    """The steps that a family takes in its chat, if it had one."""
    step = next_step(request, policy, now).kind
    can = {
        "confirm": step is NextKind.CONFIRM_NOW,
        "answer": step is NextKind.ANSWER_OFFER,
        "undo": step is NextKind.UNDO_UNTIL,
        "leave": request.state in LEAVABLE,
    }
    says = [*(do for do in can if can[do]), "else"]
    return [[Button(t.plain(f"behalf.says.{do}"), Behalf(do=do, id=request.id))] for do in says]


def _resting(t: Speaker, request: Request) -> list[Button]:
    """A pause ends because the family says so, or because a person decides."""
    if request.state is not State.PAUSED:
        return []
    return [
        Button(t.plain("looking.resume_for"), Rest(do="resume", id=request.id)),
        Button(t.plain("looking.close"), Rest(do="close", id=request.id)),
    ]


def _steps(t: Speaker, request: Request, policy: Policy) -> list[list[Button]]:
    """A place at once where the law allows it; the end of a stay."""
    if may_send_outside_round(request, policy):
        return [[Button(t.plain("desk.offer"), Starts(id=request.id))]]
    if request.state is State.ENROLLED:
        change = Button(t.plain("stays.button"), Stays(id=request.id))
        return [[change], [Button(t.plain("desk.leave"), Leaving(id=request.id))]]
    return []


def _judgements(t: Speaker, request: Request, claim: Claim) -> list[Button]:
    """A claim's code is enough on a button: its words stand above."""
    code = claim.code.value
    seen = Button(t.plain("desk.proof_seen", code=code), Proof(do="seen", id=request.id, code=code))
    fails = Button(t.plain("desk.claim_fails", code=code), Proof(do="doubt", id=request.id, code=code))
    return [fails] if claim.seen_on else [seen, fails]


def _ways(t: Speaker) -> list[list[Button]]:
    return [[Button(t.plain("menu.meetings"), menu.MEETINGS)], [menu.open_button(t)]]


def _days(t: Speaker, request: Request, today: date) -> list[Button]:
    return [
        Button(t.plain("desk.today"), Met(id=request.id, on=today.isoformat())),
        Button(t.plain("desk.yesterday"), Met(id=request.id, on=(today - timedelta(days=1)).isoformat())),
    ]
