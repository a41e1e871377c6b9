from pathlib import Path

import pytest

from bot.texts import BrokenCatalogue, Texts
from tests.texts.conftest import write_catalogue

ARABIC_PLURAL = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
)
ARABIC = """
msgid "hello"
msgstr "مرحبا {name}"

msgid "places"
msgid_plural "places"
msgstr[0] "لا أماكن"
msgstr[1] "مكان واحد"
msgstr[2] "مكانان"
msgstr[3] "{n} أماكن"
msgstr[4] "{n} مكانًا"
msgstr[5] "{n} مكان"
"""
FSI, PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def arabic(folder: Path) -> Texts:
    write_catalogue(folder, "fr", 'msgid "hello"\nmsgstr "Bonjour {name}"\n', locale="fr_BE")
    write_catalogue(folder, "ar", ARABIC, plural=ARABIC_PLURAL)
    return Texts.load(folder)


def test_a_fifth_language_needs_nothing_but_its_folder(tmp_path: Path) -> None:
    assert arabic(tmp_path).languages == ("fr", "ar")


def test_arabic_uses_its_six_plural_forms(tmp_path: Path) -> None:
    t = arabic(tmp_path).speaker("ar")
    said = [t.plain("places", n=n).replace(FSI, "").replace(PDI, "") for n in (0, 1, 2, 3, 11, 100)]
    assert said == ["لا أماكن", "مكان واحد", "مكانان", "3 أماكن", "11 مكانًا", "100 مكان"]


def test_a_name_keeps_its_direction_in_a_sentence_from_right_to_left(tmp_path: Path) -> None:
    t = arabic(tmp_path).speaker("ar")
    assert t("hello", name="Grâce-Hollogne (B&B)") == f"مرحبا {FSI}Grâce-Hollogne (B&amp;B){PDI}"


@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("fr", "fr"),
        ("nl-BE", "nl"),
        ("de_BE", "de"),
        ("EN-us", "en"),
        ("pt", "fr"),
        ("", "fr"),
        (None, "fr"),
    ],
)
def test_telegrams_code_leads_to_the_closest_language(texts: Texts, code: str | None, language: str) -> None:
    assert texts.closest(code) == language


def test_a_language_that_nobody_speaks_is_answered_in_french(texts: Texts) -> None:
    assert texts.speaker("tlh").language == "fr"


def test_each_language_is_loaded_once(texts: Texts) -> None:
    assert texts.speaker("nl") is texts.speaker("nl")


BROKEN = [
    ('msgid "a"\nmsgstr "{name"\n', 7, "expected '}' before end of string"),
    ('msgid "a"\nmsgstr "{name.secret}"\n', 7, "no plain placeholder"),
    ('msgid "a"\nmsgstr ""\n', 7, "a lacks a sentence"),
    ('#, fuzzy\nmsgid "a"\nmsgstr "b"\n', 8, "marked fuzzy"),
    ('msgid "a"\nmsgid_plural "a"\nmsgstr[0] "b"\n', 7, "a plural form"),
    ('msgid "a"\nthis is no line of a catalogue\n', 8, "no line of a catalogue"),
    ('msgid "a"\nmsgstr "never closed\n', 8, "never closed"),
    ('msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n', 10, "stands here twice"),
    ('msgid "a"\n', 7, "missing msgstr"),
]


@pytest.mark.parametrize(("body", "line", "problem"), BROKEN, ids=[problem for *_, problem in BROKEN])
def test_a_broken_catalogue_names_the_file_the_line_and_the_fault(
    tmp_path: Path, body: str, line: int, problem: str
) -> None:
    path = write_catalogue(tmp_path, "fr", body, locale="fr_BE")
    with pytest.raises(BrokenCatalogue) as caught:
        Texts.load(tmp_path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert problem in str(caught.value)


def test_a_language_that_lacks_a_sentence_is_refused(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "fr", 'msgid "a"\nmsgstr "b"\n', locale="fr_BE")
    path = write_catalogue(tmp_path, "nl", 'msgid "c"\nmsgstr "d"\n', locale="nl_BE")
    with pytest.raises(BrokenCatalogue) as caught:
        Texts.load(tmp_path)
    assert str(caught.value) == f"{path}: a is missing; fr has it"


def test_a_value_that_french_does_not_have_is_refused(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "fr", 'msgid "a"\nmsgstr "{name}"\n', locale="fr_BE")
    path = write_catalogue(tmp_path, "nl", 'msgid "a"\nmsgstr "{nmae}"\n', locale="nl_BE")
    with pytest.raises(BrokenCatalogue) as caught:
        Texts.load(tmp_path)
    assert str(caught.value) == f"{path}, line 7: a: nobody gives {{nmae}}"


def test_a_catalogue_that_is_not_utf8_names_the_line(tmp_path: Path) -> None:
    path = write_catalogue(tmp_path, "fr", 'msgid "a"\nmsgstr "b"\n', locale="fr_BE")
    path.write_bytes(path.read_bytes() + 'msgid "été"\n'.encode("latin-1"))
    with pytest.raises(BrokenCatalogue, match=r"line 9: it is not written in UTF-8"):
        Texts.load(tmp_path)


def test_a_catalogue_in_a_language_unknown_to_the_world_is_refused(tmp_path: Path) -> None:
    write_catalogue(tmp_path, "fr", "", locale="xx_XX")
    with pytest.raises(BrokenCatalogue, match="names no known language"):
        Texts.load(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenCatalogue, match="no catalogue"):
        Texts.load(tmp_path)
