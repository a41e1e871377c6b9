"""Where a request stands, in words: rank, reasons, what moved since the last look, when a place may come."""

from collections.abc import Collection
from datetime import date

from bot.actions.standings import Standings
from bot.rules.calendar import BRUSSELS, local_day
from bot.rules.estimate import Estimate
from bot.rules.movements import Movement, News
from bot.rules.policy import Policy, PriorityOrder
from bot.rules.requests import Wishes
from bot.rules.rounds import Passed
from bot.rules.waitlist import FullSlot, Standing
from bot.texts import Html, Speaker

#: So many crèches are shown in full, the first wishes; the others get a line, to fit a phone.
IN_FULL = 3


def blocks(
    t: Speaker, found: Standings, wishes: Wishes, *, policy: Policy, whole: bool = False
) -> list[Html]:
    """A paragraph for each of the first crèches, a line for each of the others, what to know of both."""
    if not found.all:
        return []
    in_full = len(found.all) if whole else IN_FULL
    told = [_block(t, standing, found, policy) for standing in found.all[:in_full]]
    lines = [_line(t, standing, found.news, policy) for standing in found.all[in_full:]]
    footnote = _footnote(t, found, policy) if whole else t("standing.short")
    return [_head(t, found.news, wishes), *told, Html("\n".join(lines)), footnote]


def _head(t: Speaker, news: News | None, wishes: Wishes) -> Html:
    """For when and for which half-days; since when ranks moved, or that none did, is said once for all."""
    lines = [t("standing.wished", entry=wishes.entry, week=wishes.week)]
    if news:
        key = "movement.some" if news.movements else "movement.none"
        lines.append(t(key, since=_since(t, news)))
    return Html("\n".join(lines))


def _block(t: Speaker, standing: Standing, found: Standings, policy: Policy) -> Html:
    """Rank and reasons; which half-days are full stands apart, it never counts in the rank."""
    lines = [
        _rank(t, standing, policy),
        *_moved(t, standing, found.news),
        t("standing.ahead", parts=ahead(t, standing)) if standing.rank > 1 else t("standing.first"),
        *full(t, standing.full),
        *(_estimate(t, one) for one in found.estimates if one.creche == standing.creche),
    ]
    return Html("\n".join(lines))


def _line(t: Speaker, standing: Standing, news: News | None, policy: Policy) -> Html:
    moved = _movement(standing, news)
    if moved is None:
        return _rank(t, standing, policy)
    arrow = "↑" if moved.places > 0 else "↓"
    return Html(f"{_rank(t, standing, policy)} ({arrow}\N{NO-BREAK SPACE}{t.show(abs(moved.places))})")


def _rank(t: Speaker, standing: Standing, policy: Policy) -> Html:
    name = policy.creche(standing.creche).name
    return t("standing.rank", creche=name, rank=standing.rank, total=standing.total)


def _moved(t: Speaker, standing: Standing, news: News | None) -> list[Html]:
    moved = _movement(standing, news)
    if moved is None:
        return []
    key = "movement.forward" if moved.places > 0 else "movement.back"
    reasons = [t.plain(f"movement.by_{why.name.lower()}", n=n) for why, n in moved.reasons]
    return [t(key, n=abs(moved.places), reasons=reasons)]


def _movement(standing: Standing, news: News | None) -> Movement | None:
    movements = news.movements if news else ()
    return next((one for one in movements if one.creche == standing.creche), None)


def _since(t: Speaker, news: News) -> str:
    """The day of the look before; its hour, if that was the same day."""
    day = local_day(news.since)
    return t.show(day if day != local_day(news.at) else news.since.astimezone(BRUSSELS).time())


def ahead(t: Speaker, found: Standing | Passed) -> list[str]:
    """How many stand ahead, by each reason that there is."""
    counts = (
        ("standing.by_priority", found.ahead_by_priority),
        ("standing.by_month", found.ahead_by_month),
        ("standing.by_time", found.ahead_by_time),
    )
    return [t.plain(key, n=n) for key, n in counts if n]


def full(t: Speaker, slots: Collection[FullSlot]) -> list[Html]:
    """The asked half-days that are full, together where they free on the same day."""
    dates = dict.fromkeys(one.until for one in slots)
    return [_full_line(t, until, slots) for until in dates]


def _full_line(t: Speaker, until: date | None, slots: Collection[FullSlot]) -> Html:
    week = frozenset(one.slot for one in slots if one.until == until)
    if until is None:
        return t("standing.full", slots=week)
    return t("standing.full_until", slots=week, until=until)


def _estimate(t: Speaker, found: Estimate) -> Html:
    """When a place may come, and what that does not count."""
    beside = (t("estimate.firm"),) if found.firm and not found.shut else ()
    return Html("\n".join((_when(t, found), *beside)))


def _when(t: Speaker, found: Estimate) -> Html:
    """Between the month if as many give up as before and the month if nobody does; none where it is shut."""
    if found.shut:
        return t("estimate.shut")
    low, high = found.if_share, found.if_nobody
    if found.share is None:
        return t("estimate.young", month=high) if high else t("estimate.young_none")
    if low is None:
        return t("estimate.none")
    if high is None:
        return t("estimate.from", low=low)
    return t("estimate.on", month=low) if low == high else t("estimate.between", low=low, high=high)


def _footnote(t: Speaker, found: Standings, policy: Policy) -> Html:
    """How the order goes, and what the estimate rests on."""
    first = policy.priority_order is PriorityOrder.PRIORITY_FIRST
    order = t("standing.priority_first") if first else t("standing.month_first")
    share = found.estimates[0].share
    basis = t("estimate.basis_young") if share is None else t("estimate.basis", share=round(100 * share))
    return Html(f"{order}\n\n{basis}")
