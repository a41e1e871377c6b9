"""Staff phone the families whom no message reaches, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from bot.ports import Records
from bot.rules.calendar import Month
from bot.rules.people import LANGUAGES, Person, Role
from bot.rules.references import grouped
from tests.cast import LAMBERT_CONFIRMED, LUC, SCHMITZ_CONFIRMED, TECHNORD
from tests.conversations.conftest import Town
from tests.conversations.forms import TEXTS
from tests.storage import seeds

NewTown = Callable[[], Awaitable[Town]]
ASKED = "2027-04-12T09:30:00+02:00"


def settle(town: Town, *creches: str, name: str = "Eva Novak", language: str = "de") -> str:
    """A family without Telegram that is asked in April whether it still looks; its reference."""

    def add(records: Records) -> str:
        family = records.new_id()
        records.people.add_family(family)
        guardian = Person(
            id=records.new_id(), chat_id=None, language=language, name=name, phone="+32470123456"
        )
        records.people.add(replace(guardian, family_id=family))
        wishes = replace(LAMBERT_CONFIRMED.wishes, creches=creches or ("marcinelle",))
        request = replace(
            LAMBERT_CONFIRMED,
            id=records.new_id(),
            reference=records.new_reference(),
            family_id=family,
            wishes=wishes,
        )
        records.requests.add(request)
        return grouped(request.reference)

    with town.storage.transaction() as records:
        return add(records)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_call_is_made_and_marked_as_told(new_town: NewTown, language: str) -> None:
    town = await new_town()
    reference, t = settle(town), TEXTS.speaker(language)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    assert t.plain("menu.calls", n=0) in (await nadia.everything()).buttons
    await town.clock(to=ASKED)

    seen = await nadia.says("/menu")
    await nadia.taps(t.plain("menu.calls", n=1))
    (line,) = [label for label in (await nadia.everything()).buttons if reference in label]
    seen = await nadia.taps(line)
    assert "Eva Novak" in seen.text
    assert "+32470123456" in seen.text
    said = [
        TEXTS.speaker(code).plain("notice.still_looking", reference=reference) for code in (language, "de")
    ]
    for words in said:
        assert words.replace("<b>", "").replace("</b>", "") in seen.text

    seen = await nadia.taps(t.plain("calls.done"))
    assert t.plain("calls.told") in seen.text
    assert t.plain("calls.none") in seen.text
    assert t.plain("menu.calls", n=0) in (await nadia.says("/menu")).buttons


async def test_nobody_answered_and_the_count_is_shown(new_town: NewTown) -> None:
    town = await new_town()
    reference, t = settle(town), TEXTS.speaker("fr")
    nadia = await town.staff(Role.COORDINATOR)
    await town.clock(to=ASKED)
    await nadia.says("/calls")
    for _ in range(2):
        (line,) = [label for label in (await nadia.everything()).buttons if reference in label]
        await nadia.taps(line)
        seen = await nadia.taps(t.plain("calls.no_answer"))
        assert t.plain("calls.missed") in seen.text
    seen = await nadia.taps(line)
    assert t.plain("calls.times", n=2) in seen.text


async def test_late_call_is_marked(new_town: NewTown) -> None:
    town = await new_town()
    settle(town)
    nadia = await town.staff(Role.COORDINATOR)
    await town.clock(to=ASKED)
    await town.clock(to="2027-04-17T09:30:00+02:00")
    seen = await nadia.says("/calls")
    assert [label for label in seen.buttons if label.startswith("❗")] != []


async def test_director_phones_the_families_of_their_creche_alone(new_town: NewTown) -> None:
    town = await new_town()
    here, elsewhere = settle(town, "marcinelle"), settle(town, "lodelinsart", name="Jonas Weber")
    mireille = await town.staff(Role.DIRECTOR, "marcinelle")
    await town.clock(to=ASKED)
    seen = await mireille.says("/calls")
    labels = " ".join(seen.buttons)
    assert here in labels
    assert elsewhere not in labels
    assert "Appels à faire (1)" in (await mireille.says("/menu")).buttons


async def test_history_tells_the_call_and_a_second_tap_is_met_kindly(new_town: NewTown) -> None:
    town = await new_town()
    reference, t = settle(town), TEXTS.speaker("fr")
    nadia = await town.staff(Role.COORDINATOR)
    await town.clock(to=ASKED)
    await nadia.says("/calls")
    (line,) = [label for label in (await nadia.everything()).buttons if reference in label]
    card = (await nadia.taps(line)).last
    done = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    await nadia.taps(t.plain("calls.done"))

    await nadia.says("/meetings")
    await nadia.says(reference)
    seen = await nadia.taps(t.plain("files.see_history"))
    assert t.plain("what.told") in seen.text
    assert "still-looking" not in seen.text

    seen = await nadia.taps(done)
    assert t.plain("refusal.call_over") in seen.text


async def test_file_is_opened_from_the_call(new_town: NewTown) -> None:
    town = await new_town()
    reference, t = settle(town), TEXTS.speaker("fr")
    nadia = await town.staff(Role.COORDINATOR)
    await town.clock(to=ASKED)
    await nadia.says("/calls")
    (line,) = [label for label in (await nadia.everything()).buttons if reference in label]
    await nadia.taps(line)
    seen = await nadia.taps(t.plain("calls.file"))
    assert "Demande " + reference in seen.text


async def test_parents_see_no_call_list(town: Town) -> None:
    someone = await town.family(SCHMITZ_CONFIRMED)
    seen = await someone.says("/calls")
    assert TEXTS.speaker("fr").plain("calls.none") not in seen.text
    assert TEXTS.speaker("fr").plain("refusal.not_allowed") in seen.text


# Contacts of firms


async def _blocked_contact(town: Town) -> None:
    """Luc blocks the bot before the month is told."""
    with town.storage.transaction() as records:
        seeds.sponsor(records)
        seeds.person(records, replace(LUC, reachable=False))
    await town.clock(to="2027-04-05T09:00:30+02:00")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_contact_whom_the_month_does_not_reach_is_phoned(new_town: NewTown, language: str) -> None:
    town = await new_town()
    t = TEXTS.speaker(language)
    nadia = await town.staff(Role.COORDINATOR, language=language)
    await _blocked_contact(town)
    await nadia.sees(wait=False)

    listed = await nadia.says("/calls")
    (line,) = [label for label in listed.buttons if TECHNORD.name in label]
    card = await nadia.taps(line)
    done = await nadia.taps(t.plain("calls.done"))

    assert TECHNORD.name in card.text
    assert t("notice.summary_picture", month=Month(2027, 3)) in card.text
    assert t.plain("calls.file") not in card.buttons
    assert t("calls.none") in done.text


async def test_firm_that_is_phoned_decides_on_its_vacant_place(new_town: NewTown) -> None:
    """The call says until when; the coordinator notes what the firm says."""
    town = await new_town()
    t, nadia = TEXTS.speaker("fr"), await town.staff(Role.COORDINATOR)
    with town.storage.transaction() as records:
        seeds.sponsor(records)
        seeds.person(records, replace(LUC, reachable=False))
    await town.clock(to="2027-01-12T10:00:00+01:00")
    with town.storage.transaction() as records:
        (vacancy,) = records.sponsors.vacancies("marcinelle")
    await nadia.sees(wait=False)

    listed = await nadia.says("/calls")
    (line,) = [label for label in listed.buttons if TECHNORD.name in label]
    card = await nadia.taps(line)
    assert t.show(vacancy.decide_by) in card.text
    await nadia.taps(t.plain("sponsor.decides", firm=TECHNORD.name))
    await nadia.taps(t.plain("vacancy.release_at", creche="Marcinelle"))

    with town.storage.transaction() as records:
        assert records.sponsors.vacancy(vacancy.id).released_at is not None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_firm_without_contact_is_told_of_in_the_morning(new_town: NewTown, language: str) -> None:
    """What it decides is noted for it, or somebody is invited to follow its places."""
    town = await new_town()
    t, nadia = TEXTS.speaker(language), await town.staff(Role.COORDINATOR, language=language)
    with town.storage.transaction() as records:
        seeds.sponsor(records)
    await town.clock(to="2027-01-12T10:00:00+01:00")

    told = await nadia.sees()
    assert t.plain("notice.firms_unheard.nobody") in told.text
    await nadia.taps(t.plain("sponsor.decides", firm=TECHNORD.name))
    firm = await nadia.taps(t.plain("agreement.firm"))
    assert t.plain("sponsor.invite") in firm.buttons


async def test_directors_do_not_phone_firms(new_town: NewTown) -> None:
    town = await new_town()
    mireille = await town.staff(Role.DIRECTOR, "marcinelle")
    await _blocked_contact(town)
    await mireille.sees(wait=False)

    assert TEXTS.speaker("fr")("calls.none") in (await mireille.says("/calls")).text


async def test_contact_who_comes_back_gets_the_month_after_all(new_town: NewTown) -> None:
    town = await new_town()
    nadia = await town.staff(Role.COORDINATOR)
    await _blocked_contact(town)
    with town.storage.transaction() as records:
        assert records.calls.count(None) == 1
        assert records.calls.send_after_all(LUC.id, at=town.sandbox.now()) == 3  # two months, a vacant place
        assert records.calls.count(None) == 0
    assert TEXTS.speaker("fr")("calls.none") in (await nadia.says("/calls")).text
