"""A family without Telegram is entered at the desk, by the questions that parents answer themselves."""

import itertools

import pytest

from bot.ports import Records
from bot.rules.calendar import Month
from bot.rules.people import LANGUAGES, Given, Person, Role
from bot.rules.references import grouped
from bot.rules.requests import Request, State
from handlers.notice import digest, notice_aloud
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Seen, Someone
from tests.conversations.forms import DUE, TEXTS, label, tap

#: A family a number: the same one with the same child is the same family.
PHONES = (f"0470 12 {number // 100:02} {number % 100:02}" for number in itertools.count())


async def enter(
    town: Town, language: str = "fr", name: str = "Eva Novak", *, of: str = "", phone: str = ""
) -> Someone:
    """A member of staff at the review of a form for that family, which speaks English."""
    staff = await begun(town, language, name, phone or next(PHONES), of=of)
    t = TEXTS.speaker(language)
    await staff.says(t.show(DUE))
    await tap(staff, "go", "week.all", "go", "skip", language=language, first=t.show(Month(2027, 10)))
    await tap(staff, "creches.all", "go", "claims.none", "skip", "skip", language=language)
    return staff


async def begun(town: Town, language: str, name: str, phone: str, *, of: str = "") -> Someone:
    """A member of staff at the question when the child is due."""
    staff = await town.staff(Role.DIRECTOR if of else Role.COORDINATOR, of, language)
    t = TEXTS.speaker(language)
    await staff.taps(t.plain("menu.enter"))
    await staff.says(name)
    await staff.says(phone)
    await tap(
        staff,
        "consent.read_out",
        "children.one",
        "born.expected",
        language=language,
        first=t.languages["en"],
    )
    return staff


def entered(town: Town, name: str) -> tuple[Person, Request]:
    def find(records: Records) -> tuple[Person, Request]:
        people = [records.people.get(reader.person_id) for reader in records.people.readers()]
        person = next(one for one in people if one.name == name)
        (request,) = records.requests.of_family(person.family_id or "")
        return person, request

    with town.storage.transaction() as records:
        return find(records)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_is_entered_and_gets_a_reference_to_write_down(town: Town, language: str) -> None:
    name = f"Eva {language} Novak"
    staff = await enter(town, language, name, phone=f"0471 12 34 5{LANGUAGES.index(language)}")
    t = TEXTS.speaker(language)
    review = (await staff.everything()).last["text"]
    assert name in review
    assert t.languages["en"] in review
    assert t.show(Given.READ_OUT) in review

    receipt = await staff.taps(label("enter", language))

    person, request = entered(town, name)
    assert grouped(request.reference) in receipt.text
    assert (person.chat_id, person.language, person.phone) == (
        None,
        "en",
        f"+3247112345{LANGUAGES.index(language)}",
    )
    assert request.state is State.REGISTERED
    assert person.consent is not None
    assert person.consent.digest == digest(notice_aloud(TEXTS.speaker("en"), town.policy))

    card = await staff.taps(label("entered.file", language, reference=grouped(request.reference)))
    assert name in card.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_family_entered_twice_is_told_with_its_reference(town: Town, language: str) -> None:
    phone = f"0472 12 34 5{LANGUAGES.index(language)}"
    first = await enter(town, language, f"Eva Une {language}", phone=phone)
    await first.taps(label("enter", language))
    _, request = entered(town, f"Eva Une {language}")

    again = await begun(town, language, f"Eva Une {language}", phone)
    seen = await again.says(TEXTS.speaker(language).show(DUE))

    assert grouped(request.reference) in f"{seen.text}{seen.answer}"
    await tap(again, "leave", "leave.delete", language=language)
    assert grouped(request.reference) in (await again.says(request.reference)).text


async def test_notice_is_read_out_in_the_familys_language(town: Town) -> None:
    staff = await town.staff(Role.COORDINATOR)
    await staff.taps(TEXTS.speaker("fr").plain("menu.enter"))
    await staff.says("Jonas Weber")
    await staff.says("0470 12 34 56")
    seen = await staff.says("allemand")
    assert "Nationalregisternummer" in seen.text
    assert "Telegram" not in seen.text


async def test_phone_is_needed_at_the_desk(town: Town) -> None:
    staff = await town.staff(Role.COORDINATOR)
    await staff.taps(TEXTS.speaker("fr").plain("menu.enter"))
    seen = await staff.says("Eva Novak")
    assert label("skip") not in seen.buttons
    assert label("phone.share") not in seen.buttons
    seen = await staff.says("passer")
    assert "Quel est son numéro de téléphone" in seen.text


async def test_directors_creche_is_ticked_first(town: Town) -> None:
    creche = town.policy.creches[2]
    staff = await enter(town, name="Eva Directrice", of=creche.id)
    await staff.taps(label("enter"))
    _, request = entered(town, "Eva Directrice")
    assert request.wishes.creches[0] == creche.id


async def test_correcting_the_language_asks_for_consent_again(town: Town) -> None:
    staff = await enter(town, name="Eva Encore")
    await staff.says("3")
    seen = await staff.taps("néerlandais")
    assert "rijksregisternummer" in seen.text
    seen = await tap(staff, "consent.on_paper")
    assert "La demande de cette famille" in seen.text


async def test_double_tap_enters_the_family_once(town: Town) -> None:
    staff = await enter(town, name="Eva Deux")
    seen = await staff.taps(label("enter"), repeat=3)
    _, request = entered(town, "Eva Deux")
    assert grouped(request.reference) in seen.text


async def test_own_form_and_the_desks_are_not_mixed_up(town: Town) -> None:
    staff = await town.staff(Role.COORDINATOR)
    await staff.says("/signup")
    seen = await taps_menu(staff)
    assert "Un autre formulaire est déjà ouvert" in seen.text
    assert "Comment vous appelez-vous" in seen.text


async def taps_menu(staff: Someone) -> Seen:
    await staff.says("/menu")
    return await staff.taps("enter")


@pytest.mark.parametrize("button", ["enter"])
async def test_parent_cannot_enter_a_family(town: Town, button: str) -> None:
    someone = await town.parent()
    seen = await someone.taps(button)
    assert "Comment s’appelle le parent" not in seen.text
