"""HR managers: their firm's agreements and contacts; one more contact, a successor, their own leave."""

from datetime import datetime, timedelta

from aiogram import Bot, F
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery

from bot.actions import contacts, people, summaries
from bot.actions.contacts import OwnFirm
from bot.ports import Store
from bot.rules.calendar import Month, local_day
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.rules.refusals import NotFound
from bot.texts import Html, Speaker
from bot.texts.agreements import brief
from handlers import menu
from handlers.doors import Door, Who
from handlers.occupancy import Look, which_firm
from handlers.screens import Button, Event, Screen, add, show

router = Door("contacts", Who.HR)


class Own(CallbackData, prefix="ko"):
    """One's own firm."""

    sponsor: str


class InviteContact(CallbackData, prefix="ki"):
    """A link for one more contact."""

    sponsor: str


class Leave(CallbackData, prefix="kl"):
    """End one's own access; `sure`: now."""

    sponsor: str
    sure: bool = False


@router.message(Command("firm", "entreprise", "bedrijf", "firma"))
@router.callback_query(F.data == menu.FIRM)
async def which(event: Event, turn: Store, person: Person, t: Speaker, now: datetime, policy: Policy) -> None:
    firms = await turn.look(summaries.firms, person.id)
    if len(firms) == 1:
        found = await turn.look(contacts.of, person.id, firms[0].id, now=now)
        await show(event, own_screen(t, found, policy, now))
        return
    await show(event, which_firm(t, firms, Own))


@router.callback_query(Own.filter())
async def own(
    tap: CallbackQuery,
    callback_data: Own,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
) -> None:
    found = await turn.look(contacts.of, person.id, callback_data.sponsor, now=now)
    await show(tap, own_screen(t, found, policy, now))


@router.callback_query(InviteContact.filter())
async def invite(
    tap: CallbackQuery,
    callback_data: InviteContact,
    turn: Store,
    person: Person,
    t: Speaker,
    now: datetime,
    policy: Policy,
    bot: Bot,
) -> None:
    """The link, to be forwarded; whoever takes it is told about, and a tap then hands over."""
    sponsor_id = callback_data.sponsor
    payload = await turn.do(contacts.invite, person.id, sponsor_id, now=now, policy=policy)
    me = await bot.me()
    until = now + timedelta(hours=policy.invitation_hours)
    link = t("invite.link", link=f"https://t.me/{me.username}?start={payload}", until=until)
    text = Html(f"{link}\n\n{t('contact.then')}")
    await add(tap, Screen(text, [[Button(t.plain("contact.firm"), Own(sponsor=sponsor_id))]]))


@router.callback_query(Leave.filter(F.sure == False))  # noqa: E712 – a filter, not a truth
async def ask_leave(
    tap: CallbackQuery, callback_data: Leave, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    """Asked once, with who is left."""
    found = await turn.look(contacts.of, person.id, callback_data.sponsor, now=now)
    others = [one.name or "–" for one in found.contacts if one.id != person.id]
    key = "contact.ask_leave" if others else "contact.ask_leave.last"
    sure = Button(t.plain("contact.leave.sure"), Leave(sponsor=found.sponsor.id, sure=True))
    back = Button(t.plain("contact.firm"), Own(sponsor=found.sponsor.id))
    await show(tap, Screen(t(key, firm=found.sponsor.name, others=others), [[sure], [back]]))


@router.callback_query(Leave.filter())
async def leave(
    tap: CallbackQuery, callback_data: Leave, turn: Store, person: Person, t: Speaker, now: datetime
) -> None:
    left = await turn.do(contacts.leave, person.id, callback_data.sponsor, now=now)
    now_known = await turn.look(people.recognise, tap.from_user.id)
    if now_known is None:
        raise NotFound
    await show(tap, await menu.main_screen(turn, t, now_known, greeting=t("contact.left", firm=left.name)))


def own_screen(t: Speaker, found: OwnFirm, policy: Policy, now: datetime) -> Screen:
    """What was agreed, who else speaks for the firm, what they get."""
    text = [
        t("sponsor.title", firm=found.sponsor.name),
        *(brief(t, one, policy) for one in found.agreements),
        Html(
            "\n".join(
                t("sponsor.contact", name=one.name or "–", language=t.languages[one.language])
                for one in found.contacts
            )
        ),
    ]
    sponsor_id, last = found.sponsor.id, str(Month.of(local_day(now)).plus(-1))
    rows = [
        [Button(t.plain("contact.invite"), InviteContact(sponsor=sponsor_id))],
        [Button(t.plain("summary.button.preview"), Look(do="preview", sponsor=sponsor_id, month=last))],
        [Button(t.plain("contact.leave"), Leave(sponsor=sponsor_id))],
        [menu.open_button(t)],
    ]
    return Screen(Html("\n\n".join(text)), rows)
