import re
from dataclasses import replace

import pytest

from bot.rules.people import LANGUAGES, Role
from bot.texts import Texts
from tests.cast import SCHMITZ_CONFIRMED
from tests.conversations.conftest import ACCEPT, Town

TEXTS = Texts.load()

HELLO = {"fr": "Bonjour", "nl": "Dag!", "de": "Guten Tag!", "en": "Hello!"}


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
async def test_start_greets_in_telegrams_language(town: Town, language: str):
    someone = await town.somebody(language)

    seen = await someone.says("/start")

    assert seen.text.startswith(HELLO[language])
    assert seen.buttons[0] == ACCEPT[language]
    assert len(seen.buttons) == 4


async def test_notice_in_another_language_before_accepting(town: Town):
    someone = await town.somebody("fr")
    await someone.says("/start")

    seen = await someone.taps("Nederlands")
    assert seen.text.startswith(HELLO["nl"])

    seen = await someone.taps(ACCEPT["nl"])
    assert "Wat wilt u doen?" in seen.text


async def test_nothing_is_remembered_before_the_notice_is_accepted(town: Town):
    someone = await town.somebody("fr")
    await someone.says("/start")
    await someone.says("Bonjour, je cherche une crèche")

    with town.storage.transaction() as records:
        assert records.people.by_chat(someone.user_id) is None


async def test_consent_is_recorded_with_version_language_and_digest(town: Town):
    someone = await town.parent("de")

    with town.storage.transaction() as records:
        person = records.people.by_chat(someone.user_id)
    assert person is not None
    assert person.consent is not None
    assert (person.consent.version, person.consent.language) == (town.policy.notice_version, "de")
    assert len(person.consent.digest) == 64
    assert person.consent.accepted_at >= town.sandbox.now().replace(hour=0)


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
async def test_new_notice_is_shown_as_new_to_whom_we_know(town: Town, language: str):
    t = TEXTS.speaker(language)
    someone = await town.parent(language)
    with town.storage.transaction() as records:
        person = records.people.by_chat(someone.user_id)
        assert person is not None
        assert person.consent is not None
        records.people.save(replace(person, consent=replace(person.consent, version="0")))

    seen = await someone.says("/mydata")

    assert seen.text.startswith(re.sub("<[^>]+>", "", t("welcome.notice_changed")))
    seen = await someone.taps(ACCEPT[language], repeat=2)
    assert t.plain("menu.question") in seen.text
    assert t.plain("mydata.nothing") in (await someone.says("/mydata")).text


async def test_language_changed_at_any_time(town: Town):
    someone = await town.parent("fr")

    await someone.says("/language")
    seen = await someone.taps("English")

    assert seen.text.startswith("Noted: I will write to you in English")


async def test_unknown_words_get_a_way_on(town: Town):
    someone = await town.parent("en")

    seen = await someone.says("what is the meaning of life")

    assert seen.text.startswith("I did not understand this message, and nothing has changed.")
    assert "Sign up a child" in seen.buttons


async def test_location_outside_a_form_is_declined_kindly(town: Town):
    someone = await town.parent("fr")

    seen = await someone.sends({"location": {"latitude": 50.6, "longitude": 5.6}})

    assert "Je lis seulement les messages écrits et les boutons." in seen.text


async def test_forged_button_shows_the_menu(town: Town):
    someone = await town.parent("fr")

    seen = await someone.taps("rm:everything:1")

    assert seen.answer == {"text": "Ce bouton ne sert plus", "show_alert": False}
    assert "Rien n’a changé." in seen.text


@pytest.mark.parametrize(
    ("role", "of", "own"),
    [
        (None, "", {"signup", "status"}),
        (Role.HR, "unknown", {"summary", "codes", "firm"}),
        (Role.DIRECTOR, "marcinelle", {"lists", "capacity", "meetings", "calls", "round", "offers"}),
        (
            Role.COORDINATOR,
            "",
            {"lists", "capacity", "meetings", "calls", "round", "offers", "announce", "invite", "sponsors"},
        ),
    ],
)
async def test_help_tells_everybody_their_own_commands(town: Town, role: Role | None, of: str, own: set[str]):
    someone = await (town.staff(role, of, "de") if role else town.parent("de"))
    told = re.findall(r"^/(\w+)", (await someone.says("/help")).text, re.MULTILINE)
    assert set(told) == own | {"mydata", "privacy", "language", "stop", "menu"}
    for word in set(told) - {"summary"}:  # of a firm that is made up here
        assert TEXTS.speaker("de").plain("fallback.text") not in (await someone.says(f"/{word}")).text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_name_of_a_button_may_be_typed_in_any_language(town: Town, language: str) -> None:
    t, someone = TEXTS.speaker(language), await town.family(SCHMITZ_CONFIRMED)
    label = t.plain("menu.status")

    for said in (label, label.upper(), "status"):
        assert "État\u00a0: confirmée" in (await someone.says(said)).text
    assert "/signup" in (await someone.says(t.plain("menu.help"))).text
    assert "Je n’ai pas compris" in (await someone.says(f"{label} {t.plain('menu.help')}")).text


async def test_name_of_a_button_is_an_answer_where_a_question_is_open(town: Town) -> None:
    someone = await town.parent()
    await someone.says("Inscrire un enfant")

    assert "Votre nom\u00a0: Aide" in (await someone.says("Aide")).text
