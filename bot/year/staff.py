"""The cooperative's staff: meetings, proofs, calls, contracts, the month's decision, freed places."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from bot.actions import (
    calls,
    claims,
    closures,
    contracts,
    cuts,
    requests,
    reserve,
    rounds,
    stays,
)
from bot.actions.stays import Change as StayChange
from bot.examples.maker import WEEKS
from bot.rules import notices as told
from bot.rules.calendar import Month, Period
from bot.rules.claims import Fault as ClaimFault
from bot.rules.notices import Notice
from bot.rules.offers import OfferState
from bot.rules.people import Person
from bot.rules.requests import ClaimCode, Request
from bot.rules.rounds import Change, MonthRound
from bot.timetable import JOBS
from bot.year.world import World

_MEETINGS, _CALLS = 25, 20  # a day
_ROUNDS = next(job for job in JOBS if job.name == "rounds")


@dataclass
class Staff:
    """A coordinator and the directors, by crèche; they work on working days, from nine to five."""

    world: World
    by_creche: dict[str, str]
    blocks: bool = False
    freed: set[str] = field(default_factory=set)  # crèches with a place that came back
    decided: set[Month] = field(default_factory=set)

    def __post_init__(self) -> None:
        for person in self.by_creche.values():
            self.world.readers[person] = self

    @property
    def coordinator(self) -> str:
        return self.by_creche[""]

    @property
    def chance(self) -> Random:
        return self.world.chance

    def hears(self, notice: Notice, by: str = "") -> None:  # noqa: ARG002 – nobody phones staff
        if isinstance(notice, told.PlacesFreed):
            self.freed.update(one.creche for one in notice.freed)

    def plans(self, day: date) -> None:
        """A working day."""
        policy, plan = self.world.bot.policy, self.world.agenda.on
        if day != policy.next_working_day(day):
            return
        plan(day, 9.5, self.meets_families)
        plan(day, 11, self.phones)
        plan(day, 14, self.sees_to_offers)
        plan(day, 15, self.offers_freed_places)
        month = Month.of(day)
        if day.day > 1 and month not in self.decided:
            self.decided.add(month)
            plan(day, 10, self.prepares_round)
        if self.chance.random() < 0.05:
            plan(day, 16, self.sees_to_a_creche)

    # Families

    def meets_families(self) -> None:
        bot, who = self.world.bot, self.coordinator
        waiting = bot.do(requests.open_waiting, who, focus="", limit=_MEETINGS)
        for request in waiting.requests if waiting else ():
            if self.chance.random() < 0.8:
                self._meets(request)

    def _meets(self, request: Request) -> None:
        bot, who = self.world.bot, self._someone(request)
        on = self.world.clock.today - timedelta(days=self.chance.choice((0, 0, 0, 1, 3)))
        bot.do(requests.record_meeting, who, request.id, on=on, now=bot.now, policy=bot.standing)
        for claim in request.claims:
            self._sees_proof(request, claim.code)

    def _sees_proof(self, request: Request, code: ClaimCode) -> None:
        bot, who, drawn = self.world.bot, self._someone(request), self.chance.random()
        if drawn < 0.7:
            bot.do(claims.see_proof, who, request.id, code.value, now=bot.now, policy=bot.standing)
        elif drawn < 0.8:
            fault = self.chance.choice(tuple(ClaimFault))
            bot.do(claims.take_out, who, request.id, code.value, fault=fault, now=bot.now)
        else:
            self.world.agenda.after(30, lambda: self._sees_proof(request, code))

    def _someone(self, request: Request) -> str:
        """The coordinator, or the director of a crèche that the family wished for."""
        creche = self.chance.choice(request.wishes.creches)
        return self.by_creche[self.chance.choice(("", creche))]

    def phones(self) -> None:
        bot, who = self.world.bot, self.coordinator
        waiting = bot.do(calls.waiting, who, limit=_CALLS, policy=bot.standing)
        for one in waiting.calls if waiting else ():
            self._phones(one.call.person)

    def _phones(self, guardian: Person) -> None:
        bot, who = self.world.bot, self.coordinator
        taken = bot.do(calls.take_up, who, guardian.id, now=bot.now, policy=bot.standing)
        family = self.world.readers.get(guardian.id)
        if taken is None or family is None:
            return
        if self.chance.random() < 0.2:
            bot.do(calls.missed, who, guardian.id, now=bot.now)
            return
        upto = max(one.id for one in taken.call.untold)
        bot.do(calls.told, who, guardian.id, upto=upto, now=bot.now)
        for one in taken.call.untold:
            family.hears(one.notice, who)

    # Offers and contracts

    def sees_to_offers(self) -> None:
        """Contracts that are due, places that cannot wait for the round, requests that rest for long."""
        memory = self.world.bot.memory
        for offer in memory.offers.standing_at(None):
            if offer.state is OfferState.ACCEPTED and self.chance.random() < 0.2:
                self._sees_to_contract(offer.id)

    def _sees_to_contract(self, offer: str) -> None:
        bot, who, drawn = self.world.bot, self.coordinator, self.chance.random()
        if drawn < 0.6:
            enrolled = bot.do(contracts.sign, who, offer, now=bot.now, policy=bot.standing)
            if enrolled is not None:
                self._follows(enrolled)
        elif drawn < 0.65:
            bot.do(contracts.refuse, who, offer, now=bot.now)
        else:
            bot.do(contracts.unsigned, who, offer, now=bot.now)

    def _follows(self, request: Request) -> None:
        """What may come of a stay: other half-days, another last day, leaving early."""
        for share, days, deed in ((0.1, 60, self._changes_stay), (0.06, 150, self._notes_leaving)):
            if self.chance.random() < share:
                after = days * (0.3 + 1.4 * self.chance.random())
                self.world.agenda.after(after, _with(deed, request.id))

    def _changes_stay(self, request: str) -> None:
        bot, week = self.world.bot, self.chance.choice((*WEEKS, frozenset()))
        on = self.world.clock.today + timedelta(days=self.chance.randint(0, 90))
        bot.do(
            stays.change,
            self.coordinator,
            request,
            StayChange(on=on, week=week),
            why="family",
            now=bot.now,
            policy=bot.standing,
        )

    def _notes_leaving(self, request: str) -> None:
        bot, on = self.world.bot, self.world.clock.today
        bot.do(contracts.leave, self.coordinator, request, on=on, now=bot.now)

    def offers_freed_places(self) -> None:
        freed, self.freed = sorted(self.freed), set()
        for creche in freed:
            self._offers_next(creche)

    def _offers_next(self, creche: str) -> None:
        bot, who = self.world.bot, self.by_creche[self.chance.choice(("", creche))]
        found = bot.do(reserve.next_in_line, who, creche, now=bot.now, policy=bot.standing)
        if found is not None:
            bot.do(reserve.send_next, who, creche, found.request.id, now=bot.now, policy=bot.standing)

    # The month's decision

    def prepares_round(self) -> None:
        bot, who = self.world.bot, self.coordinator
        kept = bot.do(rounds.prepare, who, now=bot.now, policy=bot.standing)
        if kept is None:
            return
        for _ in range(self.chance.choice((0, 0, 0, 1))):
            kept = self._decides_otherwise(kept) or kept
        hours = self.chance.choice((3, 24, 48))
        self.world.agenda.after(hours / 24, lambda: self.approves_round(kept))

    def _decides_otherwise(self, kept: MonthRound) -> MonthRound | None:
        bot = self.world.bot
        if not kept.decisions:
            return None
        decision = self.chance.choice(kept.decisions)
        wishes = bot.memory.requests.get(decision.request_id).wishes.creches
        to = self.chance.choice((None, *wishes))
        wanted = Change(request_id=decision.request_id, to=to, reason="vu avec la famille")
        return bot.do(rounds.change, self.coordinator, wanted, now=bot.now, policy=bot.standing)

    def approves_round(self, kept: MonthRound) -> None:
        bot, read_at = self.world.bot, int(kept.prepared_at.timestamp())
        bot.do(rounds.approve, self.coordinator, read_at=read_at, now=bot.now, policy=bot.standing)
        while bot.wake(_ROUNDS):
            pass

    # Crèches

    def sees_to_a_creche(self) -> None:
        creche = self.chance.choice(self.world.bot.policy.creches).id
        self.chance.choice((self._closes, self._cuts))(creche)
        self.world.bot.look_at_policy()

    def _closes(self, creche: str) -> None:
        bot, who = self.world.bot, self.by_creche[creche]
        first = self.world.clock.today + timedelta(days=self.chance.randint(0, 60))
        period = Period(first, first + timedelta(days=self.chance.choice((0, 0, 4))))
        closed = bot.do(
            closures.close, who, creche, period, why="formation", now=bot.now, policy=bot.standing
        )
        if closed is not None and self.chance.random() < 0.3:
            self.world.agenda.after(1, lambda: self._reopens(creche))

    def _reopens(self, creche: str) -> None:
        bot, who = self.world.bot, self.by_creche[creche]
        for closure in bot.do(closures.coming, who, creche, focus="", now=bot.now, policy=bot.standing) or ():
            bot.do(closures.reopen, who, closure.id, now=bot.now, policy=bot.standing)
        bot.look_at_policy()

    def _cuts(self, creche: str) -> None:
        bot, most = self.world.bot, self.world.bot.standing.creche(creche).most
        places = self.chance.choice((most, most, most - 3, most - 7))
        bot.do(
            cuts.cut,
            self.by_creche[creche],
            creche,
            places,
            why="personnel",
            now=bot.now,
            policy=bot.standing,
        )


def _with(deed: Callable[[str], object], request: str) -> Callable[[], object]:
    return lambda: deed(request)
