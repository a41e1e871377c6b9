"""My data, the privacy notice: what we keep, shown and handed out."""

import json
from collections.abc import Sequence

from aiogram import F
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions.my_data import MyData, Read
from bot.actions.my_data import my_data as kept
from bot.ports import Store
from bot.rules.history import Purpose
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.retention import BY_LAW, Category
from bot.texts import Html, Speaker
from handlers import erasure, menu, pleas
from handlers.doors import Door, Who
from handlers.notice import notice
from handlers.screens import Button, Event, Screen, add, show, toast

router = Door("people", Who.READER)

FILE = "mydata-file"
#: So many looks of staff on the page.
LAST_READS = 3


@router.message(Command("mydata", "mesdonnees"))
@router.callback_query(F.data == menu.MY_DATA)
async def my_data(event: Event, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    found = await turn.look(kept, person.id)
    rows = [
        [Button(t.plain("mydata.file"), FILE)],
        [Button(t.plain("plea.button"), pleas.OPEN)],
        [Button(t.plain("erase.button"), erasure.ASK)],
        [menu.open_button(t)],
    ]
    await show(event, Screen(_page(t, found, policy), rows))


@router.callback_query(F.data == FILE)
async def my_data_file(tap: CallbackQuery, turn: Store, person: Person, t: Speaker) -> None:
    found = await turn.look(kept, person.id)
    text = json.dumps(found.as_json(), ensure_ascii=False, indent=2)
    await toast(tap)
    if isinstance(tap.message, Message):
        file = BufferedInputFile(text.encode(), "cigogne-mydata.json")
        await tap.message.answer_document(file, caption=t("mydata.file_caption"))


@router.message(Command("privacy", "vieprivee"))
async def privacy(message: Message, person: Person, t: Speaker, policy: Policy) -> None:
    parts: list[str] = [notice(t, policy)]
    if person.consent is not None:
        parts.append(t("privacy.accepted", version=person.consent.version, at=person.consent.accepted_at))
    parts.append(t("privacy.rights", contact=policy.data_contact))
    await add(message, Screen("\n\n".join(parts), [[menu.open_button(t)]]))


def _page(t: Speaker, found: MyData, policy: Policy) -> str:
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
    if found.draft_open:
        lines.append(t("mydata.draft"))
    for request in found.requests:
        state = t(f"state.{request.state.value}")
        lines.append(
            t("mydata.request", reference=grouped(request.reference), state=state, n=len(request.children))
        )
    if found.requests:
        lines.append(_reads(t, found.reads))
    lines.append(t("mydata.kept", years=BY_LAW[Category.REFUSED].years))
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
    if one.why not in set(Purpose):
        return t("mydata.read", at=one.at, role=role)
    return t("mydata.read.why", at=one.at, role=role, why=t(f"purpose.{one.why}"))
