"""An announcement that only waits for a courier, and how far it is."""

from dataclasses import replace

from bot.actions import announcements
from bot.ports import Records
from bot.rules.announcements import Kind, Progress
from bot.rules.people import Mandate, Role
from tests.cast import POLICY
from tests.faults.stage import Stage, add_people, now, person_id

#: Whatever the hour, it leaves at once: nobody has to agree, nobody thinks again.
UNHELD = replace(POLICY, undo_seconds=0, approve_above=1_000_000)
TEXT = "La crèche ferme lundi à 16 heures."


def announce(records: Records, readers: int, screen: int | None = None) -> str:
    """So many people, and an announcement to them all by the first of them; its id."""
    add_people(records, readers)
    author = person_id(0)
    records.people.grant(author, Mandate(role=Role.COORDINATOR), at=now())
    draft = announcements.begin(records, author, focus="", now=now()).announcement
    announcements.write(records, author, draft.id, TEXT)
    announcements.classify(records, author, draft.id, Kind.URGENT)
    announcements.send(records, author, draft.id, screen=screen, now=now(), policy=UNHELD)
    announcements.depart(records, now=now(), policy=UNHELD)
    return draft.id


async def copies(on: Stage) -> list[int]:
    """The chats that got a copy, once for each, as the sandbox has it."""
    calls = await on.history("sendMessage")
    return [call["chat_id"] for call in calls if call["status"] == 200 and TEXT in call["params"]["text"]]


async def sent(on: Stage, count: int) -> bool:
    """Whether so many copies have arrived."""
    return len(await copies(on)) >= count


class Announced:
    """The announcement of a stage."""

    def __init__(self) -> None:
        self.id = ""

    def seed(self, records: Records, readers: int) -> None:
        self.id = announce(records, readers)

    async def progress(self, on: Stage) -> Progress:
        return await on.storage.look(lambda records: records.announcements.progress(self.id))

    async def finished(self, on: Stage) -> bool:
        return (await self.progress(on)).waiting == 0

    async def listed(self, on: Stage) -> dict[int | None, str]:
        """Whom it did not surely reach, by chat, and why."""
        found = await on.storage.look(lambda records: records.announcements.unreached(self.id))
        return {person.chat_id: why for person, why in found}
