"""What an author sent, as we keep it: Telegram's formatting as HTML of ours, files by their ids."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from aiogram.types import Message, MessageEntity

from bot.rules.announcements import File, FileKind, Foreign, NotAnnounceable
from bot.texts import Html
from bot.texts.announcements import Span, dress

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
}
#: By what Telegram calls it.
_FOREIGN = {
    "video": Foreign.VIDEO,
    "video_note": Foreign.VIDEO,
    "animation": Foreign.VIDEO,
    "voice": Foreign.RECORDING,
    "audio": Foreign.RECORDING,
    "sticker": Foreign.STICKER,
    "location": Foreign.LOCATION,
    "venue": Foreign.LOCATION,
    "poll": Foreign.POLL,
    "contact": Foreign.CONTACT,
}


@dataclass(frozen=True)
class Said:
    """The words and the file of one message."""

    words: Html
    file: File | None


def said_in(message: Message) -> Said:
    """What an announcement takes from a message; refused NotAnnounceable for anything else."""
    file = file_of(message)
    if message.text is None and file is None:
        raise foreign(message)
    text = message.text or message.caption or ""
    return Said(formatted(text, message.entities or message.caption_entities or ()), file)


def foreign(message: Message) -> NotAnnounceable:
    """What to answer to a message of which an announcement takes nothing."""
    if message.media_group_id:
        return NotAnnounceable(what=Foreign.IN_ALBUM)
    return NotAnnounceable(what=_FOREIGN.get(message.content_type, ""))


def formatted(text: str, entities: Iterable[MessageEntity]) -> Html:
    """The text with its formatting. What Telegram finds by itself (links, commands) it finds again."""
    return dress(text, _spans(text, entities))


def _spans(text: str, entities: Iterable[MessageEntity]) -> Iterator[Span]:
    """Telegram counts in UTF-16 units, Python in characters."""
    units = text.encode("utf-16-le")
    for entity in entities:
        tag = _TAGS.get(entity.type)
        if tag is None or (tag == "a" and not entity.url):
            continue
        start, end = (
            len(units[: 2 * at].decode("utf-16-le", "ignore"))
            for at in (entity.offset, entity.offset + entity.length)
        )
        if end > start:
            yield Span(start=start, end=end, tag=tag, attributes=_attributes(entity))


def _attributes(entity: MessageEntity) -> str:
    if entity.type == "text_link":
        return f' href="{escape(entity.url or "")}"'
    return " expandable" if entity.type == "expandable_blockquote" else ""


def file_of(message: Message) -> File | None:
    """The picture (the largest that Telegram made of it) or the document of a message."""
    if message.photo:
        return File(kind=FileKind.PHOTO, id=message.photo[-1].file_id)
    if message.document and not message.animation:
        return File(kind=FileKind.DOCUMENT, id=message.document.file_id)
    return None
