"""What somebody does not want to hear: news, and the practical messages of a crèche (/stop)."""

from aiogram import F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from bot.actions import people
from bot.actions.people import Hearing
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, show

router = Door("silence", Who.READER)

NEWS = "news"


class Hear(CallbackData, prefix="hear"):
    """Hear `what` (news, or a crèche's practical messages) or not."""

    what: str
    on: bool


@router.message(Command("stop"))
async def stop(message: Message, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    heard = await turn.do(people.want_news, person.id, wanted=False)
    await show(message, _screen(t, heard, policy))


@router.callback_query(Hear.filter(F.what == NEWS))
async def news(
    tap: CallbackQuery, callback_data: Hear, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    heard = await turn.do(people.want_news, person.id, wanted=callback_data.on)
    await show(tap, _screen(t, heard, policy))


@router.callback_query(Hear.filter())
async def practical(
    tap: CallbackQuery, callback_data: Hear, turn: Store, person: Person, t: Speaker, policy: Policy
) -> None:
    heard = await turn.do(people.mute, person.id, callback_data.what, muted=not callback_data.on)
    await show(tap, _screen(t, heard, policy))


def _screen(t: Speaker, heard: Hearing, policy: Policy) -> Screen:
    """A tick is what is heard; a tap changes it."""
    of = {creche: t.plain("stop.of_creche", creche=policy.creche(creche).name) for creche in heard.creches}
    rows = [
        [_tick(t, NEWS, t.plain("stop.news"), on=heard.news)],
        *([_tick(t, creche, name, on=creche not in heard.muted)] for creche, name in of.items()),
        [menu.open_button(t)],
    ]
    said = (
        t("stop.undone") if heard.news else t("stop.done"),
        t("stop.practical") if heard.creches else "",
        t("stop.always"),
    )
    return Screen("\n\n".join(filter(None, said)), rows)


def _tick(t: Speaker, what: str, name: str, *, on: bool) -> Button:
    return Button(t.plain("audience.on" if on else "audience.off", name=name), Hear(what=what, on=not on))
