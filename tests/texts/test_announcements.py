"""An announcement's words: formatting kept, cut between paragraphs, filled for each reader."""

import json
from datetime import date
from typing import Any

import pytest
from aiogram.types import MessageEntity
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.announcements import Announcement, Content, File, FileKind, Filling, Kind, Version
from bot.rules.people import LANGUAGES
from bot.rules.refusals import TooLong, UnknownPlaceholder
from bot.sandbox.markup import parse_mode_text, tidy
from bot.texts import Texts
from bot.texts.announcements import Part, Span, copy, dress, excerpt, read_words, split, units
from handlers.announcements.entities import formatted
from tests.cast import MORNING

TEXTS = Texts.load()
FR = TEXTS.speaker("fr")
FILLING = Filling(day=date(2027, 1, 15), creches=("Marcinelle", "Andrimont"), references=("K7M4PX29QW",))
PHOTO = File(kind=FileKind.PHOTO, id="AgAC")
KINDS = ("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote")


def announcement(words: str, *files: File, language: str = "fr", kind: Kind = Kind.PRACTICAL) -> Announcement:
    content = Content(versions=(Version(language=language, words=words),), files=files)
    return Announcement(id="a", author_id="nadia", content=content, kind=kind, created_at=MORNING)


def entity(kind: str, offset: int, length: int, **more: Any) -> MessageEntity:
    return MessageEntity(type=kind, offset=offset, length=length, **more)


@pytest.mark.parametrize(
    ("text", "entities", "html"),
    [
        ("Fermé <lundi> & mardi", [], "Fermé &lt;lundi&gt; &amp; mardi"),
        ("🐣 ouvert", [entity("bold", 3, 6)], "🐣 <b>ouvert</b>"),
        ("ouvert", [entity("bold", 0, 6), entity("italic", 0, 3)], "<b><i>ouv</i>ert</b>"),
        ("ab", [entity("italic", 0, 2), entity("bold", 0, 2)], "<i><b>ab</b></i>"),
        (
            "ici",
            [entity("text_link", 0, 3, url='https://one.be/?a="1"&b=<2>')],
            '<a href="https://one.be/?a=&quot;1&quot;&amp;b=&lt;2&gt;">ici</a>',
        ),
        ("dit", [entity("expandable_blockquote", 0, 3)], "<blockquote expandable>dit</blockquote>"),
        ("@ana /stop one.be", [entity("mention", 0, 4), entity("bot_command", 5, 5)], "@ana /stop one.be"),
        ("abc", [entity("bold", 0, 2), entity("italic", 1, 2)], "<b>a<i>b</i></b>c"),
        ("ab", [entity("bold", 7, 2), entity("bold", 0, 0)], "ab"),
    ],
)
def test_formatting_becomes_html_of_ours(text: str, entities: list[MessageEntity], html: str) -> None:
    assert formatted(text, entities) == html


def _nested(text: str, pairs: list[tuple[int, int, str]]) -> list[dict[str, Any]]:
    """Entities as Telegram gives them: none across another, none in its own kind, no quote in a quote."""
    kept: list[dict[str, Any]] = []
    for first, second, kind in pairs:
        start, stop = sorted((first % (len(text) + 1), second % (len(text) + 1)))
        offset, length = units(text[:start]), units(text[start:stop])
        fits = all(
            offset + length <= one["offset"]
            or one["offset"] + one["length"] <= offset
            or (one["offset"] <= offset and offset + length <= one["offset"] + one["length"])
            for one in kept
        )
        quoted = "blockquote" in kind and kept
        if length and fits and not quoted and kind not in {one["type"] for one in kept}:
            kept.append({"type": kind, "offset": offset, "length": length})
    return kept


@given(
    st.text("aé<>&\"'🐣\n {}", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), st.sampled_from(KINDS)), max_size=4),
)
def test_telegram_reads_the_formatting_that_the_author_gave(
    text: str, pairs: list[tuple[int, int, str]]
) -> None:
    given_ = tidy(text, _nested(text, pairs))
    entities = [one for one in given_.entities if one["type"] in KINDS]

    html = formatted(given_.text, [MessageEntity(**one) for one in entities])

    read_text, read_entities = parse_mode_text(html, "HTML")
    again = tidy(read_text, read_entities)
    assert again.text == given_.text
    assert _sorted(again.entities) == _sorted(entities)


def _sorted(entities: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(one, sort_keys=True) for one in entities if one["type"] in KINDS)


@given(st.text("ab \n🐣<&", max_size=80), st.integers(2, 30), st.integers(0, 80), st.integers(0, 80))
def test_pieces_fit_and_lose_nothing_but_blanks(text: str, most: int, start: int, end: int) -> None:
    span = Span(start=min(start, len(text)), end=min(max(start, end), len(text)), tag="b")
    pieces = split(dress(text, [span]), most)

    read = [parse_mode_text(piece, "HTML")[0] for piece in pieces]
    assert all(units(one) <= most for one in read)
    assert "".join("".join(read).split()) == "".join(text.split())


def test_text_is_cut_between_paragraphs_and_its_formatting_goes_on() -> None:
    html = dress("Premier.\n\nDeuxième, plus long.\n\nFin", [Span(start=0, end=31, tag="b")])
    assert split(html, 24) == ("<b>Premier.</b>", "<b>Deuxième, plus long.</b>", "Fin")
    assert split("aaaa bbbb cccc", 10) == ("aaaa bbbb", "cccc")
    assert split("a" * 25, 10) == ("a" * 10, "a" * 10, "a" * 5)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", ["{crèche}", "{CRECHE}", "{ creche }", "{Krippe}"])
def test_placeholders_are_known_in_every_language_however_typed(language: str, typed: str) -> None:
    assert read_words(f"La {typed} ferme", TEXTS.speaker(language), TEXTS) == "La {creche} ferme"


def test_unknown_placeholder_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UnknownPlaceholder) as refused:
        read_words("Bonjour {prénom} &amp; co", FR, TEXTS)
    assert refused.value == UnknownPlaceholder(word="{prénom}", known=("{crèche}", "{date}", "{référence}"))


def test_words_longer_than_three_messages_are_refused() -> None:
    with pytest.raises(TooLong):
        read_words("🐣" * 6000, FR, TEXTS)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Marcinelle et Andrimont, 15 janvier 2027 : K7M4-PX29-QW"),
        ("nl", "Marcinelle en Andrimont, 15 januari 2027 : K7M4-PX29-QW"),
        ("de", "Marcinelle und Andrimont, 15. Januar 2027 : K7M4-PX29-QW"),
        ("en", "Marcinelle and Andrimont, 15 January 2027 : K7M4-PX29-QW"),
    ],
)
def test_copy_is_filled_in_the_readers_language(language: str, said: str) -> None:
    (part,) = copy(announcement("{creche}, {date} : {reference}"), TEXTS.speaker(language), FILLING)
    assert part.words.splitlines()[0] == said


def test_copy_of_who_has_neither_creche_nor_reference_has_no_gap() -> None:
    (part,) = copy(announcement("{creche} {reference}"), FR, Filling(day=FILLING.day))
    assert part.words.splitlines()[0] == "votre crèche (sans référence)"


def test_names_cannot_bring_formatting() -> None:
    (part,) = copy(announcement("{creche}"), FR, Filling(day=FILLING.day, creches=("<b>&",)))
    assert part.words.splitlines()[0] == "&lt;b&gt;&amp;"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", Kind)
def test_every_copy_says_how_to_stop_such_messages(language: str, kind: Kind) -> None:
    parts = copy(announcement("x" * 5000, kind=kind), TEXTS.speaker(language), FILLING)
    assert "/stop" in parts[-1].words


def test_reader_without_words_in_their_language_gets_the_authors() -> None:
    words = Content().with_words("nl", "Dag").with_words("fr", "Bonjour").with_words("de", "")
    two = Announcement(id="a", author_id="nadia", content=words, created_at=MORNING)
    said = {code: copy(two, TEXTS.speaker(code), FILLING)[0].words.splitlines()[0] for code in LANGUAGES}
    assert said == {"fr": "Bonjour", "nl": "Dag", "de": "Dag", "en": "Dag"}


def test_long_caption_follows_in_a_message_of_its_own() -> None:
    (whole,) = copy(announcement("court", PHOTO), FR, FILLING)
    assert whole.files == (PHOTO,)
    photo, words = copy(announcement("x" * 1020, PHOTO), FR, FILLING)
    assert (photo, words.files) == (Part(words=photo.words, files=(PHOTO,)), ())
    assert photo.words == ""
    assert words.words.startswith("x" * 1020)


def test_excerpt_is_one_short_paragraph_without_formatting() -> None:
    assert excerpt("<b>Portes &amp;\n\nouvertes</b>") == "Portes &amp; ouvertes"
    assert excerpt("mot " * 99, most=12) == "mot mot mot…"
