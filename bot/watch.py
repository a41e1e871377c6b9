"""Looks at what no part of the bot sees by itself, and tells a chat of the staff what ails it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.actions.unheard import unheard
from bot.ports import Outbox, Records, Store
from bot.rules.ailments import Ailment
from bot.rules.calendar import local_day
from bot.texts import Speaker

log = logging.getLogger(__name__)

EVERY_SECONDS = 15.0
#: What may pass by itself is told when it has lasted so long.
PATIENCE = timedelta(seconds=60)
AT_ONCE = {Ailment.POISON, Ailment.UNREACHED, Ailment.JOB_LATE}
#: What was told is over when it has not been seen for so long; what only happened is never over.
CALM = timedelta(minutes=10)
#: How often the database is counted through.
COUNTED_EVERY = timedelta(minutes=1)
PEOPLE_EVERY = timedelta(minutes=15)
#: An ailment that comes and goes is told so often in a day, then rests until the next.
MOST_TIMES = 6
ALERT, OVER = "alert", "alert over"
#: In the ledger, without a period: since when that lasts which was told, and when anybody saw it last.
LASTS, SEEN = "alert lasts", "alert seen"
#: Likewise: since when one of several programs is about to tell that it is over.
TELLS = "alert over told now"


@dataclass(frozen=True)
class Ended:
    """What was told, and is over; `claimed`: since when it is ours to tell."""

    ailment: Ailment
    since: datetime
    until: datetime
    claimed: datetime


class Watch:
    """`run()` until cancelled. Nobody's name is ever told; `say` None: looked at, and told nowhere."""

    def __init__(
        self,
        store: Store,
        outbox: Outbox,
        *,
        clock: Callable[[], datetime],
        ailments: Callable[[], Iterable[Ailment]],
        say: Callable[[str], Awaitable[object]] | None,
        t: Speaker,
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._clock = clock
        self._ailments = ailments
        self._say = say
        self._t = t
        self._since: dict[Ailment, datetime] = {}
        self._owed: set[Ailment] = set()  # marked as told, and not said yet
        self._claims: dict[Ailment, datetime] = {}  # whose end is ours to tell, and not said yet
        self._began: datetime | None = None
        self._counted: datetime | None = None
        self._met: datetime | None = None
        self.notices: Mapping[str, int] = {}
        self.staff_unheard = 0
        self.firms_unheard = 0

    async def run(self) -> None:
        """Look now and then; nothing that goes wrong ends it."""
        while True:
            try:
                await self.look()
            except Exception as error:  # noqa: BLE001 – storage or network out of order: next time
                log.error("the watch could not look: %s", type(error).__name__)  # noqa: TRY400 – no content in logs
            await asyncio.sleep(EVERY_SECONDS)

    async def look(self) -> None:
        """Count what is to be counted, and tell what has to be told."""
        now = self._clock()
        self._began = self._began or now
        await self._count(now)
        found = {*self._ailments(), *await self._seen(now)}
        self._since = {one: self._since.get(one, now) for one in found}
        lasting = {one for one, since in self._since.items() if one in AT_ONCE or now - since >= PATIENCE}
        for one in sorted(lasting | self._owed):
            await self._tell(one, now)
        await self._see_over(found, now)

    async def _count(self, now: datetime) -> None:
        if self._counted is None or now - self._counted >= COUNTED_EVERY:
            self.notices, self._counted = await self._outbox.states(), now
        if self._met is None or now - self._met >= PEOPLE_EVERY:
            found = await self._store.look(unheard, now=now)
            self.staff_unheard, self.firms_unheard, self._met = found.staff, found.firms, now

    async def _seen(self, now: datetime) -> set[Ailment]:
        """What only shows in the database."""
        until = await self._outbox.led_until()
        found = {Ailment.NO_COURIER} if until is None or until < now else set()
        return found | ({Ailment.UNREACHED} if self.staff_unheard or self.firms_unheard else set())

    async def _tell(self, ailment: Ailment, now: datetime) -> None:
        """Of several programs one tells, once a day (whom nothing reaches: once a week), or tries again."""
        if self._say is None:
            return
        since = self._since.get(ailment, now)
        if ailment not in self._owed and not await self._store.do(_mark, ailment, since=since, now=now):
            return
        self._owed.add(ailment)
        await self._say(self._words(ailment))
        self._owed.discard(ailment)

    async def _see_over(self, found: Collection[Ailment], now: datetime) -> None:
        """Of several programs one tells that it is over, once none has seen it for a while."""
        if self._say is None:
            return
        if not await self._store.look(_told):
            return
        watched = now - (self._began or now)
        ended = await self._store.do(_over, found, ours=self._claims, watched=watched, now=now)
        self._claims = {one.ailment: one.claimed for one in ended}
        for one in ended:
            was = self._t.plain(f"alert.was.{one.ailment.name.lower()}")
            await self._say(self._t("alert.over", was=was, since=one.since, until=one.until))
            await self._store.do(_end, one.ailment, now=now)

    def _words(self, ailment: Ailment) -> str:
        counts = {"firms": self.firms_unheard, "staff": self.staff_unheard}
        return self._t(f"alert.{ailment.name.lower()}", **(counts if ailment is Ailment.UNREACHED else {}))


def _mark(records: Records, ailment: Ailment, *, since: datetime, now: datetime) -> bool:
    """Whether it is to be told; from then on it lasts, for whoever looks, after a restart too."""
    if not records.ledger.mark(ALERT, ailment.name, _period(records, ailment, now=now), at=now):
        return False
    if ailment is not Ailment.POISON:
        records.ledger.mark(LASTS, ailment.name, "", at=since)
        records.ledger.renew(SEEN, ailment.name, "", at=now)
    return True


def _told(records: Records) -> list[Ailment]:
    """What was told, and not yet that it is over."""
    names = records.ledger.subjects(LASTS, "")
    return [one for one in Ailment if one.name in names]


def _over(
    records: Records,
    found: Collection[Ailment],
    *,
    ours: Mapping[Ailment, datetime],
    watched: timedelta,
    now: datetime,
) -> list[Ended]:
    """What stayed away long enough, and is ours to tell: it lasts until that is said."""
    ended = []
    for one in _told(records):
        since, seen = (records.ledger.when(kind, one.name, "") or now for kind in (LASTS, SEEN))
        if one in found:
            records.ledger.renew(SEEN, one.name, "", at=now)
            records.ledger.strike(TELLS, one.name, "")
        elif min(now - seen, watched) >= CALM:
            claimed = _claim(records, one, ours.get(one), now=now)
            ended += [Ended(one, since, seen, claimed)] if claimed else []
    return ended


def _claim(records: Records, ailment: Ailment, ours: datetime | None, *, now: datetime) -> datetime | None:
    """Since when it is ours; None while it is another program's, which may have died before it told."""
    claimed = records.ledger.when(TELLS, ailment.name, "")
    if claimed is not None and claimed == ours:
        return ours
    if claimed is not None and (now - claimed < CALM or not records.ledger.strike(TELLS, ailment.name, "")):
        return None
    return now if records.ledger.mark(TELLS, ailment.name, "", at=now) else None


def _end(records: Records, ailment: Ailment, *, now: datetime) -> None:
    """It was told: from now on it may be told anew."""
    if records.ledger.strike(LASTS, ailment.name, ""):
        records.ledger.mark(OVER, ailment.name, _period(records, ailment, now=now), at=now)
    records.ledger.strike(TELLS, ailment.name, "")


def _period(records: Records, ailment: Ailment, *, now: datetime) -> str:
    """The day, for whom nothing reaches the week; its first time, or that after the last one that is over."""
    today = local_day(now)
    period = f"{today:%G-W%V}" if ailment is Ailment.UNREACHED else today.isoformat()
    times = (period, *(f"{period} {n}" for n in range(2, MOST_TIMES + 1)))
    return next((one for one in times if not records.ledger.has(OVER, ailment.name, one)), times[-1])
