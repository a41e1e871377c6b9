import re
from html.parser import HTMLParser
from typing import Any

import pytest

from bot.rules.announcements import Foreign
from bot.rules.notices import (
    AnnouncementCopy,
    AnnouncementEdit,
    AnnouncementRecall,
    AnnouncementReport,
    AnnouncementTest,
    NewsCopy,
    Notice,
    OfferSent,
    SummaryCorrected,
    SummaryPage,
)
from bot.rules.notices.offers import OfOffer
from bot.rules.offers import OfferState
from bot.rules.refusals import Refusal
from bot.rules.requests import State
from bot.texts import snake
from bot.texts.catalogue import Catalogue
from tests.sentences import Spoken, catalogues, enum_words, enumerations, prose, sources, spoken, words

CATALOGUES = catalogues()
FRENCH = CATALOGUES["fr"]
#: The longest label that a narrow phone shows whole in one column.
LONGEST_LABEL = 40
TAGS = {"b", "i", "u", "s", "code", "pre", "a", "blockquote", "tg-spoiler"}
everywhere = pytest.mark.parametrize("catalogue", CATALOGUES.values(), ids=CATALOGUES.keys())
said = pytest.mark.xdist_group("said")  # the code is read once


@pytest.fixture(scope="module")
def code() -> Spoken:
    """All that the code says."""
    return spoken(sources())


def lines(catalogue: Catalogue) -> list[tuple[str, str]]:
    return [(key, text) for key in catalogue.sentences for text in words(catalogue, key)]


# The catalogues among themselves


@everywhere
def test_all_languages_have_the_same_sentences(catalogue: Catalogue) -> None:
    assert set(catalogue.sentences) ^ set(FRENCH.sentences) == set()


@everywhere
def test_all_languages_use_the_same_values(catalogue: Catalogue) -> None:
    mine = {key: set().union(*sentence.names) for key, sentence in catalogue.sentences.items()}
    french = {key: set().union(*sentence.names) for key, sentence in FRENCH.sentences.items()}
    assert {key: names for key, names in mine.items() if names != french[key]} == {}


@everywhere
def test_every_plural_form_uses_the_same_values_but_the_number(catalogue: Catalogue) -> None:
    """ "One place" may do without its figure; everything else has to be said in every form."""
    uneven = [
        key
        for key, sentence in catalogue.sentences.items()
        if len({names - {"n"} for names in sentence.names}) > 1
    ]
    assert uneven == []


@everywhere
def test_a_sentence_has_plural_forms_in_all_languages_or_none(catalogue: Catalogue) -> None:
    assert [
        key
        for key, sentence in catalogue.sentences.items()
        if (len(sentence) > 1) != (len(FRENCH.sentences[key]) > 1)
    ] == []


# What must be there


def below(kind: type[Any]) -> list[type[Any]]:
    """Every kind of it that the rules know (tests may have made-up ones of their own)."""
    found = [inner for direct in kind.__subclasses__() for inner in (direct, *below(direct))]
    return [inner for inner in found if inner.__module__.startswith("bot.")]


@pytest.mark.parametrize("kind", below(Refusal), ids=lambda kind: kind.__name__)
def test_every_refusal_has_its_sentence(kind: type[Refusal]) -> None:
    key = f"refusal.{snake(kind.__name__)}"
    assert key in FRENCH.sentences
    fields = set(kind.__dataclass_fields__)  # type: ignore[attr-defined]  # every refusal is a dataclass
    assert set().union(*FRENCH.sentences[key].names) - fields == set()


#: Notices that are not one sentence: what they are made of.
MADE_OF = {
    AnnouncementCopy: "announcement.footer.practical",
    NewsCopy: "announcement.footer.news",
    AnnouncementTest: "announcement.footer.practical",
    AnnouncementEdit: "announcement.footer.practical",
    AnnouncementRecall: "announcement.recalled",
    AnnouncementReport: "announcement.report.title",
    OfferSent: "offer.title",
    SummaryCorrected: "summary.corrected",
    SummaryPage: "summary.head",
}


#: OfOffer is what several have in common.
TOLD = [kind for kind in below(Notice) if kind is not OfOffer]


@pytest.mark.parametrize("kind", TOLD, ids=lambda kind: kind.__name__)
def test_every_notice_has_its_sentence(kind: type[Notice]) -> None:
    assert MADE_OF.get(kind, f"notice.{snake(kind.__name__)}") in FRENCH.sentences


def missing(code: Spoken, sentences: set[str]) -> list[str]:
    """Keys that the code says and no catalogue has."""
    return sorted(f"{saying.where}: {saying.key}" for saying in code.sayings if saying.key not in sentences)


def unsaid(code: Spoken, sentences: set[str]) -> set[str]:
    """Sentences that nothing in the code can say."""
    completions = code.literals | enum_words()
    by_the_speaker = {
        f"{snake(kind.__name__)}.{member.name.lower()}" for kind in enumerations() for member in kind
    }
    by_the_speaker |= {f"refusal.{snake(kind.__name__)}" for kind in below(Refusal)}
    by_the_speaker |= {f"notice.{snake(kind.__name__)}" for kind in below(Notice)}
    by_the_speaker |= {f"refusal.unclear.{what}" for what in completions}
    by_the_speaker |= {f"refusal.not_announceable.{what.value}" for what in Foreign}
    by_the_speaker |= {f"refusal.wrong_state.{state}" for state in (*State, "already")}
    by_the_speaker |= {f"refusal.offer_over.{state.value}" for state in OfferState}
    return {key for key in sentences - by_the_speaker if not code.says(key, completions)}


def short_of_values(code: Spoken, catalogue: Catalogue) -> list[str]:
    """Sayings that do not give what their sentence needs."""
    known = [
        saying for saying in code.sayings if saying.given is not None and saying.key in catalogue.sentences
    ]
    return [
        f"{saying.where}: {saying.key} needs {', '.join(sorted(lacking))}"
        for saying in known
        if (lacking := needed(catalogue, saying.key) - (saying.given or frozenset()))
    ]


def needed(catalogue: Catalogue, key: str) -> frozenset[str]:
    sentence = catalogue.sentences[key]
    return frozenset[str]().union(*sentence.names, {"n"} if len(sentence) > 1 else ())


@said
def test_every_key_in_the_code_has_a_sentence(code: Spoken) -> None:
    assert missing(code, set(FRENCH.sentences)) == []


@said
def test_every_sentence_can_be_said(code: Spoken) -> None:
    assert unsaid(code, set(FRENCH.sentences)) == set()


@said
def test_every_sentence_gets_the_values_it_needs(code: Spoken) -> None:
    assert short_of_values(code, FRENCH) == []


@said
@everywhere
def test_a_sentence_for_buttons_and_pictures_has_no_html(catalogue: Catalogue, code: Spoken) -> None:
    plain = {saying.key for saying in code.sayings if saying.plain} & set(catalogue.sentences)
    assert [key for key in sorted(plain) if re.search(r"<|&\w+;", "".join(words(catalogue, key)))] == []


# Telegram HTML


class TelegramHtml(HTMLParser):
    """Finds what Telegram would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag not in TAGS or (tag == "a") != bool(attrs):
            self.wrong.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.wrong += [char for char in data if char in "<&"]


def html_faults(text: str) -> list[str]:
    parser = TelegramHtml()
    parser.feed(text)
    parser.close()
    return [*parser.wrong, *parser.open]


@everywhere
def test_every_sentence_is_well_formed(catalogue: Catalogue) -> None:
    assert [(key, html_faults(text)) for key, text in lines(catalogue) if html_faults(text)] == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("<b>{name}</b> &amp; <i>moi</i>", []),
        ('<a href="https://x">ici</a>', []),
        ("<b>jamais fermé", ["b"]),
        ("<b><i>croisé</b></i>", ["</b>", "</i>"]),
        ("<div>inconnu</div>", ["<div>"]),
        ("vous & moi", ["&"]),
        ("3 < 4", ["<"]),
    ],
)
def test_html_that_telegram_refuses_is_found(text: str, faults: list[str]) -> None:
    assert html_faults(text) == faults


# Typography


def french_faults(text: str) -> list[str]:
    """Straight apostrophes, and signs that could be torn from their word at the end of a line."""
    bare = re.sub(r"https?://\S+|<[^>]+>|\d\d:\d\d|/\w+", "", text)
    loose = re.findall(r"[^\u00a0\u202f][:;!?»](?!\w)|«[^\u00a0\u202f]", bare)
    return loose + re.findall(r"'", bare)


def test_french_has_its_apostrophes_and_narrow_spaces() -> None:
    assert [(key, french_faults(text)) for key, text in lines(FRENCH) if french_faults(text)] == []


def test_french_puts_no_de_before_a_month() -> None:
    """ "La décision de octobre": a month that begins with a vowel would want another word."""
    unelided = re.compile(r"\bde (<b>)?\{(month|months|entry|first|last|next)\}")
    assert [key for key, text in lines(FRENCH) if unelided.search(text)] == []


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("C’est fait\u00a0!", []),
        ("«\u00a0oui\u00a0»", []),
        ("Voir https://one.be: à 09:00", []),
        ("C'est fait", ["'"]),
        ("C’est fait !", [" !"]),
        ("Où?", ["ù?"]),
        ("« oui\u00a0»", ["« "]),
    ],
)
def test_loose_french_signs_are_found(text: str, faults: list[str]) -> None:
    assert french_faults(text) == faults


#: Words of which the glossary knows a better one: a request is "ein Antrag", a rank "une position".
NOT_OURS = {
    "fr": r"\bcandidature\w*|\b(sa|même) place\b",
    "nl": r"\bverzoek\w*|\baanbieding\w*|(haar|dezelfde) plaats\b|uw plaats op ",
    "de": r"\bAnfrage\w*|(ihren|selben) Platz\b",
    "en": r"\bapplication\w*",
}


@everywhere
def test_one_thing_has_one_word(catalogue: Catalogue) -> None:
    wrong = re.compile(NOT_OURS[catalogue.language], re.IGNORECASE)
    assert [(key, text) for key, text in lines(catalogue) if wrong.search(text)] == []


#: Which article of the order of 2 May 2019 a "no" rests on.
ARTICLES = {
    "predemand_missing": "50",
    "meeting_missing": "51 §1",
    "too_early_to_confirm": "51 §1",
    "outside_round": "51 §3",
    "claim_unknown": "52",
    "claim_missing": "52",
    "claim_not_published": "52",
}


@everywhere
@pytest.mark.parametrize(("refusal", "article"), ARTICLES.items())
def test_a_no_of_the_law_names_its_article(catalogue: Catalogue, refusal: str, article: str) -> None:
    (said,) = (text for key, text in lines(catalogue) if key == f"refusal.{refusal}")
    assert "2019" in said
    assert f"art. {article}" in said.lower()


@everywhere
def test_no_sentence_has_stray_spaces(catalogue: Catalogue) -> None:
    assert [key for key, text in lines(catalogue) if text != text.strip() or "  " in text] == []


@everywhere
def test_no_sentence_has_a_date_or_a_two_digit_year_in_it(catalogue: Catalogue) -> None:
    """Dates are values; examples of what may be typed are the exception, and carry four digits."""
    assert [key for key, text in lines(catalogue) if re.search(r"\b\d\d?[/.]\d\d?[/.]\d\d\b", text)] == []


@everywhere
def test_labels_are_short_enough_for_a_phone(catalogue: Catalogue) -> None:
    long = {key: text for key in labels() for text in words(catalogue, key) if len(text) > LONGEST_LABEL}
    assert long == {}


def labels() -> set[str]:
    """Sentences that are said in the label of a button, those of the form (`way`) included."""
    calls = re.compile(r'(?:Button|button|pick|switch)\(\s*(?:\w+\.)*t\.plain\(\s*f?"([^"]+)"')
    found = {key for _, source in sources() for key in calls.findall(source)}
    found |= {
        f"signup.{key}" for _, source in sources() for key in re.findall(r'\bway\(\s*"([^"]+)"', source)
    }
    found = {key for key in found if not re.match(r"(signup|menu|invite)\.\{", key)}  # more than labels
    shapes = [re.sub(r"\\{.*?\\}", "[^.]+", re.escape(key)) for key in found]
    return {key for key in FRENCH.sentences if any(re.fullmatch(shape, key) for shape in shapes)}


def test_the_labels_are_known() -> None:
    assert len(labels()) > 30


# The code


def test_no_prose_stands_in_the_code() -> None:
    assert {
        where: prose(source) for where, source in sources() if where.startswith("handlers") and prose(source)
    } == {}


@pytest.mark.parametrize(
    "source",
    [
        'await message.answer("Bonjour à tous")',
        'Button("Continuer", "next")',
        'await show(event, Screen(f"Bonjour {name}", []))',
        'await tap.answer(text="C’est fait")',
        'Screen("Oui" if born else "Pas encore né", [])',
    ],
)
def test_prose_in_the_code_is_found(source: str) -> None:
    assert prose(source) != []


@pytest.mark.parametrize(
    "source",
    [
        'await show(event, Screen(t("menu.hello", name=name), []))',
        'Button(t.plain("menu.open"), "menu")',
        'Button("✓", Tap(do="go on"))',
        'log.error("handler failed")',
    ],
)
def test_keys_and_signs_are_no_prose(source: str) -> None:
    assert prose(source) == []


def test_a_key_without_a_sentence_is_found() -> None:
    code = spoken(iter([("x.py", 't("menu.none")\nt.plain("a.b" if x else "a.c")')]))
    assert missing(code, {"a.b"}) == ["x.py, line 1: menu.none", "x.py, line 2: a.c"]


def test_a_sentence_that_nobody_says_is_found() -> None:
    code = spoken(iter([("x.py", 't(f"state.{state.value}")\nt("a.b")\nword = "known"')]))
    assert unsaid(code, {"a.b", "state.known", "state.paused", "state.unheard", "a.c"}) == {
        "state.unheard",
        "a.c",
    }


def test_a_saying_without_its_values_is_found() -> None:
    code = spoken(iter([("x.py", 't("refusal.too_long")\nt("refusal.too_long", most=3)')]))
    assert short_of_values(code, FRENCH) == ["x.py, line 1: refusal.too_long needs most"]
