import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import FULL_WEEK, Slot, Week
from bot.rules.refusals import Unclear
from bot.texts import Texts
from bot.texts.reading import read_choice, read_phone, read_postal_code, read_week, read_yes_no

TEXTS = Texts.load()
LANGUAGES = ("fr", "nl", "de", "en")


def days(*numbers: int, halves: tuple[int, ...] = (0, 1)) -> Week:
    return frozenset(Slot(2 * day + half) for day in numbers for half in halves)


MORNING, AFTERNOON = (0,), (1,)


@pytest.mark.parametrize(
    "text", ["oui", "Oui !", "oui merci", "d’accord", "OK", "ja", "Ja, bitte", "yes", "👍"]
)
def test_a_yes_is_read(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize(
    "text", ["non", "Non merci", "pas d'accord", "nee", "Nein", "no", "niet ok", "👎", "pas du tout"]
)
def test_a_no_is_read(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    ["", "peut-être", "je ne sais pas", "bonjour", "weet ik niet",
     "oui mais seulement si la crèche est ouverte le vendredi"],
)  # fmt: skip
def test_what_is_neither_is_left_open(text: str) -> None:
    assert read_yes_no(text) is None


LABELS = ["👶 Un enfant", "Jumeaux", "Triplés", "Deux enfants (frère et sœur)", "Trois enfants"]


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("1", 0), ("2.", 1), ("3)", 2), ("n° 4", 3), ("un enfant", 0), ("UN ENFANT", 0), ("jumeaux", 1),
        ("jumaux", 1), ("triples", 2), ("triplés !", 2), ("deux", 3), ("frère", 3), ("trois enfants", 4),
        ("6", None), ("0", None), ("enfants", None), ("", None), ("bonjour", None), ("👶", None),
    ],
)  # fmt: skip
def test_a_choice_is_read_by_number_words_or_with_a_slip(text: str, index: int | None) -> None:
    assert read_choice(text, LABELS) == index


def test_nothing_can_be_chosen_from_nothing() -> None:
    assert read_choice("1", []) is None


@given(
    labels=st.lists(st.from_regex(r"[a-z]{3,8}( [a-z]{3,8})?", fullmatch=True), min_size=1, unique=True),
    data=st.data(),
)
def test_every_label_and_every_number_can_be_typed(labels: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(labels) - 1))
    assert (read_choice(labels[index].upper(), labels), read_choice(f"{index + 1}", labels)) == (index, index)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0470 12 34 56", "+32470123456"),
        ("0470/12.34.56", "+32470123456"),
        ("+32 470 12 34 56", "+32470123456"),
        ("+32 (0)470 12 34 56", "+32470123456"),
        ("0032470123456", "+32470123456"),
        ("04/223.45.67", "+3242234567"),
        ("071 12 34 56", "+3271123456"),
        ("+49 30 1234567", "+49301234567"),
        ("00 33 6 12 34 56 78", "+33612345678"),
    ],
)
def test_a_phone_number_is_brought_into_one_form(text: str, number: str) -> None:
    assert read_phone(text) == number


@pytest.mark.parametrize("text", ["", "12", "0470 12 34", "0470 12 34 56 78", "470123456", "+", "mon numéro"])
def test_what_is_no_phone_number_is_unclear(text: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_phone(text)
    assert caught.value == Unclear(what="phone")


@pytest.mark.parametrize(
    "text", ["4000", " 4000 ", "B-4000", "B 4000", "BE-4000", "4000 Liège", "4000, Liège"]
)
def test_a_postal_code_is_read(text: str) -> None:
    assert read_postal_code(text) == "4000"


@pytest.mark.parametrize("text", ["", "0400", "40000", "400", "Liège", "4000 4020", "٤٠٠٠"])
def test_what_is_no_belgian_postal_code_is_unclear(text: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_postal_code(text)
    assert caught.value == Unclear(what="postal")


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("lundi", days(0)),
        ("lundi mardi matin", days(0, 1, halves=MORNING)),
        ("lundi et mardi matin", days(0, 1, halves=MORNING)),
        ("lundi, mardi matin", days(0) | days(1, halves=MORNING)),
        ("lundi matin, mardi après-midi", days(0, halves=MORNING) | days(1, halves=AFTERNOON)),
        ("mercredi matin et après-midi", days(2)),
        ("toute la semaine", FULL_WEEK),
        ("tous les jours", FULL_WEEK),
        ("temps plein", FULL_WEEK),
        ("tous les jours sauf mercredi", days(0, 1, 3, 4)),
        ("tous les jours sauf le mercredi après-midi", FULL_WEEK - days(2, halves=AFTERNOON)),
        ("pas le mercredi", days(0, 1, 3, 4)),
        ("du lundi au jeudi", days(0, 1, 2, 3)),
        ("du lundi au jeudi matin", days(0, 1, 2, 3, halves=MORNING)),
        ("lu ma je", days(0, 1, 3)),
        ("lunid et mradi", days(0, 1)),
        ("tous les matins", days(0, 1, 2, 3, 4, halves=MORNING)),
        ("maandag tot en met donderdag", days(0, 1, 2, 3)),
        ("maandagvoormiddag en dinsdagnamiddag", days(0, halves=MORNING) | days(1, halves=AFTERNOON)),
        ("elke dag behalve woensdag", days(0, 1, 3, 4)),
        ("voltijds", FULL_WEEK),
        ("Mo-Do", days(0, 1, 2, 3)),
        ("Montag bis Freitag", FULL_WEEK),
        ("die ganze Woche", FULL_WEEK),
        ("jeden Morgen", days(0, 1, 2, 3, 4, halves=MORNING)),
        ("ganze Woche außer Mittwoch", days(0, 1, 3, 4)),
        ("Monday to Thursday", days(0, 1, 2, 3)),
        ("every day except Wednesday", days(0, 1, 3, 4)),
        ("full-time", FULL_WEEK),
        ("Tue, Thu all day", days(1, 3)),
    ],
)
def test_half_days_are_read(text: str, week: Week) -> None:
    assert read_week(text, "fr") == week


@pytest.mark.parametrize("text", ["", "bonjour", "samedi", "le week-end", "15 mars", "sauf bonjour"])
def test_what_is_no_half_day_is_unclear(text: str) -> None:
    with pytest.raises(Unclear) as caught:
        read_week(text, "fr")
    assert caught.value == Unclear(what="week")


@given(
    week=st.frozensets(st.sampled_from(Slot), min_size=1),
    writer=st.sampled_from(LANGUAGES),
    reader=st.sampled_from(LANGUAGES),
)
def test_every_week_that_is_written_is_read_back(week: Week, writer: str, reader: str) -> None:
    assert read_week(TEXTS.speaker(writer).show(week), reader) == week


@given(slot=st.sampled_from(Slot), writer=st.sampled_from(LANGUAGES), reader=st.sampled_from(LANGUAGES))
def test_every_half_day_that_is_written_is_read_back(slot: Slot, writer: str, reader: str) -> None:
    assert read_week(TEXTS.speaker(writer).show(slot), reader) == {slot}


@given(text=st.text(max_size=40), reader=st.sampled_from(LANGUAGES))
def test_no_text_breaks_a_reader(text: str, reader: str) -> None:
    assert (read_yes_no(text) in {True, False, None}, read_choice(text, ["a"]) in {0, None}) == (True, True)
    for read in (read_phone, read_postal_code, lambda said: read_week(said, reader)):
        try:
            assert read(text)
        except Unclear:
            continue
