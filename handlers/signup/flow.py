"""From something said to the next screen: one transaction, then the question where the form stands now."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from aiogram.exceptions import TelegramAPIError
from aiogram.types import CallbackQuery, Message, ReplyKeyboardRemove, User

from bot.actions import guesses, requests, wishes
from bot.actions import signup as actions
from bot.actions.wishes import Outlook
from bot.ports import Store
from bot.rules.calendar import local_day
from bot.rules.codes import CodeUnknown, normal
from bot.rules.guesses import Word
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import FormIncomplete, Refusal, StaleScreen
from bot.rules.signup import Brought, Deed, Draft, Said, Step, standing
from bot.texts import Speaker, Texts
from handlers.notice import digest, notice_aloud
from handlers.screens import Event, Screen, add, show
from handlers.signup.buttons import Question, View
from handlers.signup.codes import with_code
from handlers.signup.ends import (
    changed_screen,
    deleted_screen,
    desk_receipt,
    gone_screen,
    kept_screen,
    receipt,
    settled_screen,
    unchanged_screen,
)
from handlers.signup.lines import line
from handlers.signup.questions import question


class Screens:
    """Which message shows somebody's question: memory only, so a restart leaves an old one its buttons.

    (A tap tells the message anyway, and is written down with the answer; buttons of the past do no harm.)
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._shown: dict[str, int] = {}

    def get(self, person_id: str, otherwise: int | None) -> int | None:
        return self._shown.get(person_id, otherwise)

    def forget(self, person_id: str) -> int | None:
        return self._shown.pop(person_id, None)

    def put(self, person_id: str, message_id: int) -> None:
        """The oldest is forgotten where there are too many."""
        self._shown.pop(person_id, None)
        self._shown[person_id] = message_id
        if len(self._shown) > self._most:
            del self._shown[next(iter(self._shown))]


SCREENS = Screens(most=10_000)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Who fills in the form, and what it takes to answer them."""

    turn: Store
    person: Person
    t: Speaker
    texts: Texts
    now: datetime
    policy: Policy

    def view(self, draft: Draft, speaker: User | None = None, outlook: Outlook | None = None) -> View:
        """The form as this person looks at it."""
        return View(
            draft=standing(draft, self.policy),
            outlook=outlook,
            t=self.t,
            policy=self.policy,
            today=local_day(self.now),
            texts=self.texts,
            first_name=speaker.first_name if speaker else "",
        )

    async def current(self) -> Draft | None:
        return await self.turn.look(actions.current, self.person.id)


async def take_up(event: Event, talk: Talk, *, at_desk: bool = False, brought: Brought | None = None) -> None:
    """Begin the form, or go on with the one that is open, be it the other kind."""
    draft = await talk.turn.do(
        actions.begin,
        talk.person.id,
        at_desk=at_desk,
        brought=brought,
        now=talk.now,
        policy=talk.policy,
    )
    other = at_desk is (draft.answers.desk is None)
    note = talk.t("signup.other_open") if other else ""
    if brought and brought.code and not draft.answers.code:
        note = await _why_no_code(talk)
    elif brought and brought.code not in {"", draft.answers.code}:
        note = talk.t("signup.link.kept")
    await ask(event, talk, draft, note=note)


async def _why_no_code(talk: Talk) -> str:
    """A link's code was not taken over."""
    no = await talk.turn.look(guesses.locked, talk.person.id, Word.CODE, now=talk.now, policy=talk.policy)
    return talk.t.no(no) if no else talk.t("signup.link.expired")


async def settle(event: Event, talk: Talk, said: Said, mark: str, note: str = "") -> None:
    """Write down what was said and show what comes next; a no is told above the same question."""
    try:
        draft = await talk.turn.do(
            actions.answer,
            talk.person.id,
            said,
            mark=mark,
            screen=_tapped(event) or SCREENS.get(talk.person.id, None),
            now=talk.now,
            policy=talk.policy,
        )
    except StaleScreen:
        await stale(event, talk)
    except CodeUnknown as no:
        await talk.turn.do(
            guesses.wrong_code, talk.person.id, normal(said.value), now=talk.now, policy=talk.policy
        )
        await ask_again(event, talk, note=talk.t.no(no))
    except Refusal as no:
        await ask_again(event, talk, note=talk.t.no(no))
    else:
        await _follow(event, talk, draft, said, note)


async def _follow(event: Event, talk: Talk, draft: Draft, said: Said, note: str) -> None:
    if said.deed is Deed.KEEP:
        await show(event, kept_screen(talk.view(draft)))
        await _close(event, draft)
        return
    if isinstance(event, Message) and said.deed is Deed.PICK and said.place in draft.answers.answered:
        note = talk.t("signup.noted", line=line(said.place, draft.answers, talk.t, talk.policy))
    note = await with_code(note, talk.turn, draft, said, talk.t, now=talk.now, policy=talk.policy)
    own_button = said.place == Step.PHONE and not draft.answers.desk  # Telegram's: it may be open
    if isinstance(event, Message) and own_button:
        with suppress(TelegramAPIError):
            await event.answer(note or talk.t("signup.noted_nothing"), reply_markup=ReplyKeyboardRemove())
        note = ""
    await ask(event, talk, draft, note=note)


async def change(event: Event, talk: Talk, request_id: str) -> None:
    """The wishes of a request, to be changed line by line; the questions speak to its family."""
    draft = await talk.turn.do(wishes.begin, talk.person.id, request_id, now=talk.now, policy=talk.policy)
    note = talk.t("behalf.wishes") if await _spoken_for(talk, request_id) else ""
    await ask(event, talk, draft, note=note)


async def _spoken_for(talk: Talk, request_id: str) -> bool:
    """Whether that is another family's request, which staff change in its name."""
    own = await talk.turn.look(requests.of_family, talk.person.id)
    return request_id not in {request.id for request in own}


async def send(event: Event, talk: Talk, subject: str, mark: str) -> None:
    """Send the form; what is missing or holds no longer is asked first.

    `subject` is the draft, whose id begins like `mark`, or else the request whose wishes it changes.
    """
    draft = await talk.current()
    draft_id = subject if subject.startswith(mark) else mark
    try:
        screen = await _sent(talk, draft, draft_id)
    except StaleScreen:
        if draft_id == subject:
            await stale(event, talk)
        else:
            spoken_for = await _spoken_for(talk, subject)
            await show(event, settled_screen(talk.t, subject, spoken_for=spoken_for))
    except (FormIncomplete, CodeUnknown) as no:
        place = no.step if isinstance(no, FormIncomplete) else Step.CODE.value
        fix = Said(place=Step.REVIEW.value, deed=Deed.FIX, value=place)
        await settle(event, talk, fix, draft_id, note=talk.t.no(no))
    except Refusal as no:
        await ask_again(event, talk, note=talk.t.no(no))
    else:
        await show(event, screen)
        await _close(event, draft)


async def _sent(talk: Talk, draft: Draft | None, draft_id: str) -> Screen:
    """A new request, or one whose wishes have changed."""
    me, now, policy = talk.person.id, talk.now, talk.policy
    if draft is not None and draft.answers.changing:
        changed = await talk.turn.do(wishes.change, me, draft_id, now=now, policy=policy)
        return changed_screen(talk.t, changed, spoken_for=changed.family_id != talk.person.family_id)
    sent = await talk.turn.do(actions.send, me, draft_id, digest=_digest(talk, draft), now=now, policy=policy)
    desk = draft.answers.desk if draft else sent[0].family_id != talk.person.family_id
    return (desk_receipt if desk else receipt)(talk.t, sent, now=now, policy=policy)


def _digest(talk: Talk, draft: Draft | None) -> str:
    """Of the notice that a family at the desk has heard or signed, in its language."""
    if draft is None or draft.answers.desk is None:
        return ""
    return digest(notice_aloud(talk.texts.speaker(draft.answers.desk.language), talk.policy))


async def delete(event: Event, talk: Talk, mark: str) -> None:
    """Forget the form; it was asked once before."""
    draft = await talk.current()
    try:
        await talk.turn.do(actions.delete, talk.person.id, mark=mark)
    except StaleScreen:
        await stale(event, talk)
    else:
        await show(event, await _dropped(talk, draft.answers.changing if draft else ""))
        await _close(event, draft)


async def _dropped(talk: Talk, changing: str) -> Screen:
    """The form is gone; so is a change, and the request as it was."""
    if not changing:
        return deleted_screen(talk.t)
    return unchanged_screen(talk.t, changing, spoken_for=await _spoken_for(talk, changing))


async def ask(event: Event, talk: Talk, draft: Draft, note: str = "", toast: str | None = None) -> None:
    """Show the question; the message that showed the one before loses its buttons."""
    shown = await show(event, (await _screen(event, talk, draft)).screen(note, toast))
    await _remember(event, talk, draft, shown)


async def ask_again(event: Event, talk: Talk, note: str = "") -> None:
    """The question where the form stands, below a word about what was said."""
    draft = await talk.current()
    if draft is None:
        await show(event, gone_screen(talk.t))
    else:
        await ask(event, talk, draft, note=note)


async def stale(event: Event, talk: Talk) -> None:
    """A button of another question, or a forged one: say so, and show where the form stands."""
    draft, toast = await talk.current(), talk.t.plain("refusal.stale_screen")
    if draft is None:
        await show(event, gone_screen(talk.t))
    elif _tapped(event) in {None, SCREENS.get(talk.person.id, draft.screen)}:
        await ask(event, talk, draft, toast=toast)
    else:
        shown = await add(event, (await _screen(event, talk, draft)).screen(toast=toast))
        await take_buttons(event, _tapped(event))
        await _remember(event, talk, draft, shown)


async def _screen(event: Event, talk: Talk, draft: Draft) -> Question:
    """The review of changed wishes says what they would do."""
    outlook = None
    if draft.answers.changing and draft.place == Step.REVIEW:
        outlook = await talk.turn.look(wishes.outlook, talk.person.id, draft, policy=talk.policy)
    return question(talk.view(draft, event.from_user, outlook))


def _tapped(event: Event) -> int | None:
    """The message whose button was tapped."""
    return event.message.message_id if isinstance(event, CallbackQuery) and event.message else None


async def _remember(event: Event, talk: Talk, draft: Draft, shown: Message | None) -> None:
    """An answer in words is followed by a new message: the one before must not look as if it still asked."""
    before = SCREENS.get(talk.person.id, draft.screen)
    if shown is not None and shown.message_id != before:
        SCREENS.put(talk.person.id, shown.message_id)
        await take_buttons(event, before)


async def _close(event: Event, draft: Draft | None) -> None:
    """After the last screen, unless it replaced the question itself."""
    if draft is None:
        return
    before = SCREENS.forget(draft.person_id) or draft.screen
    if before != _tapped(event):
        await take_buttons(event, before)


async def take_buttons(event: Event, message_id: int | None) -> None:
    """A question that is answered keeps its words and loses its buttons; it does not matter if it is gone."""
    if message_id is None or event.bot is None or event.from_user is None:
        return
    with suppress(TelegramAPIError):
        await event.bot.edit_message_reply_markup(chat_id=event.from_user.id, message_id=message_id)
