"""My data, the privacy notice: what we keep, shown and handed out."""

import json

from aiogram import F
from aiogram.filters import Command
from aiogram.types import BufferedInputFile, CallbackQuery, Message

from bot.actions import people
from bot.actions.people import MyData
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts import Speaker
from handlers import erasure, menu
from handlers.doors import Door, Who
from handlers.notice import notice
from handlers.screens import Button, Event, Screen, add, show, toast

router = Door("people", Who.READER)

FILE = "mydata-file"


@router.message(Command("mydata", "mesdonnees"))
@router.callback_query(F.data == menu.MY_DATA)
async def my_data(event: Event, turn: Store, person: Person, t: Speaker, policy: Policy) -> None:
    found = await turn.look(people.my_data, person.id)
    rows = [
        [Button(t.plain("mydata.file"), FILE)],
        [Button(t.plain("erase.button"), erasure.ASK)],
        [menu.open_button(t)],
    ]
    await show(event, Screen(_page(t, found, policy), rows))


@router.callback_query(F.data == FILE)
async def my_data_file(tap: CallbackQuery, turn: Store, person: Person, t: Speaker) -> None:
    found = await turn.look(people.my_data, person.id)
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
    lines.append(t("mydata.kept"))
    return "\n\n".join(lines)
