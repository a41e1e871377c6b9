"""A text as it will stand in a message: parsed, trimmed, its entities in order."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import bad, needed
from bot.sandbox.markup.html import parse_html
from bot.sandbox.markup.links import find_links, mentioned
from bot.sandbox.markup.markdown import parse_markdown, parse_markdown_v2
from bot.sandbox.markup.units import Entity, utf16_length
from bot.sandbox.words import words

_CLOSED = frozenset({"code", "pre"})  # nothing is found inside these
_GIVEN = frozenset(
    words(
        "bold italic underline strikethrough spoiler blockquote expandable_blockquote code pre text_link "
        "text_mention custom_emoji"
    )
)
_ORDER = {kind: at for at, kind in enumerate(["blockquote", "expandable_blockquote", "pre", "code", "bold"])}
_CONTROL = {code: " " for code in range(32) if code not in (9, 10)} | {13: None}


@dataclass(frozen=True, slots=True)
class Formatted:
    """Text and its entities, offsets in UTF-16 units."""

    text: str
    entities: list[Entity] = field(default_factory=list)

    def into(self, message: dict[str, Any], name: str = "text") -> None:
        """Write this text (or caption) into a message."""
        message[name] = self.text
        if self.entities:
            message["entities" if name == "text" else f"{name}_entities"] = self.entities


def formatted(params: dict[str, Any], name: str = "text") -> Formatted:
    """The text or caption of a call, by its parse mode or its list of entities."""
    source = str(params.get(name) or "")
    mode = params.get("parse_mode")
    given = params.get("entities" if name == "text" else f"{name}_entities")
    if mode:
        return tidy(*parse_mode_text(source, str(mode)))
    return tidy(source, _checked(given) if given else [])


def parse_mode_text(source: str, mode: str) -> tuple[str, list[Entity]]:
    """Text and entities of a source in HTML, MarkdownV2 or Markdown; 400 for a mode unknown to Telegram."""
    parsers = {"html": parse_html, "markdownv2": parse_markdown_v2, "markdown": parse_markdown}
    parser = parsers.get(mode.lower())
    if parser is None:
        raise bad("unsupported parse_mode")
    return parser(source)


def _checked(given: Any) -> list[Entity]:
    if not isinstance(given, list) or not all(isinstance(entity, dict) for entity in given):
        raise bad("can't parse entities: expected an Array of MessageEntity")
    for entity in given:
        if not all(isinstance(entity.get(name), int) for name in ("offset", "length")):
            raise bad("can't parse entities: offset and length must be integers")
    # Links that Telegram finds by itself are ignored when given.
    return [_entity(entity) for entity in given if str(entity.get("type")) in _GIVEN]


def _entity(given: Entity) -> Entity:
    """The fields that Telegram knows; 400 when one that it needs is missing."""
    kind = given["type"]
    entity: Entity = {"type": kind, "offset": given["offset"], "length": given["length"]}
    if kind == "text_link":
        entity["url"] = needed(given, "url", str, "entities")
    elif kind == "text_mention":
        entity["user"] = mentioned(needed(given.get("user"), "id", int, "entities"))
    elif kind == "custom_emoji":
        entity["custom_emoji_id"] = needed(given, "custom_emoji_id", str, "entities")
    elif kind == "pre" and given.get("language"):
        entity["language"] = str(given["language"])
    return entity


def tidy(text: str, entities: list[Entity]) -> Formatted:
    """Trim as Telegram does, put entities in order, and add the links it finds by itself."""
    text = text.translate(_CONTROL)
    first = min((entity["offset"] for entity in entities), default=len(text))
    lead = min(len(text) - len(text.lstrip(" \n\t")), first)
    stripped = text[lead:].rstrip(" \n\t")
    kept = _fitted(entities, lead, utf16_length(stripped))
    found = [link for link in find_links(stripped) if not _crosses(link, kept)]
    kept.extend(found)
    kept.sort(key=lambda entity: (entity["offset"], -entity["length"], _ORDER.get(entity["type"], 9)))
    return Formatted(stripped, kept)


def _fitted(entities: list[Entity], lead: int, end: int) -> list[Entity]:
    kept: list[Entity] = []
    # Outer entities first, so that what lies inside code or repeats its surroundings can be dropped.
    for entity in sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])):
        start = entity["offset"] - lead
        stop = min(start + entity["length"], end)
        if start < 0 or stop <= start:
            continue
        placed = {**entity, "offset": start, "length": stop - start}
        if not any(_swallows(outer, placed) for outer in kept):
            kept.append(placed)
    return kept


def _swallows(outer: Entity, inner: Entity) -> bool:
    inside = inner["offset"] < outer["offset"] + outer["length"]
    same = outer["type"] == inner["type"]
    return inside and (same or outer["type"] in _CLOSED)


def _crosses(link: Entity, kept: list[Entity]) -> bool:
    start, stop = link["offset"], link["offset"] + link["length"]
    for entity in kept:
        begin, end = entity["offset"], entity["offset"] + entity["length"]
        apart = stop <= begin or end <= start
        around = begin <= start and stop <= end
        # A link may stand inside bold words, or bold words inside a link; not across, nor inside code.
        if not apart and (entity["type"] in _CLOSED or entity["type"].startswith("text_")):
            return True
        if not apart and not around and not (start <= begin and end <= stop):
            return True
    return False
