"""What people send beside words, pictures and documents: stickers and voice messages."""

import base64
from typing import Any

from bot.sandbox.chats import Json
from bot.sandbox.errors import ApiError, SideError
from bot.sandbox.files import Files, Upload
from bot.sandbox.side.ask import read_upload

#: The smallest WebP (one transparent pixel) and an Ogg page with nothing on it.
_PIXEL = base64.b64decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
_SILENCE = b"OggS\x00\x06" + bytes(20) + b"\x01\x00"
_SIDE = 512  # pixels; Telegram's stickers have one such side
LONGEST_EMOJI = 16
LONGEST_VOICE = 24 * 3600


def sticker(files: Files, given: Any) -> Json:
    """A Bot API Sticker from `{"emoji"}`."""
    emoji = given.get("emoji") if isinstance(given, dict) else None
    if not isinstance(emoji, str) or not 1 <= len(emoji) <= LONGEST_EMOJI:
        raise SideError(400, "A sticker is an object with an emoji.")
    file = files.add("sticker", Upload(data=_PIXEL, name="sticker.webp", mime_type="image/webp"))
    size = {"width": _SIDE, "height": _SIDE}
    kind = {"type": "regular", "is_animated": False, "is_video": False}
    return {**file.as_json(), **kind, **size, "emoji": emoji}


def voice(files: Files, given: Any) -> Json:
    """A Bot API Voice from `{"base64", "mime_type", "duration"}`; silence when only the seconds are given."""
    if not isinstance(given, dict) or not {"base64", "duration"} & given.keys():
        raise SideError(400, "A voice message is an object with base64 or a duration in seconds.")
    seconds = given.get("duration", 1)
    if type(seconds) is not int or not 0 <= seconds <= LONGEST_VOICE:
        raise SideError(400, "A duration is a whole number of seconds.")
    silence = Upload(data=_SILENCE, name="voice.oga", mime_type="audio/ogg")
    upload = read_upload({"file_name": "voice.oga", **given}) if "base64" in given else silence
    try:
        file = files.add("voice", upload)
    except ApiError as error:
        raise SideError(400, f"Telegram would refuse this file: {error.description}.") from error
    return {**file.as_json(), "duration": seconds, "mime_type": file.mime_type}
