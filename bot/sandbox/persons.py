"""The people of the sandbox, who exist for every bot alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FIRST_NEWCOMER = 5_000_000_001


@dataclass(frozen=True, kw_only=True)
class SandboxPerson:
    """Somebody to be: `listed` on the page, `started` the bot already, or has `blocked` it."""

    user_id: int
    name: str
    language_code: str = "fr"
    role: str = "parent"  # parent, hr, coordinator, director or new
    about: str = ""
    listed: bool = True
    blocked: bool = False
    started: bool = True

    def as_user(self) -> dict[str, Any]:
        """The Bot API's User."""
        first, _, last = self.name.partition(" ")
        user: dict[str, Any] = {"id": self.user_id, "is_bot": False, "first_name": first}
        if last:
            user["last_name"] = last
        return {**user, "language_code": self.language_code}

    def as_chat(self) -> dict[str, Any]:
        """The Bot API's Chat for talking to this person."""
        user = self.as_user()
        names: dict[str, Any] = {key: user[key] for key in ("first_name", "last_name") if key in user}
        return {"id": self.user_id, **names, "type": "private"}

    def as_card(self) -> dict[str, Any]:
        """What `GET /sandbox/people` shows."""
        return {
            "user_id": self.user_id,
            "name": self.name,
            "language_code": self.language_code,
            "role": self.role,
            "about": self.about,
        }


class Persons:
    """Everybody, by Telegram id."""

    def __init__(self, people: Iterable[SandboxPerson]) -> None:
        self.by_id = {person.user_id: person for person in people}
        self._next_id = FIRST_NEWCOMER

    def newcomer(self, name: str, language_code: str) -> SandboxPerson:
        """Somebody who has never spoken to any bot."""
        while self._next_id in self.by_id:
            self._next_id += 1
        person = SandboxPerson(
            user_id=self._next_id, name=name, language_code=language_code, role="new", started=False
        )
        self.by_id[person.user_id] = person
        return person
