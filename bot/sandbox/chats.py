"""One chat of one bot: its messages and everything that changed in it, numbered."""

import time
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
TYPING = 5.0  # seconds that "typing" is shown


@dataclass(slots=True)
class Entry:
    """A message as it stands now; `seq` numbers its last change, `by_bot` tells whose it is."""

    message: Json
    seq: int
    by_bot: bool


@dataclass(kw_only=True, slots=True)
class Topic:
    """A thread of a forum."""

    thread_id: int
    name: str
    icon_color: int
    closed: bool = False

    def as_json(self) -> Json:
        """As the page shows it."""
        return {
            "message_thread_id": self.thread_id,
            "name": self.name,
            "icon_color": self.icon_color,
            "closed": self.closed,
        }


@dataclass(kw_only=True)
class Chat:
    """A private chat or a group as one bot sees it."""

    info: Json  # the Bot API's Chat
    members: set[int]
    started: bool = True  # the bot may write first
    blocked: bool = False  # by the person, or the bot was removed from the group
    migrated_to: int | None = None
    keyboard: Json | None = None  # the reply keyboard that is shown
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    entries: dict[int, Entry] = field(default_factory=dict)
    deleted: dict[int, int] = field(default_factory=dict)
    log: list[int] = field(default_factory=list)  # the message of every change; change n stands at n-1
    changed_at: float = 0.0
    typing_until: float = 0.0
    last_id: int = 0

    @property
    def chat_id(self) -> int:
        return int(self.info["id"])

    @property
    def private(self) -> bool:
        return bool(self.info["type"] == "private")

    @property
    def seq(self) -> int:
        """The number of the last change."""
        return len(self.log)

    @property
    def typing(self) -> bool:
        return time.monotonic() < self.typing_until

    def next_id(self) -> int:
        """The number of the next message."""
        self.last_id += 1
        return self.last_id

    def show_typing(self) -> None:
        """The bot writes, for a few seconds or until its next message."""
        self.typing_until = time.monotonic() + TYPING

    def put(self, message: Json, *, by_bot: bool) -> Json:
        """Keep a new message or a new version of one; versions are never altered in place."""
        message_id = message["message_id"]
        self.entries[message_id] = Entry(message, self.touch(message_id), by_bot)
        if by_bot:
            self.typing_until = 0.0
        return message

    def remove(self, message_id: int) -> None:
        """Delete a message for everybody."""
        del self.entries[message_id]
        self.deleted[message_id] = self.touch(message_id)

    def touch(self, message_id: int) -> int:
        """Number a change that concerns a message."""
        self.log.append(message_id)
        self.changed_at = time.monotonic()
        return len(self.log)

    def since(self, after: int, *, everyone: bool) -> tuple[list[Json], list[int]]:
        """What changed after a number, oldest change first: messages with their `seq`, and deleted ids."""
        messages: list[Json] = []
        deleted: list[int] = []
        for at, message_id in enumerate(self.log[after:], after + 1):
            entry = self.entries.get(message_id)
            if entry is not None and entry.seq == at and (entry.by_bot or everyone):
                messages.append({**entry.message, "seq": at})
            elif self.deleted.get(message_id) == at:
                deleted.append(message_id)
        return messages, deleted
