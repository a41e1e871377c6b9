"""S1: forged webhooks. Without the secret nothing is accepted, and nothing makes the program stumble."""

import asyncio
import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.inbox import Desk, Webhook
from bot.inbox.webhook import HEADER
from bot.ports import Received, Store
from storage import Storage
from tests.faults.figures import Row, every, none
from tests.faults.stage import now
from tests.kept import empty_storage

FORGED = {"full": 10_000, "small": 500}
SECRET = "S3cret_words-only"
AT_ONCE = 50


async def run(size: str, seed: int) -> Row:
    """So many requests whose secret is wrong, absent or no text at all; then one that is right."""
    chance, count = Random(seed), FORGED[size]
    with TemporaryDirectory() as folder:
        async with empty_storage(Path(folder)) as storage:
            webhook = _webhook(storage)
            port = await webhook.start("127.0.0.1", 0)
            told = [await _post(port, *some) for some in _batches(chance, count)]
            forged = [status for some in told for status in some]
            accepted = len(await storage.inbox.waiting())
            (right,) = await _post(port, _request(count, SECRET.encode(), chance))
            kept = len(await storage.inbox.waiting())
            await webhook.stop()
    return Row(
        "S1",
        f"{count} forged webhooks",
        seed,
        (
            none("accepted", accepted + sum(status < 400 for status in forged)),
            none("answered with an error of ours (5xx)", sum(status >= 500 for status in forged)),
            every("refused as unauthorised, %", forged.count(401), count),
            every("the true one accepted, %", right == 200 and kept == 1, 1),
        ),
    )


def _webhook(storage: Storage) -> Webhook:
    async def wait(received: Received, turn: Store) -> None:
        """Nothing is handled here: what is accepted stays in the inbox and is counted."""
        await asyncio.Event().wait()

    async def again(chat_id: int) -> None:
        await asyncio.Event().wait()

    return Webhook(storage.inbox, Desk(storage.inbox, wait, again, now), now, path="/hook", secret=SECRET)


def _batches(chance: Random, count: int) -> list[list[bytes]]:
    requests = [_request(number, _secret(chance), chance) for number in range(count)]
    return [requests[start : start + AT_ONCE] for start in range(0, count, AT_ONCE)]


def _secret(chance: Random) -> bytes | None:
    """Absent, empty, cut, longer, of another case, outside ASCII, outside any encoding."""
    right = SECRET.encode()
    cut = chance.randrange(len(right))
    return chance.choice(
        [
            None,
            b"",
            right[:cut],
            right + right[:1],
            right.swapcase(),
            right[::-1],
            "sécret".encode(),
            "Ω".encode() * chance.randint(1, 200),
            bytes(chance.randrange(128, 256) for _ in range(8)),
            right[:cut] + bytes([right[cut] ^ 1]) + right[cut + 1 :],
        ]
    )


def _request(number: int, secret: bytes | None, chance: Random) -> bytes:
    """The bytes on the wire: no client library sends all of these."""
    update = {
        "update_id": number,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}},
    }
    body = json.dumps(update).encode()
    lines = [b"POST /hook HTTP/1.1", b"Host: bot.example", b"Connection: close"]
    lines.append(b"Content-Length: %d" % len(body))
    if chance.random() < 0.5:  # as if Telegram's own network had sent it
        lines.append(b"X-Forwarded-For: 149.154.167.%d" % chance.randrange(256))
    if secret is not None:
        lines.append(HEADER.encode() + b": " + secret)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def _post(port: int, *requests: bytes) -> list[int]:
    return await asyncio.gather(*(_one(port, request) for request in requests))


async def _one(port: int, request: bytes) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    status = int((await reader.readline()).split()[1])
    await reader.read()
    writer.close()
    return status
