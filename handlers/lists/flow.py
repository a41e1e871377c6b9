"""Reading a list: choose it, turn its pages, narrow it, open a file from it."""

from datetime import datetime

from aiogram import F
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from bot.actions import files, lists
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Creche, Policy
from bot.rules.references import read_reference
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.files import ask_why
from handlers.focus import Focus
from handlers.lists.buttons import Listed, narrowed, wanted_of
from handlers.lists.filters import days_screen, filter_screen, months_screen
from handlers.lists.pages import PAGE, list_screen
from handlers.screens import Button, Event, Screen, show

router = Door("lists", Who.STAFF)

FOCUS = "list"


@router.message(Command("lists", "listes"))
@router.callback_query(F.data == menu.LISTS)
async def which(event: Event, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    found = await turn.look(lists.creches, person.id, policy=policy)
    if len(found) == 1:
        only = Listed(do="see", creche=found[0][0])
        await _show(event, only, turn=turn, person=person, t=t, policy=policy)
        return
    rows = [[_of(t, policy.creche(creche), n)] for creche, n in found]
    await show(event, Screen(t("lists.which"), [*rows, [menu.open_button(t)]]))


@router.callback_query(Listed.filter(F.do.in_({"see", "on", "back"})))
async def see(
    tap: CallbackQuery, callback_data: Listed, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    await _show(tap, callback_data, turn=turn, person=person, t=t, policy=policy)


@router.message(Focus(FOCUS))
async def typed(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    """A reference opens its file; a month or half-days say which requests are wanted."""
    text = message.text or ""
    reference = read_reference(text)
    if reference is not None:
        request_id = await turn.look(files.find, person.id, reference)
        await ask_why(message, request_id, turn=turn, person=person, t=t)
        return
    listed = narrowed(Listed.unpack(subject), text, t.language, now)
    await _show(message, listed, turn=turn, person=person, t=t, policy=policy)


@router.callback_query(Listed.filter(F.do == "filter"))
async def narrow(
    tap: CallbackQuery, callback_data: Listed, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    await turn.look(lists.check_creche, person.id, callback_data.creche, policy=policy)
    await show(tap, filter_screen(t, callback_data, policy))


@router.callback_query(Listed.filter(F.do.in_({"first", "last"})))
async def which_month(
    tap: CallbackQuery,
    callback_data: Listed,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    await turn.look(lists.check_creche, person.id, callback_data.creche, policy=policy)
    await show(tap, months_screen(t, callback_data, now, policy))


@router.callback_query(Listed.filter(F.do == "days"))
async def which_days(
    tap: CallbackQuery, callback_data: Listed, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    await turn.look(lists.check_creche, person.id, callback_data.creche, policy=policy)
    await show(tap, days_screen(t, callback_data, policy))


async def _show(
    event: Event, listed: Listed, *, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    here = listed.model_copy(update={"do": "see", "at": ""})
    page = await turn.do(
        lists.page,
        person.id,
        listed.creche,
        wanted_of(listed),
        reference=listed.at,
        backward=listed.do == "back",
        limit=PAGE,
        focus=FOCUS,
        subject=here.pack(),
        policy=policy,
    )
    await show(event, list_screen(t, page, here, policy))


def _of(t: Speaker, creche: Creche, n: int) -> Button:
    return Button(t.plain("lists.creche", name=creche.name, n=n), Listed(do="see", creche=creche.id))
