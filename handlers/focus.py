"""What typed words answer, where no form is open: a person's focus, set when the question is asked."""

from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message

from bot.rules.people import Person


class Focus(Filter):
    """Words typed while the person's focus is `name` or `name:subject`; gives the handler `subject`.

    `anything`: whatever else is sent then too, a picture or a document.
    """

    def __init__(self, name: str, *, anything: bool = False) -> None:
        self._name = name
        self._anything = anything

    async def __call__(self, message: Message, person: Person | None) -> bool | dict[str, Any]:
        text = message.text or ""
        if person is None or text.startswith("/") or not (text or self._anything):
            return False
        name, _, subject = person.focus.partition(":")
        return {"subject": subject} if name == self._name else False
