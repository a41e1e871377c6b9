"""What can happen next in a history: anything anybody may try, right or wrong, at any moment."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random

from bot.actions import (
    births,
    calls,
    claims,
    closures,
    contracts,
    cuts,
    looking,
    offers,
    people,
    requests,
    reserve,
    rounds,
    stays,
)
from bot.actions.stays import Change as StayChange
from bot.examples.maker import WEEKS
from bot.rules.calendar import Period
from bot.rules.claims import Fault as ClaimFault
from bot.rules.looking import Closing
from bot.rules.offers import OfferState, Place
from bot.rules.requests import LEAVABLE, ClaimCode, State
from bot.rules.rounds import Change
from bot.year.family import Family
from bot.year.post import Post
from bot.year.staff import Staff
from bot.year.world import World

_ASIDE = (State.PAUSED, State.WITHDRAWN)


@dataclass
class Happenings:
    """A small cooperative in which anything is tried; most of it is refused, and nothing may break."""

    world: World
    staff: Staff
    chance: Random
    families: list[Family] = field(default_factory=list)

    def something(self) -> None:
        """One thing happens."""
        tries = self.chance.choices(_TRIES, _WEIGHTS)[0]
        tries(self)

    # Who and what it is about: usually those concerned, now and then somebody else

    def request(self, *wanted: State) -> str:
        """One in such a state, or any."""
        every = list(self.world.known.signed_up)
        stands = dict(self.world.bot.memory.wire._cursor.execute("SELECT id, state FROM request"))
        fit = [one for one in every if stands[one] in wanted] if self.chance.random() < 0.9 else []
        return self.chance.choice(fit or every)

    def guardian(self, request: str) -> str:
        """Of that request's family, or anybody."""
        memory = self.world.bot.memory
        if self.chance.random() < 0.05:
            return self.chance.choice(list(self.world.readers))
        guardians = memory.people.guardians(memory.requests.get(request).family_id)
        hears = any(one.hears for one in guardians)
        return self.chance.choice(guardians).id if hears else self.desk()

    def desk(self) -> str:
        return self.chance.choice(list(self.staff.by_creche.values()))

    def offer(self, wanted: OfferState) -> str:
        """One in that state, or any that stands or stood."""
        offers = self.world.bot.memory.offers
        standing = offers.standing_at(None)
        fit = [one.id for one in standing if one.state is wanted] if self.chance.random() < 0.9 else []
        every = fit or [one.id for one in (*standing, *offers.of_request(self.request()))]
        return self.chance.choice(every or [""])

    def creche(self) -> str:
        return self.chance.choice(self.world.bot.policy.creches).id

    def someday(self, first: int, last: int) -> timedelta:
        return timedelta(days=self.chance.randint(first, last))

    # What is tried

    def begins(self) -> None:
        """Some families have come, met the crèche and confirmed some weeks ago."""
        for _ in range(self.chance.randint(3, 5)):
            self.comes()
        for _ in range(2 * len(self.world.known.signed_up)):
            self.meets()
            self.confirms()

    def comes(self) -> None:
        number = len(self.families) + 1
        family = Family(self.world, number)
        family.is_ = replace(family.is_, taps=False)
        self.families.append(family)
        family.comes(self.staff.coordinator)

    def of_a_request(self) -> None:
        bot, request = self.world.bot, self.request(*self.chance.choice((_ASIDE, LEAVABLE)))
        action = self.chance.choice(
            (requests.withdraw, requests.undo_withdrawal, looking.pause, looking.still_looking, requests.look)
        )
        bot.do(action, self.guardian(request), request, now=bot.now, policy=bot.standing)
        if bot.done and action is requests.undo_withdrawal:
            self.world.known.ended.pop(request, None)

    def confirms(self) -> None:
        bot, request = self.world.bot, self.request(State.REGISTERED)
        number = self.chance.choice(("", "PD-1", "PD-2"))
        who = self.guardian(request)
        bot.do(requests.confirm, who, request, predemand=number, now=bot.now, policy=bot.standing)

    def meets(self) -> None:
        bot, request = self.world.bot, self.request(State.REGISTERED)
        on = self.world.clock.today - self.someday(-1, 3)
        bot.do(requests.record_meeting, self.desk(), request, on=on, now=bot.now, policy=bot.standing)

    def shows_proof(self) -> None:
        bot, request = self.world.bot, self.request()
        asked = bot.memory.requests.get(request).claims
        code = self.chance.choice(asked).code if asked else self.chance.choice(tuple(ClaimCode))
        if self.chance.random() < 0.8:
            bot.do(claims.see_proof, self.desk(), request, code.value, now=bot.now, policy=bot.standing)
        else:
            fault = ClaimFault.GIVEN_UP
            bot.do(claims.take_out, self.desk(), request, code.value, fault=fault, now=bot.now)

    def closes(self) -> None:
        bot, request = self.world.bot, self.request(State.PAUSED)
        if self.chance.random() < 0.5:
            bot.do(looking.close, self.desk(), request, why=Closing.NO_ANSWER, now=bot.now)
        else:
            bot.do(looking.resume_for, self.desk(), request, now=bot.now)

    def child(self) -> None:
        bot, request = self.world.bot, self.request()
        who, on = self.guardian(request), self.world.clock.today - self.someday(-1, 40)
        if self.chance.random() < 0.25:
            bot.do(births.no_longer_expecting, who, request, now=bot.now, policy=bot.standing)
            if bot.done:
                self.world.known.ended[request] = bot.now
            return
        action = self.chance.choice((births.confirm, births.confirm, births.correct))
        bot.do(action, who, request, on=on, now=bot.now, policy=bot.standing)

    def decides(self) -> None:
        """The month's decision in its steps, some of them left out."""
        bot, who = self.world.bot, self.staff.coordinator
        if self.chance.random() < 0.7:
            bot.do(rounds.prepare, who, now=bot.now, policy=bot.standing)
        if self.chance.random() < 0.3:
            to = self.chance.choice((None, self.creche()))
            wanted = Change(request_id=self.request(), to=to, reason="vu")
            bot.do(rounds.change, who, wanted, now=bot.now, policy=bot.standing)
        kept = bot.do(rounds.of_this_month, who, now=bot.now)
        if kept is not None and self.chance.random() < 0.7:
            read_at = int(kept.prepared_at.timestamp())
            bot.do(rounds.approve, who, read_at=read_at, now=bot.now, policy=bot.standing)

    def answers(self) -> None:
        bot, offer = self.world.bot, self.offer(OfferState.LIVE)
        if not offer:
            return
        who = self.guardian(bot.memory.offers.get(offer).request_id)
        action = self.chance.choice((offers.accept, offers.accept, offers.decline, offers.more_time))
        bot.do(action, who, offer, now=bot.now, policy=bot.standing)

    def contract(self) -> None:
        bot, offer = self.world.bot, self.offer(OfferState.ACCEPTED)
        if not offer:
            return
        failed = self.chance.choice((None, None, contracts.refuse, contracts.unsigned))
        who = self.desk()
        if failed is None:
            first = self.chance.choice((None, self.world.clock.today + self.someday(-15, 25)))
            bot.do(contracts.sign, who, offer, first=first, now=bot.now, policy=bot.standing)
        else:
            bot.do(failed, who, offer, now=bot.now)

    def offers_outside(self) -> None:
        bot, request = self.world.bot, self.request()
        who = self.desk()
        places = bot.do(offers.places, who, request, now=bot.now, policy=bot.standing) or ()
        start = self.world.clock.today + self.someday(0, 300)
        place = self.chance.choice((*places, Place(creche=self.creche(), start=start)))
        bot.do(offers.send, who, request, place, now=bot.now, policy=bot.standing)

    def offers_next(self) -> None:
        bot, creche = self.world.bot, self.creche()
        who = self.desk()
        found = bot.do(reserve.next_in_line, who, creche, now=bot.now, policy=bot.standing)
        request = found.request.id if found else self.request()
        bot.do(reserve.send_next, who, creche, request, now=bot.now, policy=bot.standing)

    def stay(self) -> None:
        bot, request = self.world.bot, self.request(State.ENROLLED)
        on = self.world.clock.today + self.someday(-3, 200)
        if self.chance.random() < 0.3:
            bot.do(contracts.leave, self.desk(), request, on=on, now=bot.now)
            return
        change = StayChange(on=on, week=self.chance.choice((*WEEKS, frozenset())))
        bot.do(stays.change, self.desk(), request, change, why="demande", now=bot.now, policy=bot.standing)

    def house(self) -> None:
        bot, creche = self.world.bot, self.creche()
        if self.chance.random() < 0.5:
            places = self.chance.randint(0, 5)
            bot.do(cuts.cut, self.desk(), creche, places, why="x", now=bot.now, policy=bot.standing)
        else:
            first = self.world.clock.today + self.someday(-1, 100)
            closed = Period(first, first + self.someday(0, 40))
            bot.do(closures.close, self.desk(), creche, closed, why="x", now=bot.now, policy=bot.standing)
        bot.look_at_policy()

    def reopens(self) -> None:
        bot = self.world.bot
        for closure in bot.memory.places.closures()[:1]:
            bot.do(closures.reopen, self.desk(), closure.id, now=bot.now, policy=bot.standing)
        bot.look_at_policy()

    def blocks(self) -> None:
        family = self.chance.choice(self.families)
        family.blocks = not family.blocks
        bot = self.world.bot
        bot.do(people.blocked, family.number, blocked=family.blocks, now=bot.now)

    def phones(self) -> None:
        bot, who = self.world.bot, self.staff.coordinator
        waiting = bot.do(calls.waiting, who, limit=2, policy=bot.standing)
        for one in waiting.calls if waiting else ():
            upto = max(untold.id for untold in one.call.untold)
            bot.do(calls.told, who, one.call.person.id, upto=upto, now=bot.now)

    def post(self) -> None:
        Post(self.world).deliver()


_SHARES: dict[Callable[[Happenings], None], int] = {
    Happenings.comes: 3,
    Happenings.of_a_request: 7,
    Happenings.confirms: 7,
    Happenings.meets: 6,
    Happenings.shows_proof: 4,
    Happenings.closes: 2,
    Happenings.child: 3,
    Happenings.decides: 11,
    Happenings.answers: 16,
    Happenings.contract: 11,
    Happenings.offers_outside: 2,
    Happenings.offers_next: 5,
    Happenings.stay: 4,
    Happenings.house: 2,
    Happenings.reopens: 1,
    Happenings.blocks: 1,
    Happenings.phones: 1,
    Happenings.post: 2,
}
_TRIES, _WEIGHTS = tuple(_SHARES), tuple(_SHARES.values())
