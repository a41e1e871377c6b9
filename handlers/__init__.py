"""Conversations (aiogram): read the update, call one action, show the answer.

`open_conversations` builds the router tree in reading order and gives back what the inbox needs: how to
handle a raw update, and how to show somebody their current screen again.
"""

import json
from collections.abc import Callable
from datetime import datetime

from handlers import lightly  # noqa: F401 – before aiogram

# isort: split

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.enums import ParseMode
from aiogram.types import Update

from bot.actions import people as people_actions
from bot.ports import Received, Reports, Store, Undecodable
from bot.rules.policy import Policy
from bot.texts import Texts
from handlers import (
    announcements,
    behalf,
    births,
    calls,
    capacity,
    claims,
    closures,
    codes,
    contacts,
    cuts,
    erasure,
    errors,
    families,
    files,
    invitations,
    lists,
    looking,
    meetings,
    menu,
    occupancy,
    people,
    pleas,
    requests,
    signup,
    silence,
    slips,
    spoken,
    spoken_data,
    stays,
    vacancies,
    welcome,
    what_if,
)
from handlers.commands import tell_commands
from handlers.doors import Door
from handlers.middleware import Recognise
from handlers.offers import leaving, parents, sending, under_way
from handlers.patience import Patience, Spend
from handlers.rounds import changing, deciding, following, reading
from handlers.sponsors import agreements, firms, listed, overview
from handlers.sponsors import contacts as firm_contacts
from handlers.thrift import Line, compare_here

#: In the order in which they are asked; the sign-up form has most of the taps.
ROUTERS: tuple[Door, ...] = (
    welcome.router,
    births.first,
    signup.router,
    signup.at_desk,
    menu.router,
    silence.router,
    requests.router,
    parents.router,
    looking.router,
    looking.at_desk,
    births.router,
    families.router,
    people.router,
    pleas.router,
    pleas.answering,
    erasure.router,
    occupancy.router,
    contacts.router,
    codes.router,
    codes.for_firm,
    vacancies.router,
    *announcements.ROUTERS,
    lists.router,
    capacity.router,
    closures.router,
    cuts.router,
    stays.router,
    files.router,
    what_if.router,
    meetings.router,
    calls.router,
    slips.router,
    behalf.router,
    spoken.router,
    spoken_data.router,
    claims.router,
    deciding.router,
    deciding.approving,
    reading.router,
    changing.router,
    following.router,
    under_way.router,
    sending.router,
    leaving.router,
    firms.router,
    firm_contacts.router,
    overview.router,
    listed.router,
    agreements.router,
    invitations.router,
    invitations.taking_back,
    files.by_reference,
    welcome.fallback,
)


class Conversations:
    """The router tree with its bot; one for a process."""

    def __init__(self, bot: Bot, dispatcher: Dispatcher, store: Store, texts: Texts) -> None:
        self.bot = bot
        self._dispatcher = dispatcher
        self._store = store
        self._texts = texts

    async def handle(self, received: Received, turn: Store) -> None:
        """Read one raw update and answer it. Raises Undecodable for what Telegram's schema does not know."""
        try:
            update = Update.model_validate(json.loads(received.body), context={"bot": self.bot})
            _ = update.event_type
        except (ValueError, LookupError) as problem:  # pydantic's ValidationError; a kind that is not known
            raise Undecodable from problem
        await self._dispatcher.feed_update(self.bot, update, turn=turn)

    async def again(self, chat_id: int) -> None:
        """The program stopped between a tap and its answer: the current screen, once more."""
        person = await self._store.look(people_actions.recognise, chat_id)
        if person is not None:
            await welcome.show_again(self.bot, self._store, person, self._texts.speaker(person.language))

    async def introduce(self) -> None:
        """Tell Telegram the commands, in every language."""
        await tell_commands(self.bot, self._texts)

    async def close(self) -> None:
        await self.bot.session.close()


def open_conversations(
    *,
    token: str,
    base_url: str,
    store: Store,
    texts: Texts,
    reports: Reports,
    policy: Policy,
    clock: Callable[[], datetime],
    spend: Spend,
    refused: Callable[[int, float], object],
) -> Conversations:
    """The bot's half that answers whoever has just spoken."""
    session = Line(base_url)
    session.middleware(Patience(spend, refused))
    bot = Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))
    dispatcher = Dispatcher(disable_fsm=True, texts=texts, reports=reports)
    dispatcher.update.outer_middleware(Recognise(texts, policy, clock))
    for router in (*ROUTERS, errors.router):
        router._parent_router = None  # noqa: SLF001 – a router may serve a second life in one process
        compare_here(router)
        dispatcher.include_router(router)
    return Conversations(bot, dispatcher, store, texts)
