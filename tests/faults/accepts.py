"""R11: one "yes, I accept the place" tapped a thousand times at once: one effect, the rest a kind answer."""

import asyncio
from collections import Counter
from dataclasses import replace

from bot.actions.offers import propose
from bot.policy import load_policy
from bot.ports import Records
from bot.rules.calendar import FULL_WEEK, Month, local_day
from bot.rules.offers import Place
from bot.rules.requests import Wishes
from bot.texts import Texts
from tests.cast import LAMBERT_CONFIRMED
from tests.faults.figures import Row, every, none
from tests.faults.stage import Stage, add_people, chat_id, now, person_id, stage, until

TAPS = {"full": 1000, "small": 200}
FRENCH = Texts.load().speaker("fr")
ACCEPTED = FRENCH("offer.accepted")
KIND = FRENCH("refusal.offer_over.accepted")
CRECHE = "marcinelle"


def seed(records: Records) -> None:
    """A family with a place to accept."""
    add_people(records, 1)
    records.people.add_family("family")
    person = records.people.get(person_id(0))
    records.people.save(replace(person, family_id="family"))
    policy, entry = load_policy(), Month.of(local_day(now())).plus(3)
    request = replace(
        LAMBERT_CONFIRMED,
        id=records.new_id(),
        family_id="family",
        wishes=Wishes(entry=entry, earlier=0, later=1, week=FULL_WEEK, creches=(CRECHE,)),
    )
    records.requests.add(request)
    start = policy.next_working_day(entry.first)
    place = Place(creche=CRECHE, start=start)
    propose(records, request, place, who="", decided=True, now=now(), policy=policy)


async def run(size: str, chance_seed: int) -> Row:
    """All taps on the offer's own message, before the first of them is answered."""
    count = TAPS[size]
    async with stage(1, seed) as on:
        bot = await on.start_bot()
        await until(lambda: _offered(on))
        (sent,) = await on.history("sendMessage")
        (offer,) = await on.storage.look(lambda records: records.offers.standing_at(None))
        await _tap(on, sent["result"]["message_id"], f"of:yes:{offer.id}", count)
        await until(lambda: _answered(on, count))
        await bot.terminate()
        done = await on.storage.look(lambda records: records.trace.of(offer.request_id))
        said = Counter(map(_said, await on.history("editMessageText")))
        answers = len(await on.history("answerCallbackQuery"))
        failed = on.log().count("handler failed")
    accepted = sum(line["what"] == "accepted" for line in done)
    return Row(
        "R11",
        f"{count} taps at once",
        chance_seed,
        (
            every("acceptances, of one, %", accepted, 1),
            every("welcomes, of one, %", said["welcome"], 1),
            every("kind answers to the others, %", said["kind"], count - 1),
            every("taps answered, %", answers, count),
            none("anything else said", said["else"]),
            none("failures", failed),
        ),
    )


def _said(call: dict[str, dict[str, str]]) -> str:
    text = call["params"]["text"]
    return "welcome" if text.startswith(ACCEPTED) else "kind" if text.startswith(KIND) else "else"


async def _tap(on: Stage, message_id: int, word: str, times: int) -> None:
    body = {"from": chat_id(0), "message_id": message_id, "button": word, "repeat": times}
    async with on.http.post(f"{on.url}/sandbox/chats/{chat_id(0)}/taps", json=body) as answer:
        answer.raise_for_status()


async def _offered(on: Stage) -> bool:
    return bool(await on.history("sendMessage"))


async def _answered(on: Stage, count: int) -> bool:
    await asyncio.sleep(0.2)
    return len(await on.history("answerCallbackQuery")) >= count
