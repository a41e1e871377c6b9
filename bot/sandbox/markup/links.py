"""Web addresses, mentions, commands and their like, found in plain text; and link targets checked."""

import re
from collections.abc import Iterator

from bot.sandbox.markup.units import Entity, utf16_length

_DOMAINS = "com|org|net|info|io|dev|app|me|eu|be|brussels|vlaanderen|fr|de|nl|lu|uk|ch|at|it|es"
_FOUND = re.compile(
    r"(?P<url>(?:https?|ftp|tg|ton)://[^\s<>\"]*[^\s<>\"'.,;:!?()\[\]{}])"
    r"|(?P<email>(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<![\w@/])@[A-Za-z0-9_]{3,32}(?!\w))"
    r"|(?P<bot_command>(?<![\w/@<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@<>]))"
    r"|(?P<hashtag>(?<![\w#/&])#(?=\d*[^\W\d])\w{1,256})"
    r"|(?P<bare>(?<![\w@./-])(?:[\w-]+\.)+(?:"
    + _DOMAINS
    + r")(?![\w.-]*\w)(?:/[^\s<>\"]*[^\s<>\"'.,;:!?()])?)",
    re.IGNORECASE,
)
_TELLTALE = re.compile(r"[@/#.]")
_TARGET = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?P<host>[^\s/?#:]+)(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE
)
_MENTION = re.compile(r"tg://user/?\?id=(\d+)")


def find_links(text: str) -> Iterator[Entity]:
    """What Telegram would underline in a text by itself."""
    if _TELLTALE.search(text) is None:
        return
    for found in _FOUND.finditer(text):
        kind = found.lastgroup or ""
        offset = utf16_length(text[: found.start()])
        yield {
            "type": "url" if kind == "bare" else kind,
            "offset": offset,
            "length": utf16_length(found[0]),
        }


def link_problem(url: str) -> str | None:
    """Why Telegram refuses a link target; None when it does not."""
    found = _TARGET.fullmatch(url.strip())
    if not url.strip():
        return "URL is empty"
    if found is None:
        return "Wrong HTTP URL"
    scheme = (found["scheme"] or "http").lower()
    if scheme in ("tg", "ton"):
        return None
    if scheme not in ("http", "https"):
        return "Unsupported URL protocol"
    host = found["host"]
    return None if "." in host or host.lower() == "localhost" else "Wrong HTTP URL"


def mentioned(user_id: int) -> Entity:
    """Somebody whom a text mentions by number alone."""
    return {"id": user_id, "is_bot": False, "first_name": "…"}


def link_entity(url: str) -> Entity | None:
    """The entity a link becomes: a mention of a person, a link, or nothing when the target is no good."""
    mention = _MENTION.fullmatch(url)
    if mention is not None:
        return {"type": "text_mention", "user": mentioned(int(mention[1]))}
    if link_problem(url) is not None:
        return None
    return {"type": "text_link", "url": url if "://" in url else f"http://{url}"}
