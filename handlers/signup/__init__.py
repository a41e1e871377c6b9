"""Parents: sign a child up. One question a screen, answered with taps or words; every answer is kept at once.

The form is a row of answers (bot.rules.signup); a screen is drawn from it, whatever happened before.
"""

from dataclasses import replace
from datetime import datetime

from aiogram import F
from aiogram.filters import Command, Filter
from aiogram.types import CallbackQuery, KeyboardButton, Message, ReplyKeyboardMarkup

from bot.actions import signup as actions
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import Refusal
from bot.rules.signup import Deed, Said, Step, read_link
from bot.texts import Speaker, Texts
from bot.texts.reading import read_phone
from handlers import menu
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Event, show, toast
from handlers.signup.buttons import Change, Follow, Tap
from handlers.signup.ends import CONTINUE, gone_screen, linked_screen, unfinished_screen
from handlers.signup.flow import Talk, ask_again, change, delete, send, settle, stale, take_buttons, take_up
from handlers.signup.words import understand

__all__ = [
    "CONTINUE",
    "at_desk",
    "filling",
    "has_draft",
    "linked_screen",
    "resume",
    "router",
    "unfinished_screen",
]

router = Door("signup", Who.READER)
at_desk = Door("signup-desk", Who.STAFF)

#: One plain sentence for what cannot be an answer.
_KINDS = {
    **dict.fromkeys(("photo", "document", "video"), "signup.no_documents"),
    **dict.fromkeys(("voice", "audio", "video_note"), "signup.no_voice"),
    **dict.fromkeys(("location", "venue"), "signup.no_location"),
    "contact": "signup.no_contact",
}


def filling(person: Person | None) -> bool:
    """Whether the form is what this person is busy with: begun, and not put aside."""
    return person is not None and person.focus == actions.FOCUS


class Filling(Filter):
    """Whatever somebody sends while the form is what they are busy with."""

    async def __call__(self, _: Message, person: Person | None) -> bool:
        return filling(person)


async def has_draft(store: Store, person: Person) -> bool:
    """Whether this person has begun a form; wishes half changed are none."""
    draft = await store.look(actions.current, person.id)
    return draft is not None and not draft.answers.changing


async def resume(
    event: Event, turn: Store, person: Person, t: Speaker, texts: Texts, now: datetime, policy: Policy
) -> None:
    """Show the question where the form stands; writes nothing, so it may follow an action."""
    await ask_again(event, Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy))


@router.message(Command("signup", "inscription"))
@router.callback_query(F.data == menu.SIGNUP)
async def begin(
    event: Event, turn: Store, person: Person, t: Speaker, texts: Texts, now: datetime, policy: Policy
) -> None:
    """A new form, or the one begun, where it stands."""
    await take_up(event, Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy))


@router.callback_query(Follow.filter())
async def follow(
    tap: CallbackQuery,
    callback_data: Follow,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    """The same, by a link: its crèche stands first already, or its code."""
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    await take_up(tap, talk, brought=read_link(callback_data.link, policy))


@at_desk.callback_query(F.data == menu.ENTER)
async def begin_at_desk(
    event: Event, turn: Store, person: Person, t: Speaker, texts: Texts, now: datetime, policy: Policy
) -> None:
    """A member of staff asks the same questions for a family that has no Telegram."""
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    await take_up(event, talk, at_desk=True)


@router.callback_query(F.data == CONTINUE)
async def go_on(
    event: Event, turn: Store, person: Person, t: Speaker, texts: Texts, now: datetime, policy: Policy
) -> None:
    """The form that is open, whichever it is."""
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    draft = await talk.current()
    await take_up(event, talk, at_desk=draft is not None and draft.answers.desk is not None)


@router.callback_query(Change.filter())
async def change_wishes(
    tap: CallbackQuery,
    callback_data: Change,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    await change(tap, talk, callback_data.id)


@router.callback_query(Tap.filter())
async def tapped(
    tap: CallbackQuery,
    callback_data: Tap,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    try:
        said = callback_data.said()
    except ValueError:
        await stale(tap, talk)
        return
    if said.place == Step.NAME and said.deed is Deed.PICK:
        said = replace(said, value=tap.from_user.first_name)
    await _act(tap, talk, said, callback_data.mark)


async def _act(event: Event, talk: Talk, said: Said, mark: str) -> None:
    """Most deeds answer a question; three do something else."""
    if said.deed is Deed.SEND:
        await send(event, talk, said.value, mark)
    elif said.deed is Deed.DELETE:
        await delete(event, talk, mark)
    elif said.deed is Deed.SHARE and isinstance(event, CallbackQuery):
        await _share(event, talk, mark)
    else:
        await settle(event, talk, said, mark)


async def _share(tap: CallbackQuery, talk: Talk, mark: str) -> None:
    """Telegram gives a number only through a keyboard of its own."""
    draft = await talk.current()
    if draft is None or not draft.id.startswith(mark) or draft.place != Step.PHONE or tap.bot is None:
        await stale(tap, talk)
        return
    t = talk.t
    rows = [
        [KeyboardButton(text=t.plain("signup.phone.share"), request_contact=True)],
        [KeyboardButton(text=t.plain("signup.skip"))],
    ]
    keyboard = ReplyKeyboardMarkup(keyboard=rows, resize_keyboard=True, one_time_keyboard=True)
    await toast(tap)
    await tap.bot.send_message(tap.from_user.id, t("signup.phone.how"), reply_markup=keyboard)
    await take_buttons(tap, draft.screen)


@router.message(Focus(actions.FOCUS))
async def typed(
    message: Message,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    draft = await talk.current()
    if draft is None:
        await show(message, gone_screen(t))
        return
    try:
        said = understand(message.text or "", talk.view(draft), texts)
    except Refusal as no:
        await ask_again(message, talk, note=t.no(no))
        return
    if said.deed is Deed.SEND:
        said = replace(said, value=draft.answers.changing or draft.id)
    await _act(message, talk, said, draft.id)


@router.message(Filling(), F.contact)
async def contact_shared(
    message: Message, turn: Store, person: Person, t: Speaker, texts: Texts, now: datetime, policy: Policy
) -> None:
    """One's own number only: nobody else agreed to being called."""
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    draft, contact = await talk.current(), message.contact
    own = contact is not None and message.from_user is not None and contact.user_id == message.from_user.id
    asked = draft is not None and draft.place == Step.PHONE and draft.answers.desk is None
    if draft is None or not asked or contact is None or not own:
        await ask_again(message, talk, note=t("signup.no_contact"))
        return
    number = read_phone(f"+{contact.phone_number.lstrip('+')}")
    await settle(message, talk, Said(place=draft.place, deed=Deed.PICK, value=number), draft.id)


@router.message(Filling(), ~F.text)
async def no_answer(
    message: Message, turn: Store, person: Person, t: Speaker, texts: Texts, now: datetime, policy: Policy
) -> None:
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    await ask_again(message, talk, note=t(_KINDS.get(message.content_type, "signup.no_other")))


@router.edited_message(Filling())
async def edited(
    message: Message, turn: Store, person: Person, t: Speaker, texts: Texts, now: datetime, policy: Policy
) -> None:
    talk = Talk(turn=turn, person=person, t=t, texts=texts, now=now, policy=policy)
    await ask_again(message, talk, note=t("signup.edited"))
