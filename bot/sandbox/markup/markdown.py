"""MarkdownV2 and the older Markdown, as Telegram reads them."""

import re
from dataclasses import dataclass

from bot.sandbox.markup.links import link_entity
from bot.sandbox.markup.units import Builder, Entity, byte_offset, unparsable

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_SIMPLE = (("__", "underline"), ("_", "italic"), ("*", "bold"), ("~", "strikethrough"), ("||", "spoiler"))
_NAMES = {
    "underline": "Underline",
    "italic": "Italic",
    "bold": "Bold",
    "strikethrough": "Strikethrough",
    "spoiler": "Spoiler",
    "text_link": "TextUrl",
}
_FENCE = re.compile(r"```(?:(?P<language>[^\s`]+)(?=\s))?\n?(?P<body>(?:\\.|(?!```)[^\\])*)```", re.DOTALL)
_CODE = re.compile(r"`(?P<body>(?:\\.|[^`\\])*)`", re.DOTALL)
_TARGET = re.compile(r"\]\((?P<url>(?:\\.|[^)\\])*)\)")
_ESCAPED = re.compile(r"\\([\x01-\x7e])")
_OLD = re.compile(
    r"\\(?P<escaped>[_*`\[])|```(?:(?P<language>[^\s`]+)\n)?\n?(?P<pre>.*?)```|`(?P<code>[^`]*)`"
    r"|\*(?P<bold>[^*]*)\*|_(?P<italic>[^_]*)_|\[(?P<label>[^\]]*)\](?:\((?P<url>[^)]*)\))?"
    r"|(?P<loose>[_*`\[])|(?P<plain>[^\\_*`\[]+|\\)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Open:
    kind: str
    at: int
    offset: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.built = Builder()
        self.open: list[_Open] = []
        self.entities: list[Entity] = []
        self.quote: int | None = None

    def read(self) -> tuple[str, list[Entity]]:
        while self.at < len(self.source):
            if not self._quote_mark():
                self._step(self.source[self.at])
        if self.open:
            raise self._unfinished(_NAMES[self.open[-1].kind], self.open[-1].at)
        self._end_quote()
        return self.built.text(), self.entities

    def _step(self, char: str) -> None:
        if char == "\\" and self.at + 1 < len(self.source) and 0 < ord(self.source[self.at + 1]) < 127:
            self._plain(self.source[self.at + 1], 2)
        elif char == "`":
            self._code()
        elif char == "[":
            self._begin("text_link", 1)
        elif char == "]" and self.open and self.open[-1].kind == "text_link":
            self._end_link()
        elif not self._simple():
            if char in _RESERVED:
                raise unparsable(
                    f"Character '{char}' is reserved and must be escaped with the preceding '\\'"
                )
            self._plain(char, 1)

    def _plain(self, char: str, width: int) -> None:
        if char == "\n" and self.quote is not None and not self.source.startswith(">", self.at + width):
            self._end_quote()
        self.built.add(char)
        self.at += width

    def _simple(self) -> bool:
        for mark, kind in _SIMPLE:
            if self.source.startswith(mark, self.at):
                if kind == "spoiler" and self._quote_ends_here():
                    return True
                if self.open and self.open[-1].kind == kind:
                    self._finish(self.open.pop(), {"type": kind})
                    self.at += len(mark)
                else:
                    self._begin(kind, len(mark))
                return True
        return False

    def _quote_ends_here(self) -> bool:
        ends = self.source[self.at + 2 : self.at + 3] in ("", "\n")
        if self.quote is None or self.open or not ends:
            return False
        self._end_quote("expandable_blockquote")
        self.at += 2
        return True

    def _begin(self, kind: str, width: int) -> None:
        self.open.append(_Open(kind, self.at, self.built.units))
        self.at += width

    def _finish(self, opened: _Open, entity: Entity | None) -> None:
        length = self.built.units - opened.offset
        if entity is not None and length:
            place = {"offset": opened.offset, "length": length}
            self.entities.append({"type": entity.pop("type"), **place, **entity})

    def _end_link(self) -> None:
        opened = self.open.pop()
        found = _TARGET.match(self.source, self.at)
        if found is None:
            url = self.built.since(opened.offset)
            self.at += 1
        else:
            url = _ESCAPED.sub(r"\1", found["url"])
            self.at = found.end()
        self._finish(opened, link_entity(url))

    def _code(self) -> None:
        fence = self.source.startswith("```", self.at)
        found = (_FENCE if fence else _CODE).match(self.source, self.at)
        if found is None:
            raise self._unfinished("Pre" if fence else "Code", self.at)
        opened = _Open("pre" if fence else "code", self.at, self.built.units)
        self.built.add(_ESCAPED.sub(r"\1", found["body"]))
        language = found["language"] if fence else None
        self._finish(opened, {"type": opened.kind, **({"language": language} if language else {})})
        self.at = found.end()

    def _quote_mark(self) -> bool:
        line_start = self.at == 0 or self.source[self.at - 1] == "\n"
        width = 3 if self.source.startswith("**>", self.at) else 1
        if not line_start or not self.source.startswith(("**>", ">"), self.at):
            return False
        if width == 3:
            self._end_quote()
        if self.quote is None:
            self.quote = self.built.units
        self.at += width
        return True

    def _end_quote(self, kind: str = "blockquote") -> None:
        if self.quote is not None:
            self._finish(_Open(kind, self.at, self.quote), {"type": kind})
            self.quote = None

    def _unfinished(self, name: str, at: int) -> Exception:
        return unparsable(f"Can't find end of {name} entity at byte offset {byte_offset(self.source, at)}")


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of MarkdownV2; raises Telegram's 400 when the markup is broken."""
    return _Reader(source).read()


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Text and entities of the older Markdown, which knows no nesting."""
    built, entities = Builder(), []
    for found in _OLD.finditer(source):
        if found["loose"] is not None:
            at = byte_offset(source, found.start())
            raise unparsable(f"Can't find end of the entity starting at byte offset {at}")
        offset, (text, entity) = built.units, _old_piece(found)
        built.add(text)
        if entity is not None and built.units > offset:
            place = {"offset": offset, "length": built.units - offset}
            entities.append({"type": entity.pop("type"), **place, **entity})
    return built.text(), entities


def _old_piece(found: re.Match[str]) -> tuple[str, Entity | None]:
    for kind in ("bold", "italic", "code", "pre"):
        if found[kind] is not None:
            language = {"language": found["language"]} if found["language"] else {}
            return found[kind], {"type": kind, **language}
    if found["label"] is not None:
        return found["label"], link_entity(found["url"] if found["url"] is not None else found["label"])
    return found["escaped"] or found["plain"], None
