"""G6: people come, fill in the form, wander about, while the privacy notice changes under them.

Nothing is written about anybody who has not accepted the notice that is in force, as it was shown to them;
every family that is registered stands under a notice whose version, language and words are known.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from hashlib import sha256
from json import dumps
from pathlib import Path
from random import Random
from sqlite3 import Connection, connect
from tempfile import TemporaryDirectory

from bot.ports import Received, Store
from bot.rules.calendar import Month
from bot.rules.policy import Policy
from bot.sandbox import Sandbox, SandboxPerson
from handlers import Conversations
from handlers.welcome import notice_screen
from storage import Storage
from tests.cast import MORNING, POLICY
from tests.faults.figures import Row, at_least, every, none
from tests.faults.speaking import TEXTS, spoken_to
from tests.faults.who_may.routes import Try, tap, words
from tests.faults.who_may.town import Actor
from tests.faults.who_may.trial import Ear, update
from tests.kept import empty_storage

PEOPLE = {"full": 300, "small": 6}
#: How often somebody does something, on average.
STEPS = 36
LANGUAGES = ("fr", "nl", "de", "en")
#: Of each version other words: who answers, and how long a form is kept.
VERSIONS = [
    replace(POLICY, notice_version=str(n), draft_days=13 + n, data_contact=f"v{n}@example.org")
    for n in (1, 2, 3)
]
#: Answers of the form, as a parent gives them: the first that stands on the screen and was not tapped yet.
WISHES = ("children.one", "born.expected", "week.all", "creches.all", "claims.none", "go", "skip", "send")
#: What is written whoever speaks, and what Telegram itself says of somebody.
ASIDE = {"inbox", "sqlite_sequence"}
#: What somebody may try who has accepted nothing, or an older notice.
NOISE: tuple[Try, ...] = (
    words("bonjour"),
    words("/signup"),
    words("/erase"),
    words("/mydata"),
    words("fausse couche"),
    words("Ana Lambert"),
    tap("signup"),
    tap("menu"),
    tap("er:000"),
    tap("l:nl"),
    tap("w:accept:fr::"),
    tap("w:accept:fr:000:"),
    *(tap(f"w:speak:{language}::") for language in LANGUAGES),
    Try("bonjour", "edited_message"),
    Try("+32470000000", "contact"),
)


@dataclass
class Walker:
    """Somebody, with the screen before their eyes and the notice that they accepted last."""

    actor: Actor
    language: str = "fr"
    accepted: tuple[str, str, str] | None = None  # version, language, SHA-256 of the words
    text: str = ""
    buttons: dict[str, str] = field(default_factory=dict)  # label: what it says
    tapped: set[str] = field(default_factory=set)


@dataclass
class Walk:
    """Everybody on one database, with the conversations of each version of the notice."""

    storage: Storage
    file: Connection
    conversations: list[Conversations]
    ears: list[Ear]
    chance: Random
    version: int = 0
    early: int = 0  # written before the notice was accepted
    tried: int = 0  # tried before it was
    instead: Store | None = None  # of the storage
    last: int = 0  # the number of the last update
    wrong: int = 0  # accepted, and kept otherwise than it was shown

    @property
    def policy_version(self) -> str:
        return VERSIONS[self.version].notice_version

    def pending(self, who: Walker) -> bool:
        return who.accepted is None or who.accepted[0] != self.policy_version

    async def step(self, who: Walker) -> None:
        """What they do next: usually what they came for."""
        pending = self.pending(who)
        accept = self.accept(who)
        if pending and (accept is None or self.chance.random() < 0.5):
            await self._try(who, self.chance.choice(NOISE) if who.text else words("/start"))
        elif pending:
            await self.accepts(who, accept or "")
        else:
            await self.send(who, self.next(who))

    async def _try(self, who: Walker, one: Try) -> None:
        """Nothing may be written."""
        before = self.digest()
        await self.send(who, one)
        self.tried += 1
        self.early += self.digest() != before

    async def accepts(self, who: Walker, data: str) -> None:
        """The notice of the screen; if another is in force by now, that is shown and nothing is written."""
        language, shown = data.split(":")[2], notice_of(who.text)
        in_force = shown == notice_of(_screen(language, VERSIONS[self.version]))
        before = self.digest()
        await self.send(who, tap(data))
        if in_force:
            who.language = language
            who.accepted = (self.policy_version, language, sha256(shown.encode()).hexdigest())
            self.wrong += self._kept(who) != who.accepted
        else:
            self.tried += 1
            self.early += self.digest() != before

    def next(self, who: Walker) -> Try:
        """The form's next answer; where the screen is another, back to the form."""
        t = TEXTS.speaker(who.language)
        for key in WISHES:
            label = t.plain(f"signup.{key}")
            if label in who.buttons and (label not in who.tapped or key in {"go", "skip"}):
                who.tapped.add(label)
                return tap(who.buttons[label])
        for label, data in who.buttons.items():
            if "|name|pick" in data or label == t.show(Month(2027, 10)):
                return tap(data)
        if any("|day:0|" in data for data in who.buttons.values()):
            return words("20/06/2027")
        who.tapped.clear()
        return tap("signup")

    async def send(self, who: Walker, one: Try) -> None:
        number = self.last = self.last + 1
        body = update(who.actor, one, one.says, number)
        received = Received(update_id=number, chat_id=who.actor.chat_id, body=dumps(body).encode())
        await self.storage.inbox.put([received], at=MORNING)
        ear = self.ears[self.version]
        ear.calls.clear()
        await self.conversations[self.version].handle(
            received, self.instead or self.storage.inbox.turn(number)
        )
        for call in ear.calls:
            keyboard, text = getattr(call, "reply_markup", None), getattr(call, "text", None)
            rows = getattr(keyboard, "inline_keyboard", None if keyboard else [])
            if text and rows is not None and hasattr(call, "chat_id"):
                who.text = text
                who.buttons = {button.text: button.callback_data for row in rows for button in row}

    def accept(self, who: Walker) -> str | None:
        return next((data for data in who.buttons.values() if data.startswith("w:accept:")), None)

    def _kept(self, who: Walker) -> tuple[str, str, str] | None:
        with self.storage.transaction() as records:
            person = records.people.by_chat(who.actor.chat_id)
            consent = person and person.consent
        return (consent.version, consent.language, consent.digest) if consent else None

    def digest(self) -> int:
        names = self.file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        tables = [name for (name,) in names if name not in ASIDE]
        return hash(tuple(tuple(self.file.execute(f"SELECT * FROM [{name}]")) for name in tables))


def _screen(language: str, policy: Policy) -> str:
    return notice_screen(TEXTS.speaker(language), TEXTS, policy).text


def notice_of(text: str) -> str:
    """A screen without its greeting."""
    return text.rpartition("\n\n")[2]


async def run(size: str, seed: int) -> Row:
    """Everybody, a step at a time in any order; the notice changes twice on the way."""
    chance, people = Random(seed), PEOPLE[size]
    walkers = [Walker(Actor(f"Ana {number}", 5000 + number)) for number in range(people)]
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        storage = await stack.enter_async_context(empty_storage(folder))
        walk = await open_walk(stack, storage, folder, walkers, chance)
        for turn in range(people * STEPS):
            walk.version = turn * len(VERSIONS) // (people * STEPS)
            await walk.step(chance.choice(walkers))
        registered, known = _registered(storage, walkers)
    return Row(
        "G6",
        f"{people} people, {people * STEPS} steps, {len(VERSIONS)} versions of the notice",
        seed,
        (
            none("writes before the notice was accepted", walk.early),
            none("notices kept otherwise than they were shown", walk.wrong),
            every("registrations with version, language and words, %", known, registered),
            at_least("registrations", registered, people // 4),
            at_least("tries before the notice was accepted", walk.tried, people),
        ),
    )


async def open_walk(
    stack: AsyncExitStack, storage: Storage, folder: Path, walkers: list[Walker], chance: Random
) -> Walk:
    people = [SandboxPerson(user_id=one.actor.chat_id, name=one.actor.name) for one in walkers]
    sandbox = Sandbox(pace=False, start_at=MORNING, people=people)
    await sandbox.start()
    stack.push_async_callback(sandbox.stop)
    ears = [Ear() for _ in VERSIONS]
    conversations = []
    for policy, ear in zip(VERSIONS, ears, strict=True):
        one = spoken_to(sandbox, storage, policy, clock=lambda: MORNING)
        one.bot.session.middleware(ear)
        stack.push_async_callback(one.close)
        conversations.append(one)
    file = connect(folder / "kept.sqlite3")
    stack.callback(file.close)
    return Walk(storage, file, conversations, ears, chance)


def _registered(storage: Storage, walkers: list[Walker]) -> tuple[int, int]:
    """Requests, and those whose guardian's notice is one of those that were shown, in its own words."""
    shown = {
        (policy.notice_version, language, sha256(notice_of(_screen(language, policy)).encode()).hexdigest())
        for policy in VERSIONS
        for language in LANGUAGES
    }
    found = known = 0
    with storage.transaction() as records:
        for who in walkers:
            person = records.people.by_chat(who.actor.chat_id)
            if person is None or person.family_id is None:
                continue
            some = len(records.requests.of_family(person.family_id))
            consent = person.consent
            kept = consent and (consent.version, consent.language, consent.digest)
            found += some
            known += some if kept in shown else 0
    return found, known
