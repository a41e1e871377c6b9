"""Bot and courier as two programs on one file: answers here, deliveries and the clock there."""

import asyncio
from pathlib import Path

from bot.ports import Records
from bot.rules.notices import GuardianGone
from storage import open_storage
from tests.bench.programs import KEY, Program, environment, house, sqlite
from tests.bench.starts import STRANGER
from tests.bench.telegram import message, telegram
from tests.bench.test_courier_alone import modules
from tests.faults.announced import announce
from tests.faults.stage import chat_id, now, person_id

READER = chat_id(1)
PATIENCE_SECONDS = 250


def queue_another(records: Records) -> None:
    gone = GuardianGone(to=person_id(1), person_id=person_id(0), name="Benoît", at=now())
    assert records.notices.queue(gone, at=now())


async def test_a_courier_beside_the_bot_delivers_and_a_second_one_takes_over(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with asyncio.timeout(PATIENCE_SECONDS), telegram() as api:
        with sqlite(lambda records: announce(records, 2)) as database, log.open("wb") as file:
            variables = environment() | house(database, api.url)
            answered, delivered = api.expect(STRANGER), api.expect(READER)
            api.say(message(STRANGER, 1, "/start"))
            bot = await Program.start("-m", "bot", "run", "--without-courier", env=variables, log=None)
            programs = [bot]
            try:
                await answered
                assert not delivered.done()

                arguments = ("-X", "importtime", "-m", "bot", "courier")
                leader = await Program.start(*arguments, env=variables, log=file)
                programs.append(leader)
                await delivered

                programs.append(await Program.start("-m", "bot", "courier", env=variables, log=None))
                again = api.expect(READER)
                await leader.kill()
                with open_storage(database, key=KEY) as storage, storage.transaction() as records:
                    queue_another(records)
                await again
            finally:
                for program in programs:
                    await program.kill()
    assert modules(log) & {"aiogram", "handlers", "bot.house"} == set()
    assert {"telegram", "bot.timetable"} <= modules(log)
