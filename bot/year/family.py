"""A family: it signs up, hears what the bot says, and reacts in its own time and temper."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from bot.actions import births, looking, offers, people, requests, signup, wishes
from bot.rules import notices as told
from bot.rules.notices import Notice
from bot.rules.people import Consent
from bot.rules.requests import Request
from bot.rules.signup import Deed, Draft, Said, Step
from bot.year.character import Character, Home, character, filled_in, home, says
from bot.year.faults import Fault
from bot.year.guardians import DIGEST, erases, invites
from bot.year.world import World


@dataclass
class Family:
    """`person`: its first guardian, once the bot knows it.

    Where no message reaches it, staff take its steps in its name, as it says on the phone.
    """

    world: World
    number: int
    chance: Random = field(init=False)
    is_: Character = field(init=False)
    home: Home = field(init=False)
    person: str = ""
    blocks: bool = False
    erased: bool = False

    def __post_init__(self) -> None:
        self.chance = Random(f"{self.world.seed}/{self.number}")  # noqa: S311 – a simulation's chance
        self.is_ = character(self.chance)

    # Signing up

    def comes(self, desk: str) -> None:
        """The first day: in the chat, or at the desk of that member of staff."""
        code = self.world.codes.pop() if self.world.codes and self.chance.random() < 0.12 else ""
        self.home = home(self.chance, self.world.clock.today, code=code)
        who = desk if self.is_.at_desk else self._is_met()
        if who:
            self._fills_in(who)

    def _is_met(self) -> str:
        bot = self.world.bot
        consent = Consent(
            version=bot.policy.notice_version,
            language=self.is_.language,
            digest=DIGEST,
            accepted_at=bot.now,
        )
        met = bot.do(people.accept_notice, self.number, consent=consent, now=bot.now, policy=bot.standing)
        if met is None:
            return ""
        self._is_known_as(met.person.id)
        return met.person.id

    def _is_known_as(self, person: str) -> None:
        self.person = person
        self.world.readers[person] = self

    def _fills_in(self, who: str) -> None:
        bot, at_desk = self.world.bot, who != self.person
        draft = bot.do(signup.begin, who, at_desk=at_desk, now=bot.now, policy=bot.standing)
        if draft is None:
            return
        if self.chance.random() < 0.03 and not at_desk:
            self.later(20, lambda: self._fills_in(who))  # the form lies: it may be gone by then
            return
        ready = self._taps(who, draft) if self.is_.taps else self._fills_at_once(draft)
        if ready:
            self._sends(who, draft.id)

    def _taps(self, who: str, draft: Draft) -> bool:
        """Question by question, each answer a transaction."""
        bot, now = self.world.bot, draft
        while now.place != Step.REVIEW:
            said = self._says(now)
            answered = bot.do(signup.answer, who, said, mark=draft.id, now=bot.now, policy=bot.standing)
            now = answered or bot.do(signup.current, who) or draft
            if answered is None and now.place == said.place:
                bot.do(signup.delete, who, mark=draft.id)
                return False
        return True

    def _fills_at_once(self, draft: Draft) -> bool:
        """The same answers in one go: it is the form that is sent that counts."""
        bot, today = self.world.bot, self.world.clock.today
        answers = filled_in(self.chance, self.is_, self.home, draft.answers, today=today, policy=bot.standing)
        bot.memory.drafts.save(replace(draft, place=Step.REVIEW.value, answers=answers))
        return True

    def _says(self, draft: Draft) -> Said:
        today, policy = self.world.clock.today, self.world.bot.standing
        word = says(self.chance, self.is_, self.home, draft.place, draft.answers, today=today, policy=policy)
        return Said(place=draft.place, deed=Deed.PICK if word else Deed.SKIP, value=word)

    def _sends(self, who: str, draft: str) -> None:
        bot = self.world.bot
        made = bot.do(signup.send, who, draft, digest=DIGEST, now=bot.now, policy=bot.standing)
        if made is None:
            bot.do(signup.delete, who, mark=draft)
            return
        if not self.person:
            (guardian,) = bot.memory.people.guardians(made[0].family_id)
            self._is_known_as(guardian.id)
        for request in made:
            self.world.known.signed_up[request.id] = request.reference
            self._plans(request)

    def _plans(self, request: Request) -> None:
        """What life has in store for a request, whatever the bot says."""
        for share, days, deed in (
            (0.06, 120, self.withdraws),
            (0.05, 90, self.pauses),
            (0.08, 100, self.changes_wishes),
            (0.15, 60, self.looks),
            (0.02, 80, self.loses),
        ):
            if self.chance.random() < share:
                self.later(days, _with(deed, request.id))
        if self.chance.random() < 0.03 and not self.is_.at_desk:
            self.later(150, lambda: erases(self))
        if self.chance.random() < 0.03 and not self.is_.at_desk:
            self.later(60, self.blocks_the_bot)
        if self.chance.random() < 0.05 and not self.is_.at_desk:
            self.later(10, lambda: invites(self))

    def later(self, days: float, deed: Callable[[], object]) -> None:
        self.world.agenda.after(days * (0.3 + 1.4 * self.chance.random()), deed)

    # Hearing

    def hears(self, notice: Notice, by: str = "") -> None:
        """In the chat, or from a member of staff on the phone (`by`), who then takes the steps."""
        who = by or self.person
        if self.erased:
            self.world.bot.broken.append(f"{type(notice).__name__} to somebody who was erased")
        match notice:
            case told.MeetingRecorded():
                self._confirms_from(notice.request_id, notice.confirm_from, who)
            case told.ConfirmationOpens():
                self._soon(lambda: self.confirms(notice.request_id, who))
            case told.OfferSent():
                self._weighs(notice, who)
            case told.StillLooking():
                self._soon(lambda: self.still_looks(notice.request_id))
            case told.BirthAwaited():
                self._soon(lambda: self.tells_birth(notice.request_id, who))
            case told.OfferLapsed() | told.ContractUnsigned() | told.Paused():
                if self.chance.random() < 0.5:
                    self.later(15, lambda: self.still_looks(notice.request_id))

    def _soon(self, deed: Callable[[], object]) -> None:
        """Unless it lets it lie."""
        if self.chance.random() < self.is_.answers:
            self.later(self.is_.days, deed)

    def _confirms_from(self, request: str, day: date, who: str) -> None:
        if self.is_.impatient:
            self.later(0.1, lambda: self.confirms(request, who))
        if self.chance.random() < 0.93:
            delay = self.is_.days * (0.3 + self.chance.random())
            when = max(self.world.clock.today, day) + timedelta(days=round(delay))
            self.world.agenda.on(when, 9 + 10 * self.chance.random(), lambda: self.confirms(request, who))

    def _weighs(self, offer: told.OfferSent, who: str) -> None:
        if self.chance.random() < 0.1:
            self.later(self.is_.days, lambda: self._answers(offers.more_time, offer.offer_id, who))
        takes = self.chance.random() < self.is_.takes
        answer = offers.accept if takes else offers.decline
        self._soon(lambda: self._answers(answer, offer.offer_id, who))
        if self.world.bot.faults.strikes(Fault.STALE):
            other = offers.decline if takes else offers.accept
            self.later(12, lambda: self._answers(other, offer.offer_id, who))

    # Doing

    def _answers(self, answer: Callable[..., object], offer: str, who: str) -> None:
        bot = self.world.bot
        bot.do(answer, who, offer, now=bot.now, policy=bot.standing)

    def confirms(self, request: str, who: str) -> None:
        bot = self.world.bot
        number = f"PD-{self.chance.randint(100_000, 999_999)}"
        bot.do(requests.confirm, who, request, predemand=number, now=bot.now, policy=bot.standing)

    def looks(self, request: str) -> None:
        bot = self.world.bot
        bot.do(requests.look, self.person, request, now=bot.now, policy=bot.standing)

    def still_looks(self, request: str) -> None:
        bot = self.world.bot
        deed = self.chance.choices((looking.still_looking, looking.pause, requests.withdraw), (62, 8, 30))[0]
        bot.do(deed, self.person, request, now=bot.now, policy=bot.standing)

    def pauses(self, request: str) -> None:
        bot = self.world.bot
        bot.do(looking.pause, self.person, request, now=bot.now, policy=bot.standing)
        if self.chance.random() < 0.6:
            self.later(40, lambda: self.still_looks(request))

    def withdraws(self, request: str) -> None:
        bot = self.world.bot
        bot.do(requests.withdraw, self.person, request, now=bot.now, policy=bot.standing)
        if self.chance.random() < 0.3:
            self.later(0.7, lambda: self._comes_back(request))

    def _comes_back(self, request: str) -> None:
        bot = self.world.bot
        back = bot.do(requests.undo_withdrawal, self.person, request, now=bot.now, policy=bot.standing)
        if back is not None:
            self.world.known.ended.pop(request, None)

    def tells_birth(self, request: str, who: str) -> None:
        """Some days ago, as far as the bot believes it."""
        bot = self.world.bot
        born = self.world.clock.today - timedelta(days=self.chance.choice((0, 1, 3, 10)))
        action = births.confirm if self.chance.random() < 0.97 else births.correct
        if who == self.person:
            bot.do(action, who, request, on=born, now=bot.now, policy=bot.standing)

    def loses(self, request: str) -> None:
        bot = self.world.bot
        if self.erased:
            return
        (asked,) = (one for one in bot.memory.requests.of_family(self._family()) if one.id == request)
        if all(child.born for child in asked.children):
            return
        bot.do(births.no_longer_expecting, self.person, request, now=bot.now, policy=bot.standing)
        if bot.done:
            self.world.known.ended[request] = bot.now

    def _family(self) -> str:
        return self.world.bot.memory.people.get(self.person).family_id or ""

    def blocks_the_bot(self) -> None:
        """The bot hears of it with the next notice, or at once; some come back."""
        bot, self.blocks = self.world.bot, True
        bot.faults.seen[Fault.BLOCKED] += 1
        if self.chance.random() < 0.4:
            self.later(50, self._unblocks)

    def _unblocks(self) -> None:
        bot, self.blocks = self.world.bot, False
        bot.do(people.blocked, self.number, blocked=False, now=bot.now)

    def changes_wishes(self, request: str) -> None:
        """One of them, in the form's own question; read back, then kept."""
        bot = self.world.bot
        draft = bot.do(wishes.begin, self.person, request, now=bot.now, policy=bot.standing)
        if draft is None:
            return
        place = self.chance.choice((Step.ENTRY, Step.WINDOW, Step.WEEK, Step.CRECHES)).value
        fixes = Said(place=Step.REVIEW.value, deed=Deed.FIX, value=place)
        bot.do(signup.answer, self.person, fixes, mark=draft.id, now=bot.now, policy=bot.standing)
        said = self._says(replace(draft, place=place))
        changed = bot.do(signup.answer, self.person, said, mark=draft.id, now=bot.now, policy=bot.standing)
        if changed is not None:
            bot.do(wishes.outlook, self.person, changed, policy=bot.standing)
        if not bot.do(wishes.change, self.person, draft.id, now=bot.now, policy=bot.standing):
            bot.do(signup.delete, self.person, mark=draft.id)


def _with(deed: Callable[[str], object], request: str) -> Callable[[], object]:
    return lambda: deed(request)
