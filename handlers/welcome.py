"""Everybody's first minute: hello, language, the privacy notice; a kind word for what was not understood."""

import re
from datetime import datetime

from aiogram import Bot, F
from aiogram.filters import Command, CommandObject, CommandStart, Filter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot.actions import guesses, people
from bot.actions import invitations as invite_actions
from bot.ports import Store
from bot.rules.people import Consent, Person
from bot.rules.policy import Policy
from bot.rules.refusals import InvitationInvalid
from bot.rules.signup import read_link
from bot.rules.slips import guardian_of
from bot.texts import Speaker, Texts
from handlers import menu, signup
from handlers.doors import Door, Who
from handlers.notice import digest, mark, notice
from handlers.requests import status_screen
from handlers.screens import Button, Event, Screen, show

router = Door("welcome", Who.ANYBODY)

#: What a link may carry: it has to fit a button's 64 bytes beside our own words.
PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,48}")

fallback = Door("fallback", Who.READER)


class Hello(CallbackData, prefix="w"):
    """`do`: speak (show the notice in that language) or accept it; `payload`: the link's, kept along.

    `mark` tells which words stand above the button: a notice may have changed since it was shown.
    """

    do: str
    language: str
    mark: str = ""
    payload: str = ""


class Language(CallbackData, prefix="l"):
    """Change the language from anywhere."""

    to: str


class NoticePending(Filter):
    """Somebody who has not yet read the notice that is in force: nothing else comes first."""

    async def __call__(self, _: Event, person: Person | None, policy: Policy) -> bool:
        return person is None or person.consent is None or person.consent.version != policy.notice_version


def notice_screen(
    t: Speaker, texts: Texts, policy: Policy, payload: str = "", *, person: Person | None = None
) -> Screen:
    """Hello (to whom we know: what is new) and the notice, in one language, the others one tap away."""
    words = notice(t, policy)
    yes = Hello(do="accept", language=t.language, mark=mark(words), payload=payload)
    accept = Button(t.plain("welcome.accept"), yes)
    others = [
        Button(_name(texts, code), Hello(do="speak", language=code, payload=payload))
        for code in texts.languages
        if code != t.language
    ]
    known = person is not None and person.consent is not None
    hello = t("welcome.notice_changed") if known else t("welcome.hello", cooperative=policy.cooperative)
    return Screen(f"{hello}\n\n{words}", [[accept], others])


def _name(texts: Texts, code: str) -> str:
    """A language's name in itself."""
    return texts.speaker(code).plain("language.name")


@router.callback_query(Hello.filter(F.do == "speak"))
async def speak_before_accepting(
    tap: CallbackQuery, callback_data: Hello, person: Person | None, texts: Texts, policy: Policy
) -> None:
    t, payload = texts.speaker(callback_data.language), callback_data.payload
    await show(tap, notice_screen(t, texts, policy, payload, person=person))


@router.callback_query(Hello.filter(F.do == "accept"))
async def accept(
    tap: CallbackQuery,
    callback_data: Hello,
    turn: Store,
    person: Person | None,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    t = texts.speaker(callback_data.language)
    words = notice(t, policy)
    if callback_data.mark != mark(words):  # another notice stood above that button
        await show(tap, notice_screen(t, texts, policy, callback_data.payload, person=person))
        return
    consent = Consent(
        version=policy.notice_version, language=t.language, digest=digest(words), accepted_at=now
    )
    accepted = await _accepted(tap, callback_data.payload, turn, consent, now, policy)
    if accepted.no:
        await show(tap, Screen(t.no(accepted.no), [[menu.open_button(t)]]))
    else:
        linked = signup.linked_screen(t, callback_data.payload, policy, over=accepted.code_over)
        await show(tap, linked or await _joined_screen(turn, t, accepted, now, policy))


async def _accepted(
    tap: CallbackQuery, payload: str, turn: Store, consent: Consent, now: datetime, policy: Policy
) -> people.Accepted:
    """With what the link brought that led here."""
    chat_id, code = tap.from_user.id, _code(payload, policy)
    if code:
        return await turn.do(people.accept_with_code, chat_id, code, consent=consent, now=now, policy=policy)
    return await turn.do(
        people.accept_notice,
        chat_id,
        consent=consent,
        invitation=_invitation(payload),
        name=tap.from_user.full_name,
        now=now,
        policy=policy,
    )


async def _joined_screen(
    turn: Store, t: Speaker, accepted: people.Accepted, now: datetime, policy: Policy
) -> Screen:
    """The menu of whom you are now, below what a role lets you see; after a slip, the request itself."""
    if accepted.invited_as and guardian_of(accepted.invited_as):
        welcome = t("slip.welcome")
        return await status_screen(turn, accepted.person, t, now, policy, greeting=welcome)
    role = accepted.invited_as and menu.role_text(t, accepted.invited_as.role, accepted.where, policy)
    return await menu.main_screen(turn, t, accepted.person, greeting=role or "")


@router.message(CommandStart(), NoticePending())
async def start_unknown(
    message: Message,
    command: CommandObject,
    person: Person | None,
    t: Speaker,
    texts: Texts,
    policy: Policy,
) -> None:
    payload = (command.args or "").strip()
    brought = payload if PAYLOAD.fullmatch(payload) else ""
    await show(message, notice_screen(t, texts, policy, brought, person=person))


@router.message(NoticePending())
@router.edited_message(NoticePending())
@router.callback_query(NoticePending())
async def notice_first(event: Event, person: Person | None, t: Speaker, texts: Texts, policy: Policy) -> None:
    await show(event, notice_screen(t, texts, policy, person=person))


@router.message(CommandStart())
async def start_known(
    message: Message,
    command: CommandObject,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    payload = (command.args or "").strip()
    token, linked = _invitation(payload), signup.linked_screen(t, payload, policy, over=False)
    if token:
        name = message.from_user.full_name if message.from_user else ""
        try:
            accepted = await turn.do(
                people.accept_invitation, person.id, token, name=name, now=now, policy=policy
            )
        except InvitationInvalid:
            await turn.do(guesses.wrong_link, person.id, token, now=now, policy=policy)
            raise
        await show(message, await _joined_screen(turn, t, accepted, now, policy))
    elif linked and PAYLOAD.fullmatch(payload):
        code = _code(payload, policy)
        over = await turn.do(guesses.code_over, person.id, code, now=now, policy=policy)
        await show(message, signup.linked_screen(t, payload, policy, over=over) or linked)
    elif await signup.has_draft(turn, person):
        await show(message, signup.unfinished_screen(t))
    else:
        await show(message, await menu.main_screen(turn, t, person))


async def show_again(bot: Bot, store: Store, person: Person, t: Speaker) -> None:
    """The current screen for somebody who was not answered: their form if one is open, else the menu."""
    begun = await signup.has_draft(store, person)
    screen = signup.unfinished_screen(t) if begun else await menu.main_screen(store, t, person)
    await bot.send_message(
        person.chat_id or 0, t("menu.again") + "\n\n" + screen.text, reply_markup=screen.keyboard()
    )


@router.message(Command("language", "langue", "taal", "sprache"))
async def choose_language(message: Message, t: Speaker, texts: Texts) -> None:
    rows = [[Button(_name(texts, code), Language(to=code))] for code in texts.languages]
    await show(message, Screen(t("language.choose"), rows))


@router.callback_query(Language.filter())
async def change_language(
    tap: CallbackQuery,
    callback_data: Language,
    turn: Store,
    person: Person,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    language = callback_data.to if callback_data.to in texts.languages else "fr"
    t = texts.speaker(language)
    changed = await turn.do(people.speak, person.id, language)
    if signup.filling(changed):
        await signup.resume(tap, turn, changed, t, texts, now, policy)
    else:
        await show(tap, await menu.main_screen(turn, t, changed, greeting=t("language.changed")))


@router.my_chat_member()
async def blocked_or_back(event: ChatMemberUpdated, turn: Store, now: datetime) -> None:
    gone = event.new_chat_member.status in {"kicked", "left"}
    await turn.do(people.blocked, event.chat.id, blocked=gone, now=now)


@fallback.message()
@fallback.edited_message()
async def not_understood(message: Message, turn: Store, t: Speaker, person: Person) -> None:
    key = "fallback.text" if message.text else "fallback.other"
    await show(message, await menu.main_screen(turn, t, person, greeting=t(key)))


@fallback.callback_query()
async def old_button(tap: CallbackQuery, turn: Store, t: Speaker, person: Person) -> None:
    screen = await menu.main_screen(turn, t, person, greeting=t("fallback.button"))
    await show(tap, Screen(screen.text, screen.rows, toast=t.plain("fallback.button_toast")))


def _invitation(payload: str) -> str:
    """The token of an invitation link, or nothing."""
    prefix = invite_actions.PREFIX
    return payload.removeprefix(prefix) if payload.startswith(prefix) and len(payload) > 20 else ""


def _code(payload: str, policy: Policy) -> str:
    """The code of an employer's link, or nothing."""
    brought = read_link(payload, policy)
    return brought.code if brought else ""
