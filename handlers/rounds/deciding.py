"""Coordinators prepare the month's decision and approve it, nothing is sent before; directors read theirs."""

from collections import Counter
from dataclasses import replace
from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.types import CallbackQuery

from bot.actions import rounds
from bot.actions.desks import own
from bot.actions.people import focus
from bot.ports import Store
from bot.rules.calendar import Month, local_day
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.rules.rounds import MonthRound, Outcome
from bot.texts import Html, Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.rounds.buttons import Lines, Round
from handlers.rounds.following import next_rows
from handlers.rounds.reading import FOCUS, of_kind
from handlers.screens import Button, Event, Screen, show

router = Door("rounds", Who.STAFF)
approving = Door("rounds-approving", Who.COORDINATOR)


@router.message(Command("round", "decision"))
@router.callback_query(F.data == menu.ROUND)
@router.callback_query(Round.filter(F.do == "see"))
async def see(event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy) -> None:
    kept = await turn.look(rounds.of_this_month, person.id, now=now)
    await turn.do(focus, person.id, FOCUS)
    screen = _screen(t, kept, person, now, policy)
    if kept is None or kept.approved_at is None:
        last = await turn.look(rounds.last_approved, person.id)
        *rows, way = screen.rows
        screen = replace(screen, rows=[*rows, *(next_rows(t, last, policy) if last else ()), way])
    await show(event, screen)


@approving.callback_query(Round.filter(F.do == "prepare"))
async def prepare(
    tap: CallbackQuery, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    kept = await turn.do(rounds.prepare, person.id, now=now, policy=policy)
    await show(tap, _screen(t, kept, person, now, policy))


@approving.callback_query(Round.filter(F.do == "ask"))
async def ask(
    tap: CallbackQuery,
    callback_data: Round,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    """Said once more before a hundred families hear of it."""
    kept = await turn.look(rounds.of_this_month, person.id, now=now)
    if kept is None or kept.approved_at is not None:
        await show(tap, _screen(t, kept, person, now, policy))
        return
    told_no = sum(not one.waits for one in kept.unplaced)
    text = t("rounds.ask", month=kept.month, placed=len(kept.placed), unplaced=told_no)
    text = Html("\n\n".join((text, *_warned(t, kept))))
    sure = Button(t.plain("rounds.sure"), Round(do="approve", at=callback_data.at))
    await show(tap, Screen(text, [[Button(t.plain("rounds.back"), Round(do="see"))], [sure]]))


@approving.callback_query(Round.filter(F.do == "approve"))
async def approve(
    tap: CallbackQuery,
    callback_data: Round,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    kept = await turn.do(rounds.approve, person.id, read_at=callback_data.at, now=now, policy=policy)
    await show(tap, _screen(t, kept, person, now, policy))


def _screen(t: Speaker, kept: MonthRound | None, person: Person, now: datetime, policy: Policy) -> Screen:
    """Not prepared yet; prepared, to be read and approved; or approved, and what came of it."""
    decides = person.is_(Role.COORDINATOR)
    if kept is None:
        row = [Button(t.plain("rounds.prepare"), Round(do="prepare"))] if decides else []
        key = "rounds.none" if decides else "rounds.none.director"
        return Screen(t(key, month=Month.of(local_day(now))), [row, [menu.open_button(t)]])
    if kept.approved_at is not None:
        return _approved(t, kept, policy)
    if not kept.decisions:
        return _nobody(t, kept, decides=decides)
    waits = t("rounds.not_sent" if decides else "rounds.not_sent.director")
    text = Html(
        "\n\n".join((_prepared(t, kept, decides=decides), _by_creche(t, kept, person, policy), waits))
    )
    rows = [
        *_kinds(t, kept, decides=decides),
        *(_approving(t, kept) if decides else []),
        [menu.open_button(t)],
    ]
    return Screen(text, rows)


def _nobody(t: Speaker, kept: MonthRound, *, decides: bool) -> Screen:
    """Nothing to decide: no screen of zeros."""
    title = t("rounds.title", month=kept.month, at=kept.prepared_at)
    said = t("rounds.nobody" if decides else "rounds.nobody.director", next=kept.month.plus(1))
    rows = [[Button(t.plain("rounds.again"), Round(do="prepare"))]] if decides else []
    return Screen(f"{title}\n\n{said}", [*rows, [menu.open_button(t)]])


def _approving(t: Speaker, kept: MonthRound) -> list[list[Button]]:
    """What is approved is what was read, by the second at which it was prepared."""
    at = int(kept.prepared_at.timestamp())
    again = Button(t.plain("rounds.again"), Round(do="prepare"))
    return [[again], [Button(t.plain("rounds.approve"), Round(do="ask", at=at))]]


def _prepared(t: Speaker, kept: MonthRound, *, decides: bool) -> Html:
    """How many get a place, and what whoever decides should look at."""
    lines = [
        t("rounds.title", month=kept.month, at=kept.prepared_at),
        t("rounds.placed", n=len(kept.placed)),
        t("rounds.unplaced", n=len(kept.unplaced)),
    ]
    if not decides:
        return Html("\n".join(lines))
    if kept.changes:
        lines.append(t("rounds.changed", n=len(kept.changes)))
    lines += _warned(t, kept)
    if kept.open:
        lines.append(t("rounds.open", n=len(of_kind(kept, "open"))))
    return Html("\n".join(lines))


def _warned(t: Speaker, kept: MonthRound) -> list[Html]:
    """Whom a person's own decisions pass over."""
    return [t("rounds.envied", n=len(of_kind(kept, "envied")))] if kept.envied else []


def _by_creche(t: Speaker, kept: MonthRound, person: Person, policy: Policy) -> Html:
    """How many requests get a place at each crèche that this person serves, at another; what is held."""
    mine = own(person, (one.id for one in policy.creches))
    counts = Counter(one.proposal.creche for one in kept.decisions if one.proposal)
    lines = [t("rounds.at", creche=policy.creche(one).name, n=counts[one]) for one in mine]
    held = sum(one.places for one in kept.held if one.creche in mine)
    elsewhere = counts.total() - sum(counts[one] for one in mine)
    if elsewhere:
        lines.append(t("rounds.elsewhere", n=elsewhere))
    if held:
        lines.append(t("rounds.held", n=held))
    return Html("\n".join(lines))


def _approved(t: Speaker, kept: MonthRound, policy: Policy) -> Screen:
    lines = [
        t("rounds.approved", month=kept.month, at=kept.approved_at),
        t("rounds.offered", n=kept.count(Outcome.OFFERED)),
        t("rounds.refused", n=kept.count(Outcome.REFUSED)),
    ]
    if kept.overtaken:
        lines.append(t("rounds.overtaken", n=len(kept.overtaken)))
    if not kept.carried_out:
        lines.append(t("rounds.leaving", n=len(kept.decisions) - len(kept.done)))
        refresh = [[Button(t.plain("rounds.refresh"), Round(do="see"))]]
    else:
        refresh = []
    following = next_rows(t, kept, policy) if kept.carried_out else []
    rows = [*refresh, *_kinds(t, kept, decides=True), *following, [menu.open_button(t)]]
    return Screen("\n".join(lines), rows)


def _kinds(t: Speaker, kept: MonthRound, *, decides: bool) -> list[list[Button]]:
    """The lists that there are; whoever decides finds those that were called to look at."""
    kinds = ["placed", "unplaced"]
    if kept.approved_at is not None:
        kinds.append("overtaken")
    elif decides:
        kinds += ["envied", "open"]
    return [
        [Button(t.plain(f"rounds.see_{kind}"), Lines(kind=kind))] for kind in kinds if of_kind(kept, kind)
    ]
