"""Coordinators: somebody who speaks for a firm, and the end of their access."""

from datetime import datetime

from aiogram import F
from aiogram.types import CallbackQuery

from bot.actions import contacts
from bot.ports import Store
from bot.rules.people import Person
from bot.texts import Speaker
from handlers import menu
from handlers.doors import Door, Who
from handlers.screens import Button, Screen, show
from handlers.sponsors.buttons import See, SeeContact

router = Door("contacts-of-firms", Who.COORDINATOR)


@router.callback_query(SeeContact.filter(F.out == False))  # noqa: E712 – a filter, not a truth
async def one(tap: CallbackQuery, callback_data: SeeContact, turn: Store, person: Person, t: Speaker) -> None:
    """Their language, whether messages reach them; their access is taken away with a tap."""
    found = await turn.look(contacts.one, person.id, callback_data.sponsor, callback_data.mark)
    who = found.person
    text = t(
        "contact.one" if who.hears else "contact.unreached",
        name=who.name or "–",
        firm=found.sponsor.name,
        language=t.languages[who.language],
    )
    out = SeeContact(sponsor=found.sponsor.id, mark=callback_data.mark, out=True)
    rows = [[Button(t.plain("contact.take_out"), out)], _back(t, found.sponsor.id)]
    await show(tap, Screen(text, rows))


@router.callback_query(SeeContact.filter())
async def take_out(
    tap: CallbackQuery, callback_data: SeeContact, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    found = await turn.do(contacts.take_out, person.id, callback_data.sponsor, callback_data.mark, now=now)
    text = t("contact.taken_out", name=found.person.name or "–", firm=found.sponsor.name)
    await show(tap, Screen(text, [_back(t, found.sponsor.id)]))


def _back(t: Speaker, sponsor_id: str) -> list[Button]:
    return [Button(t.plain("agreement.firm"), See(id=sponsor_id)), menu.open_button(t)]
