"""G5: two years of a small firm's summaries, and no count of people below five can be worked out of them.

What the observer knows is read off the artefacts: the message, its details and what is set on the page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from bot.reports.page import page
from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, Week, at_local
from bot.rules.colleagues import Band, Colleague, people
from bot.rules.occupancy import Books, Occupancy
from bot.rules.places import Agreement, OfferedPlace, Sponsor, Stay
from bot.rules.vacancies import Awaiting, Vacancy, awaiting, tell, vacant
from bot.texts import Texts
from bot.texts.summaries import PEOPLE, caption, details
from tests.cast import POLICY
from tests.faults.figures import Row, none
from tests.faults.observer import Seen, fixed

POPULATIONS = {"full": 1000, "small": 50}
MONTHS = [Month(2026, 1).plus(ahead) for ahead in range(24)]
DAYS = (MONTHS[-1].last - MONTHS[0].first).days
HERE = "marcinelle"
FIRM = Sponsor(id="small", name="Petite entreprise")
ENGLISH = Texts.load().speaker("en")
HALF: Week = frozenset(slot for slot in Slot if slot < Slot.WED_PM)


async def run(size: str, chance_seed: int) -> Row:
    """A population a seed."""
    odd = aware = strict = 0
    for number in range(POPULATIONS[size]):
        told = _told(Random(f"{chance_seed} {number}"))
        seen = [_read(month, before) for before, month in zip([None, *told], told, strict=False)]
        odd += sum(one is None for one in seen)
        months = [one for one in seen if one is not None]
        aware += len(fixed(months, strict=False))
        strict += len(fixed(months, strict=True))
    parts = (
        none("months that tell of people anything but bands, alike in message and page", odd),
        none("counts below 5 fixed by whoever knows the house", aware),
        none("counts below 5 fixed by whoever supposes that nobody comes back or is erased", strict),
    )
    return Row("G5", f"{POPULATIONS[size]} populations, 24 months each", chance_seed, parts)


def _told(chance: Random) -> list[Occupancy]:
    """A firm of one to three places and up to fourteen colleagues, month by month."""
    places, always = chance.randint(1, 3), Period(MONTHS[0].first)
    agreement = Agreement(id="a", sponsor_id=FIRM.id, creche=HERE, places=places, period=always)
    stays, offers, colleagues = [], [], []
    for number in range(chance.randint(0, 14)):
        colleague = _colleague(chance)
        colleagues.append(colleague)
        if colleague.offered_at:
            week, sent = chance.choice((FULL_WEEK, HALF)), colleague.offered_at.date()
            ended = sent + timedelta(days=chance.randint(1, 10))
            offers.append(OfferedPlace(agreement_id="a", week=week, sent_on=sent, ended_on=ended))
            if colleague.served_at:
                start = colleague.served_at.date() + timedelta(days=30)
                period = Period(start, start + timedelta(days=chance.randint(60, 800)))
                stays.append(Stay(id=str(number), creche=HERE, week=week, period=period, agreement_id="a"))
    books = Books([agreement], stays, offers, POLICY)
    used = [one.registered_at for one in colleagues]
    return [
        replace(books.month(FIRM, month, people(month, colleagues, used, POLICY)), awaiting=awaiting)
        for month, awaiting in zip(MONTHS, _kept(agreement, stays, offers), strict=True)
    ]


def _kept(
    agreement: Agreement, stays: Sequence[Stay], offers: Sequence[OfferedPlace]
) -> Iterator[tuple[Awaiting, ...]]:
    """What is kept for the firm on the day a month is told. It gives nothing back: that would only blur."""
    known: tuple[Vacancy, ...] = ()
    for month in MONTHS:
        for days in (15, 25, 5):
            today = month.first + timedelta(days=days - 1) if days > 5 else _told_on(month)
            live = [one for one in offers if one.sent_on <= today < (one.ended_on or date.max)]
            taken = [*_under_way(live), *(one for one in stays if one.period.start <= today + timedelta(30))]
            for found in vacant(HERE, [agreement], taken, known, today=today, policy=POLICY):
                new = [
                    tell(f"{today} {since}", found, since, today=today, policy=POLICY)
                    for since in found.untold
                ]
                known = (*found.told, *new)
        yield awaiting((one, agreement) for one in known if one.is_held(today))


def _told_on(month: Month) -> date:
    return month.plus(1).first.replace(day=POLICY.summary_day)


def _under_way(offers: Sequence[OfferedPlace]) -> Iterator[Stay]:
    for number, one in enumerate(offers):
        period = Period(one.sent_on + timedelta(days=30))
        yield Stay(id=f"offer {number}", creche=HERE, week=one.week, period=period, agreement_id="a")


def _colleague(chance: Random) -> Colleague:
    """Somebody's way through the list, as far as it went."""
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(DAYS))
    moments: list[datetime | None] = []
    for _ in range(5):  # registered, confirmed, offered, served, then gone
        moments.append(at_local(day, 12))
        day += timedelta(days=chance.randrange(1, 90))
    registered, confirmed, offered, served, gone = moments
    how_far = chance.randrange(5)
    return Colleague(
        registered_at=registered or at_local(day, 12),
        confirmed_at=confirmed if how_far > 0 else None,
        offered_at=offered if how_far > 1 else None,
        served_at=served if how_far == 3 else None,
        refused_at=offered if how_far == 1 else None,
        withdrawn_at=gone if how_far == 4 else None,
    )


def _read(month: Occupancy, before: Occupancy | None) -> Seen | None:
    """What is said of people; None if it is said otherwise than in bands, or not alike everywhere.

    Of what was kept the month before, and its day is not over: how much of it is kept no more.
    """
    told = str(details(month, ENGLISH, POLICY)).rsplit("\n\n", 1)[1].split("\n")[1:]
    shown = {row["name"]: row["shown"] for row in page(month, ENGLISH, POLICY)["people"]["rows"]}
    names = {what: ENGLISH.plain(f"report.people.{what}") for what in PEOPLE}
    bands = {what: _band(shown[name]) for what, name in names.items()}
    alike = told == [f"{name}: {shown[name]}" for name in names.values()]
    waits = str(caption(month, ENGLISH, POLICY)).endswith(f": {shown[names['waiting']]}")
    kept = _kept_places(month)
    if not (alike and waits and all(bands.values())) or kept is None:
        return None
    open_before = (_kept_places(before) or {}) if before else {}
    taken_up = sum(
        max(0, places - kept.get(by, 0)) for by, places in open_before.items() if by >= _told_on(month.month)
    )
    delay = shown[ENGLISH.plain("report.people.delay")]
    read = {what: band for what, band in bands.items() if band is not None}
    offered = any(line.offered for line in month.creches)
    return Seen(**read, mean_told="day" in delay, offers_live=offered, taken_up=taken_up)


def _kept_places(month: Occupancy) -> dict[date, int] | None:
    """What the page says is kept, and until when; None if the message says otherwise."""
    items = page(month, ENGLISH, POLICY)["decide"]["items"]
    found = [
        read for read in (re.search(r"(\d+)\sfree places?, .* until (.+)", item) for item in items) if read
    ]
    message = str(caption(month, ENGLISH, POLICY))
    alike = all(re.search(rf"{read[1]}\splaces? \(.*, by {read[2]}\)", message) for read in found)
    if not alike or len(found) != len(month.awaiting):
        return None
    return {datetime.strptime(read[2], "%d %B %Y").date(): int(read[1]) for read in found}  # noqa: DTZ007


def _band(words: str) -> Band | None:
    if few := re.fullmatch(r"fewer than\s(\d+)", words):
        return Band(low=None, high=int(few[1]))
    if some := re.fullmatch(r"(\d+) to (\d+)", words):
        return Band(low=int(some[1]), high=int(some[2]))
    return None
