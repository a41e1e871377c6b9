"""Telegram HTML of ours: built from words and spans, measured as Telegram counts, cut between paragraphs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser

from bot.texts.speaker import Html

#: Where a text too long for one message is cut, best first.
_CUTS = ("\n\n", "\n", " ")


@dataclass(frozen=True, kw_only=True)
class Span:
    """Characters of a text, from one up to another, in a tag; `attributes` as they stand in it, escaped."""

    start: int
    end: int
    tag: str
    attributes: str = ""


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def dress(text: str, spans: Iterable[Span]) -> Html:
    """The text as HTML, everything escaped; spans that cross are cut, so that the tags always nest."""
    order = sorted(spans, key=lambda span: (span.start, -span.end))
    return Html(_dressed(text, order, 0, len(text)))


def undress(html: str) -> tuple[str, tuple[Span, ...]]:
    """The text that a reader sees, and its spans, the outer ones first."""
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return "".join(reading.words), tuple(reading.spans)


def excerpt(html: str, most: int = 140) -> Html:
    """How it begins, without its formatting: one short paragraph."""
    text = " ".join(undress(html)[0].split())
    return Html(escape(text if len(text) <= most else text[: most - 1].rstrip() + "…", quote=False))


def split(html: str, most: int) -> tuple[Html, ...]:
    """Pieces of at most `most` units each: between paragraphs where it can be, else lines, else words."""
    text, spans = undress(html)
    pieces, start = list[Html](), 0
    while units(text[start:]) > most:
        stop = _stop(text, start, most)
        pieces.append(_piece(text, spans, start, stop))
        start = stop + len(text[stop:]) - len(text[stop:].lstrip())
    return (*pieces, _piece(text, spans, start, len(text)))


def _dressed(text: str, spans: Sequence[Span], start: int, end: int) -> str:
    said, at, rest = "", start, [replace(one, end=min(one.end, end)) for one in spans]
    while rest:
        outer = rest.pop(0)
        inner = [one for one in rest if one.start < outer.end]
        del rest[: len(inner)]
        within = _dressed(text, inner, outer.start, outer.end)
        said += escape(text[at : outer.start], quote=False)
        said += f"<{outer.tag}{outer.attributes}>{within}</{outer.tag}>"
        at = outer.end
    return said + escape(text[at:end], quote=False)


def _piece(text: str, spans: Iterable[Span], start: int, stop: int) -> Html:
    stop = start + len(text[start:stop].rstrip())
    kept = [one for one in spans if one.start < stop and one.end > start]
    moved = (
        replace(one, start=max(one.start, start) - start, end=min(one.end, stop) - start) for one in kept
    )
    return Html(_dressed(text[start:stop], list(moved), 0, stop - start))


def _stop(text: str, start: int, most: int) -> int:
    """Where a piece that begins at `start` ends; never so early that hardly anything is left of it."""
    stop, room = start, most
    while (room := room - units(text[stop])) >= 0:
        stop += 1
    cuts = (text.rfind(cut, start + (stop - start) // 4, stop + 1) for cut in _CUTS)
    return next((cut for cut in cuts if cut > start), stop)


class _Reading(HTMLParser):
    """Reads what `dress` wrote."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.spans: list[Span] = []
        self._open: list[int] = []
        self._length = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = (f' {name}="{escape(value)}"' if value else f" {name}" for name, value in attrs)
        self._open.append(len(self.spans))
        self.spans.append(Span(start=self._length, end=-1, tag=tag, attributes="".join(attributes)))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 – tags of ours nest
        index = self._open.pop()
        self.spans[index] = replace(self.spans[index], end=self._length)

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        self._length += len(data)
