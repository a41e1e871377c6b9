"""What stands in braces in an announcement, filled for each reader: {crèche}, {date}, {reference}."""

import re
from collections.abc import Callable
from html import unescape

from bot.rules.refusals import TooLong, UnknownPlaceholder
from bot.texts.announcements.markup import undress, units
from bot.texts.speaker import Html, Speaker, Texts
from bot.texts.words import fold

#: Each is named in every language by its own word (locales), and kept by this one.
NAMES = ("creche", "date", "reference")
_BRACES = re.compile(r"\{([^{}]*)\}")
#: Three messages of Telegram's: whatever is longer belongs into a document.
LONGEST = 3 * 4096 - 500


def read_words(html: str, t: Speaker, texts: Texts) -> Html:
    """The words with their placeholders under the names we keep. Refused UnknownPlaceholder, TooLong."""
    if units(undress(html)[0]) > LONGEST:
        raise TooLong(most=LONGEST)
    known = {
        fold(texts.speaker(code).plain(f"placeholder.{name}")): name
        for code in texts.languages
        for name in NAMES
    }
    return Html(_BRACES.sub(lambda found: _kept(found[1], known, t), html))


def _kept(word: str, known: dict[str, str], t: Speaker) -> str:
    name = known.get(fold(unescape(word).strip()))
    if name is None:
        raise UnknownPlaceholder(word="{" + unescape(word) + "}", known=tuple(own_words(t).values()))
    return "{" + name + "}"


def own_words(t: Speaker) -> dict[str, Html]:
    """Each placeholder as it is written in this language, braces and all."""
    return {name: Html("{" + t.plain(f"placeholder.{name}") + "}") for name in NAMES}


def kept_words(key: str, t: Speaker) -> Html:
    """A sentence of ours as an announcement keeps it: its placeholders under the names we keep."""
    return t(key, **{name: "{" + name + "}" for name in NAMES})


def as_written(words: str, t: Speaker) -> Html:
    """The words with their placeholders in the reader's own language."""
    return filled(words, own_words(t).__getitem__)


def asks(words: str) -> bool:
    """Whether something has to be known of a reader before the words can be written to them."""
    return "{creche}" in words or "{reference}" in words


def filled(words: str, say: Callable[[str], Html]) -> Html:
    """The words with what is said for each placeholder that stands there; other braces stay."""
    return Html(_BRACES.sub(lambda found: say(found[1]) if found[1] in NAMES else found[0], words))
