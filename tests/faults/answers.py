"""R2: a send can fail in nine ways: two surely not sent, five of which nobody knows, two a definite no.

What was not sent is tried again until it arrives; what nobody answered for is sent once more, then listed; a
no is the end of it. All the while the bot logs at DEBUG: of what is said, and to whom, nothing is in its log
(S7), nor on the page of its figures.
"""

from collections.abc import Iterable
from dataclasses import replace
from socket import socket

from bot.ports import Records
from bot.sandbox.server import DEFAULT_TOKEN
from tests.faults.announced import TEXT, Announced
from tests.faults.figures import Row, at_least, at_most, every, none
from tests.faults.moody import DEFINITE, MOODS, NOT_SENT, UNANSWERED, mood
from tests.faults.stage import chat_id, person_id, stage, until

SIZES = {"full": 1_000, "small": 20}
#: With so many in flight, those who wait for an answer do not keep the others.
PACE, IN_FLIGHT = 1_000, 100
SILENCE_SECONDS = RESEND_SECONDS = 30
#: Told to wait again and again, it ends with one a second, and waits for the second that each 429 asks.
REFUSED_SECONDS = 3


async def run(size: str, seed: int) -> Row:
    """One announcement to as many people as there are moods, times the size."""
    each = SIZES[size]
    people = each * len(MOODS)
    announced, moody, port = Announced(), ("tests.faults.moody", str(each)), _free_port()

    def seed_them(records: Records) -> None:
        announced.seed(records, people)
        for who in range(people):
            person = records.people.get(person_id(who))
            records.people.save(replace(person, name=_name(who), phone=_phone(who)))

    async with stage(0, seed_them, telegram=moody, pace=PACE) as on:
        bot = await on.start_bot(log_level="DEBUG", health_port=str(port))
        silence = SILENCE_SECONDS * (1 + each / IN_FLIGHT)
        limit = 120 + silence + RESEND_SECONDS + REFUSED_SECONDS * each
        done = await until(lambda: announced.finished(on), limit, every=0.5)
        async with on.http.get(f"http://127.0.0.1:{port}/metrics") as answer:
            page = await answer.text()
        await bot.terminate()
        async with on.http.get(f"{on.url}/figures") as answer:
            found = await answer.json()
        listed, left = await announced.listed(on), (await announced.progress(on)).waiting
        log = on.log()
    secret = {TEXT, DEFAULT_TOKEN, DEFAULT_TOKEN.partition(":")[2]}
    secret |= {say(who) for who in range(people) for say in (_name, _phone, _chat)}
    tries, copies = ({int(who): count for who, count in found[what].items()} for what in ("tries", "copies"))
    retried = [who for who in _who(each, NOT_SENT) if who in copies]
    admitted = [who for who in range(people) if who in copies or chat_id(who) in listed]
    silent = [
        who for who in _who(each, UNANSWERED) if mood(who, each)[1] and listed.get(chat_id(who)) != "unknown"
    ]
    return Row(
        "R2",
        f"{len(MOODS)} faults, {each} of each",
        seed,
        (
            every("not sent: tried until it arrived, %", len(retried), len(_who(each, NOT_SENT))),
            at_most("most copies that anybody has", max(copies.values()), 2),
            at_most(
                "nobody answered: most sends to one", max(map(tries.__getitem__, _who(each, UNANSWERED))), 2
            ),
            none("nobody ever answered and it is not said so", len(silent)),
            none("a definite no: sent again", sum(tries[who] - 1 for who in _who(each, DEFINITE))),
            none(
                "a definite no that is not listed",
                sum(chat_id(who) not in listed for who in _who(each, DEFINITE)),
            ),
            every("neither arrived nor listed: nobody, so those who did or are, %", len(admitted), people),
            none("not finished in time", 0 if done else left),
            none("canaries in the log at DEBUG", sum(one in log for one in secret)),
            none("canaries on the page of figures", sum(one in page for one in secret)),
            at_least("lines of the log and of the page looked through", min(map(_lines, (log, page))), 10),
        ),
    )


def _name(who: int) -> str:
    return f"Hortensia {chr(ord('a') + who % 26)}{who}zq"


def _phone(who: int) -> str:
    return f"+3247{1_000_000 + who}"


def _chat(who: int) -> str:
    return str(chat_id(who))


def _lines(text: str) -> int:
    return len(text.splitlines())


def _free_port() -> int:
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _who(each: int, moods: Iterable[str]) -> list[int]:
    return [who for who in range(each * len(MOODS)) if mood(who, each)[0] in moods]
