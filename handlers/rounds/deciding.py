"""Coordinators prepare the month's decision and approve it, nothing is sent before; directors read theirs."""

from collections import Counter
from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import rounds
from bot.actions.desks import own
from bot.ports import Store
from bot.rules.calendar import Month, local_day
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.rounds import Decision, MonthRound, Outcome
from bot.texts import Html, Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.rounds.changing import Otherwise
from handlers.rounds.following import next_rows
from handlers.rounds.words import decided
from handlers.screens import Button, Event, Screen, show

router = Door("rounds", Who.STAFF)
approving = Door("rounds-approving", Who.COORDINATOR)

PAGE = 6


class Round(CallbackData, prefix="rd"):
    """`do`: see, prepare, ask (before approving), approve; what was prepared at that second."""

    do: str
    at: int = 0


class Lines(CallbackData, prefix="rl"):
    """The decisions of one kind (placed, unplaced, overtaken), from that place on."""

    kind: str
    skip: int = 0


class Line(CallbackData, prefix="rx"):
    """One decision, explained; `kind` and `skip` lead back to its list."""

    id: str
    kind: str = "placed"
    skip: int = 0


@router.message(Command("round", "decision"))
@router.callback_query(F.data == menu.ROUND)
@router.callback_query(Round.filter(F.do == "see"))
async def see(event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy) -> None:
    kept = await turn.look(rounds.of_this_month, person.id, now=now)
    await show(event, _screen(t, kept, person, now, policy))


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
    text = t("rounds.ask", month=kept.month, placed=len(kept.placed), unplaced=len(kept.unplaced))
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


@router.callback_query(Lines.filter())
async def lines(
    tap: CallbackQuery,
    callback_data: Lines,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    kept = await turn.look(rounds.of_this_month, person.id, now=now)
    if kept is None:
        await show(tap, _screen(t, kept, person, now, policy))
        return
    await show(tap, _list(t, _of_kind(kept, callback_data.kind), callback_data, policy))


@router.callback_query(Line.filter())
async def line(
    tap: CallbackQuery,
    callback_data: Line,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    read = await turn.look(rounds.line, person.id, callback_data.id, now=now)
    back = Lines(kind=callback_data.kind, skip=callback_data.skip)
    rows = [[Button(t.plain("rounds.back_to_list"), back)], [menu.open_button(t)]]
    decides = person.is_(Role.COORDINATOR)
    if not read.approved and decides:
        rows.insert(0, [Button(t.plain("rounds.otherwise"), Otherwise(id=callback_data.id))])
    await show(tap, Screen(decided(t, read.decision, policy, whole=decides), rows))


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
    rows = [*_kinds(t, kept), *(_approving(t, kept) if decides else []), [menu.open_button(t)]]
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
    if kept.envied:
        lines.append(t("rounds.envied", n=len({pair.request_id for pair in kept.envied})))
    if kept.open:
        lines.append(t("rounds.open", n=len({pair.request_id for pair in kept.open})))
    return Html("\n".join(lines))


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
    rows = [*refresh, *_kinds(t, kept), *following, [menu.open_button(t)]]
    return Screen("\n".join(lines), rows)


def _kinds(t: Speaker, kept: MonthRound) -> list[list[Button]]:
    labels = {"placed": "rounds.see_placed", "unplaced": "rounds.see_unplaced"}
    if kept.overtaken:
        labels["overtaken"] = "rounds.see_overtaken"
    return [[Button(t.plain(key), Lines(kind=kind))] for kind, key in labels.items() if _of_kind(kept, kind)]


def _of_kind(kept: MonthRound, kind: str) -> tuple[Decision, ...]:
    kinds = {"placed": kept.placed, "unplaced": kept.unplaced, "overtaken": kept.overtaken}
    return kinds.get(kind, kept.decisions)


def _list(t: Speaker, found: tuple[Decision, ...], here: Lines, policy: Policy) -> Screen:
    skip = max(0, here.skip)
    rows = [
        [Button(_label(t, one, policy), Line(id=one.request_id, kind=here.kind, skip=skip))]
        for one in found[skip : skip + PAGE]
    ]
    turns = [
        Button(t.plain(key), Lines(kind=here.kind, skip=to))
        for key, to, there in (
            ("list.back", skip - PAGE, skip > 0),
            ("list.more", skip + PAGE, len(found) > skip + PAGE),
        )
        if there
    ]
    back = Button(t.plain("rounds.back"), Round(do="see"))
    return Screen(t("rounds.lines", n=len(found)), [*rows, turns, [back], [menu.open_button(t)]])


def _label(t: Speaker, one: Decision, policy: Policy) -> str:
    if one.proposal is None:
        return grouped(one.reference)
    creche = policy.creche(one.proposal.creche).name
    return t.plain("rounds.line", reference=grouped(one.reference), creche=creche)
