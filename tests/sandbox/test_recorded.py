"""Stickers and voice messages, as people send them."""

import base64
from typing import Any

import aiogram.types
import pytest

from bot.sandbox.files import image_size
from bot.sandbox.side.recorded import LONGEST_VOICE
from tests.sandbox.conftest import AMELIE, Client

SOUND = base64.b64encode(b"OggS and more").decode()


async def sent(client: Client, **content: Any) -> aiogram.types.Message:
    """What a bot reads of a message that somebody sent."""
    await client.side(f"POST /chats/{AMELIE}/messages", content)
    [update] = await client.updates()
    return aiogram.types.Update.model_validate(update).message or pytest.fail("no message")


async def download(client: Client, file_id: str) -> bytes:
    path = (await client.bot("getFile", file_id=file_id))["file_path"]
    async with client.session.get(f"{client.sandbox.url}/file/bot{client.token}/{path}") as response:
        return await response.read()


async def test_sticker_when_sent(client: Client) -> None:
    sticker = (await sent(client, sticker={"emoji": "🐣"})).sticker
    assert sticker is not None
    assert (sticker.emoji, sticker.type, sticker.width, sticker.is_animated) == ("🐣", "regular", 512, False)
    picture = await download(client, sticker.file_id)
    assert (picture[:4], picture[8:12], len(picture)) == (b"RIFF", b"WEBP", sticker.file_size)
    assert image_size(picture) is None  # a sticker's WebP may not be sent on as a photo


async def test_voice_when_recorded(client: Client) -> None:
    message = await sent(client, voice={"base64": SOUND, "duration": 4}, caption="<b>moi</b>")
    assert message.voice is not None
    assert (message.voice.duration, message.voice.mime_type, message.caption) == (
        4,
        "audio/ogg",
        "<b>moi</b>",
    )
    assert await download(client, message.voice.file_id) == b"OggS and more"


async def test_voice_when_only_its_length_is_given(client: Client) -> None:
    voice = (await sent(client, voice={"duration": 61})).voice
    assert voice is not None
    assert (voice.duration, voice.file_size) == (61, 28)
    assert (await download(client, voice.file_id))[:4] == b"OggS"


@pytest.mark.parametrize(
    "content",
    [
        {"sticker": "🐣"},
        {"sticker": {"emoji": ""}},
        {"sticker": {"emoji": 5}},
        {"sticker": {"emoji": "🐣" * 17}},
        {"voice": "x"},
        {"voice": {"mime_type": "audio/ogg"}},
        {"voice": {"duration": -1}},
        {"voice": {"duration": "4"}},
        {"voice": {"duration": LONGEST_VOICE + 1}},
        {"voice": {"base64": "###"}},
        {"voice": {"base64": ""}},
        {"voice": {"duration": 1}, "sticker": {"emoji": "🐣"}},
    ],
)
async def test_recording_when_it_makes_no_sense(client: Client, content: dict[str, Any]) -> None:
    answer = await client.side(f"POST /chats/{AMELIE}/messages", content, status=400)
    assert (set(answer), answer["error"][-1]) == ({"error"}, ".")
    assert await client.updates() == []
