"""S5: links and codes are 128 bits of chance, serve once, and whoever guesses waits from the sixth on."""

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from bot.actions import codes, invitations, slips
from bot.actions.signup import FOCUS
from bot.ports import Received, Records
from bot.rules.codes import LENGTH
from bot.rules.guesses import CodesLocked, LinksLocked
from bot.rules.people import Consent, Mandate, Person, Role
from bot.rules.references import MARK
from bot.rules.signup import Answers, Draft, Step
from bot.sandbox import Sandbox, SandboxPerson
from handlers import Conversations
from storage import Storage, migrate, open_storage
from tests.cast import ANA, EVA, LAMBERT_CONFIRMED, MORNING, NADIA
from tests.cast import POLICY as USUAL
from tests.faults.figures import Part, Row, at_least, every, none
from tests.faults.last_place import DATABASES
from tests.faults.speaking import TEXTS, spoken_to
from tests.faults.stage import KEY, chat_id, person_id
from tests.faults.who_may.routes import Try
from tests.faults.who_may.town import Actor
from tests.faults.who_may.trial import Ear, update
from tests.storage import seeds

MADE = {"full": 2_000, "small": 200}
RACERS = 100
GUESSERS = {"full": 300, "small": 10}
#: A director's, a second parent's, a slip.
LINKS = 3
#: So many wrong ones before the right one, at most.
MOST_WRONG = 9
POLICY = replace(USUAL, codes_per_firm=10**6)
FRENCH = TEXTS.speaker("fr")
INVALID = FRENCH.plain("refusal.invitation_invalid")
GUEST = replace(EVA, id="e7a" * 10, phone="+32470123456")
NOVAK = replace(LAMBERT_CONFIRMED, id="request-eva", reference="AAAAAAAAAA", family_id="novak")
_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_CODE_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass
class Town:
    """One database, the bots that answer on it, and what they say."""

    bots: Sequence[tuple[Storage, Conversations]]
    now: datetime = MORNING
    ear: Ear = field(default_factory=Ear)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def storage(self) -> Storage:
        return self.bots[0][0]

    async def says(self, who: int, words: str) -> None:
        """As an update comes in: kept, then handled in its turn; by one bot after the other."""
        number = next(self.numbers)
        storage, conversations = self.bots[number % len(self.bots)]
        actor = Actor(f"Person {who}", chat_id(who), person_id=person_id(who))
        body = json.dumps(update(actor, Try(words), words, number)).encode()
        received = Received(update_id=number, chat_id=actor.chat_id, body=body)
        await storage.inbox.put([received], at=self.now)
        await conversations.handle(received, storage.inbox.turn(number))

    def heard(self, who: int | None = None) -> list[str]:
        """What was said, to one or to all."""
        calls = (call.model_dump(warnings=False) for call in self.ear.calls)
        return [
            call.get("text") or "" for call in calls if who is None or call.get("chat_id") == chat_id(who)
        ]


async def run(size: str, seed: int) -> Row:
    """On SQLite with one bot, on PostgreSQL with two."""
    made, guessers = MADE[size], GUESSERS[size]
    parts: list[Part] = []
    for database, opened in DATABASES.items():
        with opened() as url:
            async with _town(url, 1 if database == "SQLite" else 2, guessers) as town:
                if not parts:
                    parts += _bits(town.storage, made)
                parts += [replace(part, what=f"{database}: {part.what}") for part in await _races(town)]
                found = await _guessing(town, Random(seed), guessers)
                parts += [replace(part, what=f"{database}: {part.what}") for part in found]
    size_ = f"{made} of each kind, {RACERS} at once, {guessers} who guess"
    return Row("S5", size_, seed, tuple(parts))


@contextlib.asynccontextmanager
async def _town(url: str, bots: int, guessers: int) -> AsyncIterator[Town]:
    migrate(url)
    people = LINKS * RACERS + 2 * guessers
    async with AsyncExitStack() as stack:
        listed = [SandboxPerson(user_id=chat_id(i), name=f"Person {i}") for i in range(people)]
        sandbox = Sandbox(pace=False, start_at=MORNING, people=listed)
        await sandbox.start()
        stack.push_async_callback(sandbox.stop)
        town = Town([])
        found = []
        for _ in range(bots):
            opened = open_storage(url, key=KEY)
            stack.push_async_callback(opened.close)
            conversations = _conversations(sandbox, opened, town)
            stack.push_async_callback(conversations.close)
            found.append((opened, conversations))
        town.bots = found
        with town.storage.transaction() as records:
            _furnish(records, people)
        yield town


def _conversations(sandbox: Sandbox, opened: Storage, town: Town) -> Conversations:
    found = spoken_to(sandbox, opened, POLICY, clock=lambda: town.now)
    found.bot.session.middleware(town.ear)
    return found


def _furnish(records: Records, people: int) -> None:
    """Who invites, and everybody who may be invited."""
    for one in (ANA, NADIA, GUEST):
        seeds.person(records, one)
    seeds.sponsor(records)
    seeds.requests(records, LAMBERT_CONFIRMED, NOVAK)
    consent = Consent(version="1", language="fr", digest="0" * 64, accepted_at=MORNING)
    for i in range(people):
        records.people.add(Person(id=person_id(i), chat_id=chat_id(i), language="fr", consent=consent))


def _bits(storage: Storage, many: int) -> Iterable[Part]:
    """Of links and codes as they are really made: how many bits are now set and now not."""
    with storage.transaction() as records:
        kinds = {
            "an invitation": [_number(link) for link in _links(records, Role.COORDINATOR, many)],
            "a second parent's link": [_number(_guardians(records)) for _ in range(many)],
            "a slip": [_number(_slip(records)) for _ in range(many)],
            "a code": [
                sum(_CODE_SIGNS.index(sign) << 5 * place for place, sign in enumerate(reversed(code)))
                for sheet in range(many // 20)
                for code in codes.make(
                    records, NADIA.id, "technord", 20, asked=str(sheet), now=MORNING, policy=POLICY
                ).codes
            ],
        }
    for kind, numbers in kinds.items():
        some, all_ = 0, -1
        for number in numbers:
            some, all_ = some | number, all_ & number
        yield at_least(f"bits of chance in {kind}", (some & ~all_).bit_count(), 128)
    everything = [number for numbers in kinds.values() for number in numbers]
    yield none("made twice", len(everything) - len(set(everything)))


def _links(records: Records, role: Role, many: int) -> list[str]:
    mandate = Mandate(role=role, of={Role.DIRECTOR: "marcinelle", Role.HR: "technord"}.get(role, ""))
    return [
        invitations.invite_staff(records, NADIA.id, mandate, now=MORNING, policy=POLICY) for _ in range(many)
    ]


def _guardians(records: Records) -> str:
    return invitations.invite_guardian(records, ANA.id, now=MORNING, policy=POLICY)


def _slip(records: Records) -> str:
    mark = GUEST.id[:MARK]
    return slips.make(records, NADIA.id, NOVAK.id, mark, now=MORNING, policy=POLICY).payload


def _number(link: str) -> int:
    token = link.removeprefix(invitations.PREFIX)
    return int.from_bytes(base64.urlsafe_b64decode(token + "=="))


async def _races(town: Town) -> list[Part]:
    """A link of each kind, opened by a hundred people at once."""
    with town.storage.transaction() as records:
        links = [*_links(records, Role.DIRECTOR, 1), _guardians(records), _slip(records)]
    told = 0
    for number, link in enumerate(links):
        town.ear.calls.clear()
        racers = range(number * RACERS, (number + 1) * RACERS)
        await asyncio.gather(*(town.says(who, f"/start {link}") for who in racers))
        told += sum(INVALID in words for words in town.heard())
    with town.storage.transaction() as records:
        given = [
            len(records.people.holders(Role.DIRECTOR, "marcinelle")),
            len(records.people.guardians(ANA.family_id or "")) - 1,
            sum(one.chat_id is not None for one in records.people.guardians("novak")),
        ]
    return [
        every("links that served once, %", given.count(1), LINKS),
        every("the others told that it did, %", told, LINKS * (RACERS - 1)),
    ]


async def _guessing(town: Town, chance: Random, guessers: int) -> list[Part]:
    """Some wrong ones, the right one, and the right one once more after the lock."""
    with town.storage.transaction() as records:
        links = _links(records, Role.HR, guessers)
        sheet = codes.make(records, NADIA.id, "technord", 1, asked="right", now=MORNING, policy=POLICY)
        for who in _fillers(guessers):
            _at_the_code(records, person_id(who))
    (code,) = sheet.codes
    tries = [(who, f"/start {link}", "/start i") for who, link in zip(_openers(guessers), links, strict=True)]
    tries += [(who, code, "") for who in _fillers(guessers)]
    early = late = unkind = never = stuck = locked = 0
    for who, right, before in tries:
        town.now = MORNING  # everybody's: what was made then lasts some days
        wrong = chance.randrange(MOST_WRONG + 1)
        for _ in range(wrong):
            await town.says(who, before + _wrong(right.removeprefix(before), chance))
        begun, town.now = town.now, town.now + timedelta(minutes=59)
        town.ear.calls.clear()
        await town.says(who, right)
        held = await _has(town, who, code)
        early += held and wrong >= POLICY.wrong_most
        late += not held and wrong < POLICY.wrong_most
        if wrong >= POLICY.wrong_most:
            locked += 1
            no = (LinksLocked if before else CodesLocked)(until=begun + timedelta(hours=1))
            unkind += not any(FRENCH.no(no) in words for words in town.heard(who))
            town.now = begun + timedelta(hours=1)
            await town.says(who, right)
            never += not await _has(town, who, code)
        if not before:
            stuck += not await _goes_on(town, who)
    return [
        none("a sixth that was looked at", early),
        none("refused before", late),
        none("locked and not told until when", unkind),
        none("refused after the lock", never),
        none("forms that could not go on", stuck),
        at_least("who were locked", locked, 1),
    ]


def _openers(guessers: int) -> range:
    return range(LINKS * RACERS, LINKS * RACERS + guessers)


def _fillers(guessers: int) -> range:
    return range(LINKS * RACERS + guessers, LINKS * RACERS + 2 * guessers)


def _at_the_code(records: Records, who: str) -> None:
    """A form that asks for the employer's code."""
    place, answers = Step.CODE.value, Answers(name="Ana")
    records.drafts.add(
        Draft(
            id=who[::-1], person_id=who, place=place, answers=answers, started_at=MORNING, touched_at=MORNING
        )
    )
    records.people.save(replace(records.people.get(who), focus=FOCUS))


def _wrong(right: str, chance: Random) -> str:
    """Another of that shape: all chance, or the right one but for a sign."""
    signs = _CODE_SIGNS if len(right) == LENGTH else _SIGNS
    if chance.random() < 0.5:
        return "".join(chance.choice(signs) for _ in right)
    place = chance.randrange(len(right))
    other = chance.choice([sign for sign in signs if sign != right[place]])
    return right[:place] + other + right[place + 1 :]


async def _has(town: Town, who: int, code: str) -> bool:
    """What the link or the code is for."""

    def look(records: Records) -> bool:
        draft = records.drafts.of(person_id(who))
        if draft is not None:
            return draft.answers.code == code
        return records.people.get(person_id(who)).is_(Role.HR)

    return await town.storage.look(look)


async def _goes_on(town: Town, who: int) -> bool:
    """Whether the form asks something else by now, or does when the code is left out."""

    def place(records: Records) -> str:
        draft = records.drafts.of(person_id(who))
        return draft.place if draft else ""

    if await town.storage.look(place) == Step.CODE:
        await town.says(who, FRENCH.plain("signup.skip"))
    return await town.storage.look(place) not in {"", Step.CODE}
