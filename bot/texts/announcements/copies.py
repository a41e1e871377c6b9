"""A reader's copy: the author's words in the reader's language, filled, with how to stop such messages."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from bot.rules.announcements import Announcement, Content, File, Filling, Kind
from bot.rules.references import grouped
from bot.texts.announcements.markup import split, undress, units
from bot.texts.announcements.placeholders import filled
from bot.texts.speaker import Html, Speaker

#: What Telegram takes after entities, in units.
MESSAGE = 4096
CAPTION = 1024


@dataclass(frozen=True, kw_only=True)
class Part:
    """One message of a copy; with several files an album, whose caption the words are."""

    words: Html
    files: tuple[File, ...] = ()


def copy(announcement: Announcement, t: Speaker, filling: Filling) -> tuple[Part, ...]:
    """What a reader gets, in one message where it fits; else files first, then the words, cut."""
    content = announcement.content
    words = _said(content, announcement.kind, t, filling)
    if content.files and units(undress(words)[0]) <= CAPTION and _room_for_button(content):
        return (Part(words=words, files=content.files),)
    told = tuple(Part(words=piece) for piece in split(words, MESSAGE))
    return (Part(words=Html(), files=content.files), *told) if content.files else told


def seen_button(announcement: Announcement, t: Speaker) -> tuple[tuple[str, str], ...]:
    """What stands below the last message of a copy, where its readers are asked whether they saw it."""
    asked = announcement.content.asks_seen
    return ((t.plain("announcement.seen"), f"vu:{announcement.id}"),) if asked else ()


def told(content: Content, facts: Filling, t: Speaker) -> Html:
    """The words without their formatting, to be read out."""
    return _safe(undress(_filled(content, t, facts))[0])


def fallbacks(content: Content, languages: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """The languages without words of their own, and how many readers each has."""
    return tuple((language, n) for language, n in languages if not content.says(language))


def _room_for_button(content: Content) -> bool:
    """Below an album there is none."""
    return not content.asks_seen or len(content.files) == 1


def _said(content: Content, kind: Kind, t: Speaker, filling: Filling) -> Html:
    words = _filled(content, t, filling)
    return Html("\n\n".join(filter(None, (words, t(f"announcement.footer.{kind.value}")))))


def _filled(content: Content, t: Speaker, filling: Filling) -> Html:
    values = {
        "creche": lambda: _listed(t, filling.creches, "creche"),
        "date": lambda: _safe(t.show(filling.day)),
        "reference": lambda: _listed(t, [grouped(one) for one in filling.references], "reference"),
    }
    return filled(content.version(t.language).words, lambda name: values[name]())


def _listed(t: Speaker, names: Iterable[str], what: str) -> Html:
    """Names joined; where there is none, the word that says so without a gap in the sentence."""
    found = list(names)
    return _safe(t.list(found) if found else t.plain(f"placeholder.without.{what}"))


def _safe(text: str) -> Html:
    return Html(escape(text, quote=False))
