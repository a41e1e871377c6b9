"""Templates: what is announced again and again, kept under a name or there from the start."""

from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery, Message

from bot.actions import announcements
from bot.ports import Store
from bot.rules.announcements import LONGEST_NAME, Content, FirstTemplate, Template, Version
from bot.rules.people import LANGUAGES, Person
from bot.rules.policy import Policy
from bot.rules.refusals import StaleScreen
from bot.texts import Speaker, Texts
from bot.texts.announcements import kept_words
from handlers.announcements.buttons import Announce, Model
from handlers.announcements.overview import overview
from handlers.doors import Door, Who
from handlers.focus import Focus
from handlers.screens import Button, Screen, show

router = Door("announcement-templates", Who.COORDINATOR)

#: The next words are the name under which the draft of that id is kept.
FOCUS = "announcement-template"
#: Enough of an id to tell it from the others, short enough for a button.
SHORT = 12


@router.callback_query(Announce.filter(F.do == "template"))
async def ask_name(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    draft = await turn.do(announcements.ask, person.id, callback_data.id, focus=FOCUS)
    back = Button(t.plain("announcement.back"), Announce(do="see", id=draft.announcement.id))
    await show(tap, Screen(t("template.ask_name", n=LONGEST_NAME), [[back]]))


@router.message(Focus(FOCUS))
async def keep(
    message: Message, subject: str, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy
) -> None:
    await turn.do(announcements.keep_template, person.id, subject, message.text or "", now=now)
    draft = await turn.look(announcements.prepared, person.id, subject)
    await show(message, overview(t, draft, policy, now, t("template.kept")))


@router.callback_query(Announce.filter(F.do == "templates"))
async def choose(
    tap: CallbackQuery, callback_data: Announce, turn: Store, person: Person, t: Speaker
) -> None:
    found = await turn.look(announcements.templates, person.id)
    await show(tap, _list(t, callback_data.id, found))


@router.callback_query(Model.filter(F.do == "use"))
async def use(
    tap: CallbackQuery,
    callback_data: Model,
    turn: Store,
    person: Person,
    t: Speaker,
    texts: Texts,
    now: datetime,
    policy: Policy,
) -> None:
    if callback_data.of in set(FirstTemplate):
        content = _first(FirstTemplate(callback_data.of), t, texts)
    else:
        content = (await _found(turn, person, callback_data.of)).content
    draft = await turn.do(announcements.fill, person.id, callback_data.id, content)
    await show(tap, overview(t, draft, policy, now, t("template.used")))


@router.callback_query(Model.filter(F.do == "drop"))
async def ask_drop(tap: CallbackQuery, callback_data: Model, turn: Store, person: Person, t: Speaker) -> None:
    found = await _found(turn, person, callback_data.of)
    yes = Button(t.plain("template.drop_yes"), Model(do="dropped", id=callback_data.id, of=callback_data.of))
    back = Button(t.plain("template.back"), Announce(do="templates", id=callback_data.id))
    await show(tap, Screen(t("template.ask_drop", name=found.name), [[yes], [back]]))


@router.callback_query(Model.filter(F.do == "dropped"))
async def drop(
    tap: CallbackQuery, callback_data: Model, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    found = await _found(turn, person, callback_data.of)
    await turn.do(announcements.drop_template, person.id, found.id, now=now)
    left = await turn.look(announcements.templates, person.id)
    await show(tap, _list(t, callback_data.id, left))


async def _found(turn: Store, person: Person, of: str) -> Template:
    """The one that a button means; refused StaleScreen once it is gone."""
    kept = await turn.look(announcements.templates, person.id)
    found = next((one for one in kept if one.id.startswith(of)), None)
    if found is None or len(of) < SHORT:
        raise StaleScreen
    return found


def _list(t: Speaker, announcement_id: str, kept: tuple[Template, ...]) -> Screen:
    """Those of the cooperative, each with its cross; then those that were there from the start."""
    rows = [
        [
            Button(one.name, Model(do="use", id=announcement_id, of=one.id[:SHORT])),
            Button(
                t.plain("template.drop", name=one.name),
                Model(do="drop", id=announcement_id, of=one.id[:SHORT]),
            ),
        ]
        for one in kept
    ]
    first = [
        [Button(t.plain(f"template.name.{one.value}"), Model(do="use", id=announcement_id, of=one))]
        for one in FirstTemplate
    ]
    back = Button(t.plain("announcement.back"), Announce(do="text", id=announcement_id))
    return Screen(t("template.choose"), [*rows, *first, [back]])


def _first(which: FirstTemplate, t: Speaker, texts: Texts) -> Content:
    """In every language, the author's first."""
    languages = (t.language, *(code for code in LANGUAGES if code != t.language))
    versions = (
        Version(language=code, words=kept_words(f"template.words.{which.value}", texts.speaker(code)))
        for code in languages
    )
    return Content(versions=tuple(versions))
