"""For whom a conversation is. Whoever else knocks is told no before anything is read or written."""

from collections.abc import Awaitable, Callable, Collection
from enum import StrEnum
from typing import Any

from aiogram import Router
from aiogram.types import TelegramObject

from bot.actions import desks
from bot.ports import Store
from bot.rules.people import Person, Role
from bot.rules.refusals import NotAllowed


class Who(StrEnum):
    """Whom a conversation lets in; whose request, firm or crèche it is about, its actions ask."""

    ANYBODY = "anybody"  # the privacy notice itself
    READER = "reader"  # whoever has read it
    FAMILY = "family"  # the same, about what is their own family's
    HR = "hr"  # about their own firm
    FIRM = "firm"  # who speaks for a firm about that one, coordinators about every firm
    STAFF = "staff"  # coordinators about every crèche, directors about their own
    COORDINATOR = "coordinator"

    def lets_in(self, person: Person | None) -> bool:
        roles = {
            Who.HR: (Role.HR,),
            Who.FIRM: (Role.HR, Role.COORDINATOR),
            Who.STAFF: (Role.COORDINATOR, Role.DIRECTOR),
            Who.COORDINATOR: (Role.COORDINATOR,),
        }.get(self)
        if person is None or roles is None:
            return self is Who.ANYBODY or person is not None
        return any(person.is_(role) for role in roles)


class Door(Router):
    """A conversation's router; one that does not say for whom it is cannot be built."""

    def __init__(self, name: str, who: Who) -> None:
        super().__init__(name=name)
        self.who = who
        for observer in self.observers.values():
            observer.middleware(self._check)

    async def _check(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        if not self.who.lets_in(data["person"]):
            raise NotAllowed
        if self.who is Who.STAFF:
            data["turn"] = _within(data["turn"], desks.of(data["person"]))
        return await handler(event, data)


def _within(turn: Store, served: Collection[str | None]) -> Store:
    """The turn of somebody who serves those crèches; None stands for all of them."""
    creches = [creche for creche in served if creche is not None]
    return turn.within(creches) if creches else turn
