"""My data, the privacy notice: what we keep, shown and handed out."""

from collections.abc import Sequence

from aiogram import F
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions.my_data import MyData, Read
from bot.actions.my_data import my_data as kept
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.retention import BY_LAW, THERE, Category
from bot.texts import Html, Speaker
from handlers import erasure, menu, pleas
from handlers.doors import Door, Who
from handlers.my_file import my_file
from handlers.notice import notice
from handlers.screens import Button, Event, Screen, add, send_document, show

router = Door("people", Who.READER)

FILE = "mydata-file"
#: So many looks of staff on the page.
LAST_READS = 3


@router.message(Command("mydata", "mesdonnees", "mijngegevens", "meinedaten"))
@router.callback_query(F.data == menu.MY_DATA)
async def my_data(event: Event, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    await menu.leave_words(turn, person)
    found = await turn.look(kept, person.id)
    rows = [
        [Button(t.plain("mydata.file"), FILE)],
        [Button(t.plain("plea.button"), pleas.OPEN)],
        [Button(t.plain("erase.button"), erasure.ASK)],
        [menu.open_button(t)],
    ]
    await show(event, Screen(page(t, found, policy), rows))


@router.callback_query(F.data == FILE)
async def my_data_file(tap: CallbackQuery, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    found = await turn.look(kept, person.id)
    file = BufferedInputFile(my_file(t, found, policy).encode(), "cigogne-mydata.json")
    await send_document(tap, file, Screen(t("mydata.file_caption"), [[_back(t)], [menu.open_button(t)]]))


def _back(t: Speaker) -> Button:
    return Button(t.plain("menu.mydata"), menu.MY_DATA)


@router.message(Command("privacy", "vieprivee", "datenschutz"))
async def privacy(message: Message, person: Person, t: Speaker, policy: Policy) -> None:
    parts: list[str] = [notice(t, policy)]
    if person.consent is not None:
        parts.append(t("privacy.accepted", version=person.consent.version, at=person.consent.accepted_at))
    parts.append(t("privacy.rights", contact=policy.data_contact))
    await add(message, Screen("\n\n".join(parts), [[_back(t)], [menu.open_button(t)]]))


def page(t: Speaker, found: MyData, policy: Policy) -> str:
    """What is kept of somebody, in words."""
    person = found.person
    nothing = t("mydata.nothing")
    lines = [
        t("mydata.title"),
        t(
            "mydata.you",
            name=person.name or nothing,
            phone=person.phone or nothing,
            language=t.plain("language.name"),
        ),
        t("mydata.news_on") if person.wants_news else t("mydata.news_off"),
    ]
    if found.muted:
        lines.append(t("mydata.muted", creches=[policy.creche(creche).name for creche in found.muted]))
    lines += [
        t("mydata.role", role=t(f"role.name.{mandate.role.value}"))
        for mandate in sorted(person.mandates, key=str)
    ]
    if found.draft:
        lines.append(t("mydata.draft"))
    for request in found.requests:
        state = t(f"state.{request.state.value}")
        lines.append(
            t("mydata.request", reference=grouped(request.reference), state=state, n=len(request.children))
        )
    if found.requests:
        lines.append(_reads(t, found.reads))
    there = [request.state in THERE for request in found.requests]
    if not all(there):
        lines.append(t("mydata.kept", years=BY_LAW[Category.REFUSED].years))
    if any(there):
        lines.append(t("mydata.kept.there", years=BY_LAW[Category.ENROLLED].years))
    lines.append(t("mydata.in_file"))
    return "\n\n".join(lines)


def _reads(t: Speaker, reads: Sequence[Read]) -> Html:
    """Who of the team opened the file: the last few; the file has them all."""
    if not reads:
        return t("mydata.reads.none")
    lines = [t("mydata.reads"), *(_read(t, one) for one in reads[:LAST_READS])]
    if len(reads) > LAST_READS:
        lines.append(t("mydata.reads.more", n=len(reads) - LAST_READS))
    return Html("\n".join(lines))


def _read(t: Speaker, one: Read) -> Html:
    role = t(f"role.name.{one.role.value}") if one.role else t("mydata.read.formerly")
    why = one.purpose or one.why or one.what
    return t("mydata.read", at=one.at, role=role, why=why)
