"""The menu: what each kind of person can do, one tap away."""

from collections.abc import Iterator, Mapping
from datetime import time

from aiogram import F
from aiogram.filters import Command

from bot.actions import calls, people
from bot.actions.signup import FOCUS as FORM
from bot.ports import Store
from bot.rules.colleagues import band
from bot.rules.people import Person, Role
from bot.rules.policy import Policy
from bot.texts import Html, Speaker, Texts
from bot.texts.words import tokens
from handlers.doors import Door, Who
from handlers.screens import Button, Event, Screen, show

router = Door("menu", Who.READER)

#: The words that the menu's buttons say; each conversation listens to its own.
OPEN = "menu"
SIGNUP = "signup"
STATUS = "status"
ENTER = "enter"
MY_DATA = "mydata"
HELP = "help"
SUMMARY = "summary"
PROMISE = "promise"
CODES = "codes"
FIRM = "firm"
ANNOUNCE = "announce"
MEETINGS = "meetings"
CALLS = "calls"
OFFERS = "offers"
ROUND = "round"
LISTS = "lists"
CAPACITY = "capacity"
INVITE = "invite"
SPONSORS = "sponsors"
FAMILY = "family"
#: What a menu's button is called may be typed too: the same as its command.
SPOKEN = (
    OPEN, SIGNUP, STATUS, FAMILY, MY_DATA, HELP, SUMMARY, CODES, FIRM, ANNOUNCE,
    MEETINGS, CALLS, OFFERS, ROUND, LISTS, CAPACITY, INVITE, SPONSORS,
)  # fmt: skip
#: Words that are no command of that name, and those that the help tells to everybody.
_NOT_OWN = frozenset({ENTER, PROMISE, MY_DATA, HELP})


def spoken(texts: Texts) -> dict[tuple[str, ...], str]:
    """The command for each button of the menus, as it is called in any language; numbers in it aside."""
    called: dict[tuple[str, ...], str] = {}
    for t in map(texts.speaker, texts.languages):
        for word in SPOKEN:
            name = "menu.open" if word == OPEN else f"menu.{word}"
            called |= {_heard(word): word, _heard(t.plain(name, n=0)): word}
    return called


def _heard(text: str) -> tuple[str, ...]:
    return tuple(token for token in tokens(text) if not token.isdecimal())


def command(text: str, called: Mapping[tuple[str, ...], str]) -> str | None:
    """The command that these words mean, if they name a button of a menu and nothing else."""
    word = None if text.startswith("/") else called.get(_heard(text))
    return word and f"/{word}"


def open_button(t: Speaker) -> Button:
    return Button(t.plain("menu.open"), OPEN)


async def main_screen(store: Store, t: Speaker, person: Person, greeting: str = "") -> Screen:
    """What this person can do, below a greeting or the standing question."""
    rows = [[Button(label, word)] for word, label in await _labels(store, t, person)]
    return Screen("\n\n".join(filter(None, (greeting, t("menu.question")))), rows)


async def _labels(store: Store, t: Speaker, person: Person) -> list[tuple[str, str]]:
    """Each word with what it does; staff see how many calls wait."""
    words = tuple(_words(person))
    n = await store.look(calls.count, person.id) if CALLS in words else 0
    return [(word, t.plain(f"menu.{word}", n=n)) for word in words]


def _words(person: Person) -> Iterator[str]:
    if person.is_(Role.COORDINATOR):
        yield from (LISTS, CAPACITY, MEETINGS, CALLS, ROUND, OFFERS, ENTER, ANNOUNCE, SPONSORS, INVITE)
    elif person.is_(Role.DIRECTOR):
        yield from (LISTS, CAPACITY, MEETINGS, CALLS, ROUND, OFFERS, ENTER)
    if person.is_(Role.HR):
        yield from (SUMMARY, CODES, FIRM, PROMISE)
    if not person.mandates or person.family_id is not None:
        yield from (SIGNUP, STATUS)
    if person.family_id is not None:
        yield FAMILY
    yield from (MY_DATA, HELP)


def role_text(t: Speaker, role: Role, where: str, policy: Policy) -> Html:
    """Who you are for us from now on: what you will see, and what you will never see."""
    return t(
        f"role.{role.value}",
        of=where,
        day=policy.summary_day,
        hour=time(policy.summary_hour),
        few=band(0, policy),
        more=band(policy.people_band, policy),
    )


@router.message(Command("menu"))
@router.callback_query(F.data == OPEN)
async def open_menu(event: Event, turn: Store, t: Speaker, person: Person) -> None:
    await leave_words(turn, person)
    await show(event, await main_screen(turn, t, person))


async def leave_words(turn: Store, person: Person) -> None:
    """Whatever typed words were to answer is left behind, but for the form: that waits wherever one goes."""
    if person.focus not in {"", FORM}:
        await turn.do(people.focus, person.id, "")


@router.message(Command("help", "aide", "hulp", "hilfe"))
@router.callback_query(F.data == HELP)
async def help_(event: Event, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    """What this person's menu does, as commands; then what everybody may do."""
    own = [(word, what) for word, what in await _labels(turn, t, person) if word not in _NOT_OWN]
    lines = [t("help.line", word=word, what=what) for word, what in own]
    told = "\n".join((*lines, t("help.text", contact=policy.data_contact)))
    await show(event, Screen(f"{t('help.title')}\n\n{told}", [[open_button(t)]]))
