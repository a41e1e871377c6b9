"""G5: two years of a small firm's summaries, and no count of people below five can be worked out of them.

What the observer knows is read off the artefacts: the message, its details and what is set on the page.
"""

import re
from datetime import date, datetime, timedelta
from random import Random

from bot.reports.page import page
from bot.rules.calendar import FULL_WEEK, Month, Period, Slot, Week, at_local
from bot.rules.colleagues import Band, Colleague, people
from bot.rules.occupancy import Books, Occupancy
from bot.rules.places import Agreement, OfferedPlace, Sponsor, Stay
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
        seen = [_read(month) for month in told]
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
                period = Period(colleague.served_at.date() + timedelta(days=30))
                stays.append(Stay(id=str(number), creche=HERE, week=week, period=period, agreement_id="a"))
    books = Books([agreement], stays, offers, POLICY)
    used = [one.registered_at for one in colleagues]
    return [books.month(FIRM, month, people(month, colleagues, used, POLICY)) for month in MONTHS]


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


def _read(month: Occupancy) -> Seen | None:
    """What is said of people; None if it is said otherwise than in bands, or not alike everywhere."""
    told = str(details(month, ENGLISH, POLICY)).rsplit("\n\n", 1)[1].split("\n")[1:]
    shown = {row["name"]: row["shown"] for row in page(month, ENGLISH, POLICY)["people"]["rows"]}
    names = {what: ENGLISH.plain(f"report.people.{what}") for what in PEOPLE}
    bands = {what: _band(shown[name]) for what, name in names.items()}
    alike = told == [f"{name}: {shown[name]}" for name in names.values()]
    waits = str(caption(month, ENGLISH, POLICY)).endswith(f": {shown[names['waiting']]}")
    if not (alike and waits and all(bands.values())):
        return None
    delay = shown[ENGLISH.plain("report.people.delay")]
    read = {what: band for what, band in bands.items() if band is not None}
    offered = any(line.offered for line in month.creches)
    return Seen(**read, mean_told="day" in delay, offers_live=offered)


def _band(words: str) -> Band | None:
    if few := re.fullmatch(r"fewer than (\d+)", words):
        return Band(low=None, high=int(few[1]))
    if some := re.fullmatch(r"(\d+) to (\d+)", words):
        return Band(low=int(some[1]), high=int(some[2]))
    return None
