"""R20: two bots behind one address on PostgreSQL, restarted in turn under load. Lost 0, effects twice 0."""

import asyncio
from itertools import cycle
from random import Random

from storage import migrate
from tests import postgres
from tests.faults.address import free_ports, listening, post
from tests.faults.figures import Row, none
from tests.faults.invitations import effects, seed, tap
from tests.faults.stage import Life, Stage, chat_id, person_id, stage, until

#: Restarts, people, taps of each.
SIZES = {"full": (50, 500, 8), "small": (4, 40, 4)}
BOTS = 2


async def run(size: str, chance_seed: int) -> Row:
    """Everybody taps, one tap after the other, while one bot after the other is told to stop."""
    restarts, people, taps = SIZES[size]
    with postgres.server() as server, postgres.database(server) as url:
        await asyncio.to_thread(migrate, url)
        async with stage(people, lambda records: seed(records, people), database=url) as on:
            town = Town(on, Random(chance_seed))
            await town.open()
            speaking = asyncio.gather(*(town.speak(who, taps) for who in range(people)))
            for _ in range(restarts):
                await town.restart()
            await speaking
            done = await until(lambda: town.done(people, taps), every=0.2)
            made, told = await effects(on), await town.told()
    counts = [made[person_id(who)] for who in range(people)]
    return Row(
        "R20",
        f"{BOTS} bots, {restarts} restarts, {people * taps} taps",
        chance_seed,
        (
            none("lost: taps without their effect", sum(max(0, taps - count) for count in counts)),
            none("effects twice", sum(max(0, count - taps) for count in counts)),
            none("people who tapped and got no answer", sum(not told.get(chat_id(i)) for i in range(people))),
            none("not finished in time", 0 if done else 1),
        ),
    )


class Town:
    """Bots behind one address, and Telegram before it: a chat's updates one after the other, until taken."""

    def __init__(self, on: Stage, chance: Random) -> None:
        self._on = on
        self._chance = chance
        self._bots: list[tuple[int, Life]] = []
        self._turn = cycle(range(BOTS))

    async def open(self) -> None:
        for port in free_ports(BOTS):
            self._bots.append((port, await listening(self._on, port)))

    async def restart(self) -> None:
        """The next in turn stops in good order, and comes back."""
        number = next(self._turn)
        port, life = self._bots[number]
        await life.terminate()
        self._bots[number] = (port, await listening(self._on, port))

    async def speak(self, who: int, taps: int) -> None:
        for number in range(taps):
            update = {"update_id": 1 + who * taps + number, **tap(who)}
            await until(lambda update=update: self._taken(update))  # type: ignore[misc]  # bound now

    async def told(self) -> dict[int, int]:
        """How many messages came into each chat."""
        calls = await self._on.history("sendMessage")
        chats = [call["chat_id"] for call in calls if call["status"] == 200]
        return {chat: chats.count(chat) for chat in set(chats)}

    async def done(self, people: int, taps: int) -> bool:
        return (await effects(self._on)).total() >= people * taps and len(await self.told()) >= people

    async def _taken(self, update: dict[str, object]) -> bool:
        """By one or the other; Telegram comes back with what was not."""
        port, _ = self._chance.choice(self._bots)
        return await post(self._on, port, update) == 200
