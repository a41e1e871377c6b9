"""Before every handler: who speaks, in which language, and when. Nothing else rides along."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message, TelegramObject, Update, User

from bot.actions import people
from bot.ports import Store
from bot.rules.people import Person
from bot.rules.policy import Policy
from bot.texts import Texts
from handlers import menu


class Recognise(BaseMiddleware):
    """Gives a handler `turn`, `person`, `t`, `now`, `policy`: the whole context there is."""

    def __init__(self, texts: Texts, policy: Policy, clock: Callable[[], datetime]) -> None:
        self._texts = texts
        self._policy = policy
        self._clock = clock
        self._called: dict[tuple[str, ...], str] = {}

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        speaker = _speaker(event)
        if speaker is None:
            return None  # a group, a channel, a bot: nobody we talk with
        turn: Store = data["turn"]
        person, policy = await turn.look(people.enter, speaker.id, policy=self._policy)
        language = person.language if person else self._texts.closest(speaker.language_code)
        data.update(
            person=person,
            t=self._texts.speaker(language),
            now=self._clock(),
            policy=policy,
            texts=self._texts,
        )
        return await handler(self._as_command(event, person), data)

    def _as_command(self, event: TelegramObject, person: Person | None) -> TelegramObject:
        """A menu's button that is typed, where words answer no question, is that button's command."""
        message = event.message if isinstance(event, Update) else None
        if message is None or not message.text or person is None or person.focus:
            return event
        self._called = self._called or menu.spoken(self._texts)
        said = menu.command(message.text, self._called)
        if said is None:
            return event
        return event.model_copy(update={"message": message.model_copy(update={"text": said})})


def _speaker(event: TelegramObject) -> User | None:
    """The person behind an update of a private chat."""
    inner = event.event if isinstance(event, Update) else event
    if isinstance(inner, Message | ChatMemberUpdated):
        return inner.from_user if inner.chat.type == "private" else None
    if isinstance(inner, CallbackQuery):
        chat = inner.message.chat if inner.message else None
        return inner.from_user if chat is None or chat.type == "private" else None
    return None
