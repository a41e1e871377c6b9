"""Telegram's HTML: its own small set of tags, refused with its own words when broken."""

import re
from dataclasses import dataclass, field

from bot.sandbox.markup.links import link_entity
from bot.sandbox.markup.units import Builder, Entity, byte_offset, unparsable

_PLAIN = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "blockquote": "blockquote",
    "code": "code",
    "pre": "pre",
}
_TAGS = frozenset(_PLAIN) | {"a", "tg-emoji"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(
    r"&(?:#(?:x(?P<hex>[0-9a-fA-F]{1,6})(?![0-9a-fA-F])|(?P<dec>\d{1,7})(?!\d))|(?P<name>[a-zA-Z]+));?"
)
_NAME = re.compile(r"[^\s>]*")
_SPACE = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"[^\s=>/\"']*")
_BARE_VALUE = re.compile(r"[A-Za-z0-9.\-]*")


@dataclass(slots=True)
class _Open:
    tag: str
    at: int
    offset: int
    attributes: dict[str, str] = field(default_factory=dict)


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.built = Builder()
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "&":
                self._reference()
            elif char == "<":
                self._tag()
            else:
                self._words()
        if self.open:
            raise unparsable(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        return self.built.text(), self.entities

    def _words(self) -> None:
        ends = [end for end in (self.source.find(mark, self.at) for mark in "&<") if end >= 0]
        end = min(ends, default=len(self.source))
        self.built.add(self.source[self.at : end])
        self.at = end

    def _reference(self) -> None:
        found = _REFERENCE.match(self.source, self.at)
        text = None if found is None else decode_reference(found)
        if found is None or text is None:
            self.built.add("&")
            self.at += 1
        else:
            self.built.add(text)
            self.at = found.end()

    def _tag(self) -> None:
        if self.source.startswith("</", self.at):
            self._close()
        else:
            self._start()

    def _start(self) -> None:
        begin = self.at
        tag = self._take(_NAME, begin + 1).lower()
        where = f"at byte offset {byte_offset(self.source, begin)}"
        if self.at >= len(self.source):
            raise unparsable(f"Unclosed start tag {where}")
        if tag not in _TAGS:
            raise unparsable(f'Unsupported start tag "{tag}" {where}')
        attributes = self._attributes(tag, where)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(_Open(tag, begin, self.built.units, attributes))

    def _attributes(self, tag: str, where: str) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._take(_SPACE, self.at)
            if self.at >= len(self.source):
                raise unparsable(f"Unclosed start tag {where}")
            if self.source[self.at] == ">":
                self.at += 1
                return attributes
            name = self._take(_ATTRIBUTE, self.at).lower()
            if not name:
                raise unparsable(f'Empty attribute name in the tag "{tag}" {where}')
            self._take(_SPACE, self.at)
            attributes[name] = self._value(tag, where) if self.source.startswith("=", self.at) else ""

    def _value(self, tag: str, where: str) -> str:
        self._take(_SPACE, self.at + 1)
        quote = self.source[self.at : self.at + 1]
        if not quote:
            raise unparsable(f'Unclosed start tag "{tag}" {where}')
        if quote not in "\"'":
            return self._bare_value().lower()
        end = self.source.find(quote, self.at + 1)
        if end < 0:
            raise unparsable(f"Unclosed start tag {where}")
        value = self.source[self.at + 1 : end]
        self.at = end + 1
        return _REFERENCE.sub(lambda found: decode_reference(found) or found[0], value)

    def _bare_value(self) -> str:
        begin = self.at
        value = self._take(_BARE_VALUE, begin)
        if self.at < len(self.source) and not self.source[self.at].isspace() and self.source[self.at] != ">":
            raise unparsable(f"Unexpected end of name token at byte offset {byte_offset(self.source, begin)}")
        return value

    def _close(self) -> None:
        begin = self.at
        where = f"at byte offset {byte_offset(self.source, begin)}"
        if not self.open:
            raise unparsable(f"Unexpected end tag {where}")
        name = self._take(_NAME, begin + 2).lower()
        self._take(_SPACE, self.at)
        if not self.source.startswith(">", self.at):
            raise unparsable(f"Unclosed end tag {where}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            raise unparsable(f'Unmatched end tag {where}, expected "</{opened.tag}>", found "</{name}>"')
        if self.built.units > opened.offset:
            self._keep(opened)

    def _keep(self, opened: _Open) -> None:
        entity = self._entity(opened)
        if entity is not None:
            place = {"offset": opened.offset, "length": self.built.units - opened.offset}
            self.entities.append({"type": entity.pop("type"), **place, **entity})

    def _entity(self, opened: _Open) -> Entity | None:
        if opened.tag == "a":
            return link_entity(opened.attributes.get("href") or self.built.since(opened.offset))
        if opened.tag == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": opened.attributes.get("emoji-id", "")}
        if opened.tag == "blockquote" and "expandable" in opened.attributes:
            return {"type": "expandable_blockquote"}
        language = opened.attributes.get("class", "")
        if opened.tag == "code" and self.open and self.open[-1].tag == "pre" and language[:9] == "language-":
            self.open[-1].attributes["language"] = language[9:]
            return None
        if opened.tag == "pre" and "language" in opened.attributes:
            return {"type": "pre", "language": opened.attributes["language"]}
        return {"type": _PLAIN[opened.tag]}

    def _take(self, pattern: re.Pattern[str], at: int) -> str:
        found = pattern.match(self.source, at)
        self.at = found.end() if found else at
        return found[0] if found else ""


def decode_reference(found: re.Match[str]) -> str | None:
    """The character a reference stands for; None when Telegram leaves it as it is written."""
    if found["name"] is not None:
        return _NAMED.get(found["name"].lower())
    code = int(found["hex"], 16) if found["hex"] else int(found["dec"])
    if not 0 < code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return None
    return chr(code)


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of Telegram's HTML; raises its 400 when the markup is broken."""
    return _Reader(source).read()
