"""From the meeting to the list, off it and back: parents and the desk, through the sandbox."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.rules.people import LANGUAGES, Child, Role
from bot.rules.references import grouped
from bot.rules.requests import State
from tests.cast import (
    HADDAD,
    HADDAD_CONFIRMED,
    LAMBERT,
    LAMBERT_CONFIRMED,
    MORNING,
    PEETERS_CONFIRMED,
    SCHMITZ,
    SCHMITZ_CONFIRMED,
    confirmed,
)
from tests.conversations.conftest import Town
from tests.conversations.forms import TEXTS

MET = replace(SCHMITZ, met_on=date(2027, 1, 11))
NewTown = Callable[[], Awaitable[Town]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_creche_that_left_the_cooperative_is_told_and_dropped_with_the_next_change(
    town: Town, language: str
):
    t, left = TEXTS.speaker(language), ("fleurus", "marcinelle")
    someone = await town.family(
        replace(LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, creches=left)), language
    )

    seen = await someone.says("/status")
    assert plain(t("status.gone.others", n=1, creches=["Fleurus"])) in seen.text
    assert "Marcinelle" in seen.text
    seen = await someone.taps(t.plain("wishes.button"))
    await someone.taps(t.plain("signup.change"))
    assert town.request_of(someone).wishes.creches == ("marcinelle",)


async def test_nothing_but_a_creche_that_left_says_what_to_do(town: Town):
    t, left = TEXTS.speaker("fr"), ("fleurus",)
    someone = await town.family(
        replace(LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, creches=left))
    )
    nadia = await town.staff(Role.COORDINATOR)

    seen = await someone.says("/status")
    assert plain(t("status.gone.none", n=1, creches=["Fleurus"])) in seen.text
    assert t.plain("wishes.button") in seen.buttons
    seen = await nadia.taps(f"fo:{town.request_of(someone).id}:call")
    assert "Fleurus" in seen.text


def plain(html: str) -> str:
    return html.replace("<b>", "").replace("</b>", "")


async def test_status_without_a_request_offers_the_form(town: Town):
    someone = await town.parent("fr")

    seen = await someone.says("/status")

    assert seen.text.startswith("Vous n’avez pas encore de demande.")
    assert seen.buttons == ["Inscrire un enfant", "Menu"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "La suite\u00a0: rencontrer la crèche."),
        ("nl", "Wat volgt: kennismaken met de crèche."),
        ("de", "Wie es weitergeht: die Krippe kennenlernen."),
        ("en", "What comes next: meeting the crèche."),
    ],
)
async def test_status_of_a_registered_request_says_what_comes_next(town: Town, language: str, sentence: str):
    someone = await town.family(SCHMITZ, language)

    seen = await someone.says("/status")

    assert sentence in seen.text
    assert grouped(town.request_of(someone).reference) in seen.text


async def test_parent_confirms_after_the_meeting_with_the_predemand_number(town: Town):
    someone = await town.family(MET)
    await someone.says("/status")

    seen = await someone.taps("Confirmer ma demande")
    assert "Il manque votre numéro de pré-demande." in seen.text
    seen = await someone.says("ONE-778899")

    assert seen.text.startswith("Votre demande est confirmée.")
    request = town.request_of(someone)
    assert (request.state, request.predemand) == (State.CONFIRMED, "ONE-778899")


async def test_words_that_are_no_predemand_number_confirm_nothing(town: Town):
    someone = await town.family(MET)
    await someone.says("/status")
    await someone.taps("Confirmer ma demande")

    assert "contient des chiffres" in (await someone.says("je ne l’ai pas sous la main")).text
    assert "numéro national" in (await someone.says("85.07.30-033.28")).text
    assert town.request_of(someone).state is State.REGISTERED
    await someone.says("ONE-778899")
    assert town.request_of(someone).state is State.CONFIRMED
    assert "Je n’ai pas compris ce message" in (await someone.says("merci 1000 fois")).text


async def test_number_after_the_family_has_left_is_refused_once(town: Town):
    someone = await town.family(MET)
    card = (await someone.says("/status")).last
    await someone.taps("Confirmer ma demande", on=card)
    await someone.taps(f"rq:withdraw:{town.request_of(someone).id}", on=card)

    assert "retirée" in (await someone.says("ONE-778899")).text
    assert "Je n’ai pas compris ce message" in (await someone.says("ONE-778899")).text
    assert town.request_of(someone).state is State.WITHDRAWN


async def test_confirming_twice_confirms_once(town: Town):
    someone = await town.family(replace(MET, predemand="ONE-1"))
    card = (await someone.says("/status")).last

    await someone.taps("Confirmer ma demande", on=card, repeat=5)

    request = town.request_of(someone)
    assert request.state is State.CONFIRMED
    await someone.taps(f"rq:confirm:{request.id}", on=card)
    chat = (await someone.everything()).text
    assert "C’est déjà fait\u00a0: la demande est «\u00a0confirmée\u00a0». Rien n’a été changé." in chat
    assert town.request_of(someone) == request


async def test_number_that_the_other_parent_gave_first_shows_where_the_request_stands(town: Town):
    someone = await town.family(MET)
    await someone.says("/status")
    await someone.taps("Confirmer ma demande")
    quicker = confirmed(town.request_of(someone), town.sandbox.now())
    with town.storage.transaction() as records:
        records.requests.save(quicker)

    seen = await someone.says("ONE-778899")

    assert seen.text.startswith("C’est déjà fait")
    assert "Retirer ma demande" in seen.buttons
    assert "Je n’ai pas compris ce message" in (await someone.says("ONE-778899")).text


@pytest.mark.parametrize("step", ["rq:withdraw", "rq:undo", "lk:yes", "lk:rest"])
async def test_old_button_shows_where_the_request_stands(town: Town, step: str):
    someone = await town.family(replace(SCHMITZ_CONFIRMED, state=State.CLOSED))
    seen = await someone.says("/status")

    seen = await someone.taps(f"{step}:{town.request_of(someone).id}", on=seen.last)

    assert "Rien n’a été changé." in seen.text
    assert "État\u00a0: clôturée" in seen.text
    assert town.request_of(someone).state is State.CLOSED


async def test_no_confirmation_before_the_law_allows(new_town: NewTown):
    town = await new_town()
    expected = Child(born=False, day=date(2027, 9, 20))
    someone = await town.family(
        replace(LAMBERT, children=(expected,), met_on=date(2027, 1, 11), predemand="ONE-1")
    )

    seen = await someone.says("/status")
    assert "à partir du 20 mars 2027" in seen.text
    assert "Confirmer ma demande" not in seen.buttons
    await someone.taps(f"rq:confirm:{town.request_of(someone).id}")
    assert town.request_of(someone).state is State.REGISTERED

    await town.clock(to="2027-03-20T09:05:00+01:00")
    seen = await someone.sees()
    assert "vous pouvez maintenant confirmer votre demande" in seen.text
    await someone.taps("Confirmer ma demande")
    assert town.request_of(someone).state is State.CONFIRMED


async def test_standing_says_rank_and_reasons(new_town: NewTown):
    town = await new_town()
    await town.family(PEETERS_CONFIRMED, name="Chloé")
    bilal = await town.family(
        replace(HADDAD_CONFIRMED, confirmed_at=MORNING + timedelta(minutes=5)), "nl", "Bilal"
    )
    ana = await town.family(LAMBERT_CONFIRMED, name="Ana")

    seen = await ana.says("/status")
    assert "Marcinelle" in seen.text
    assert "Pour une entrée en octobre 2027, toute la semaine\u00a0:" in seen.text
    assert "position 2 sur 3\n" in seen.text
    assert "Devant vous\u00a0: 1 avec une priorité légale." in seen.text
    assert "position 2 sur 2" in seen.text

    seen = await bilal.says("/status")
    assert "Voor een start in oktober 2027" in seen.text
    assert "positie 3 van 3\n" in seen.text
    assert "Vóór u: 1 met een wettelijke voorrang en 1 eerder in dezelfde maand bevestigd." in seen.text
    for name in ("Ana", "Chloé", "siblings", "52-1"):
        assert name not in seen.text


async def test_withdrawing_asks_first_and_can_be_undone_with_the_rank(town: Town):
    someone = await town.family(SCHMITZ_CONFIRMED)
    await someone.says("/status")
    before = town.request_of(someone)

    seen = await someone.taps("Retirer ma demande")
    assert town.request_of(someone) == before
    assert seen.buttons == ["Non, je garde ma demande", "Oui, retirer ma demande"]
    seen = await someone.taps("Oui, retirer ma demande")
    assert town.request_of(someone).state is State.WITHDRAWN
    assert "Revenir sur la liste" in seen.buttons

    seen = await someone.taps("Revenir sur la liste")
    after = town.request_of(someone)
    assert (after.state, after.confirmed_at) == (before.state, before.confirmed_at)
    assert seen.text.startswith("Votre demande est de nouveau sur la liste")


async def test_undo_ends_after_a_day(new_town: NewTown):
    town = await new_town()
    someone = await town.family(LAMBERT_CONFIRMED)
    await someone.says("/status")
    await someone.taps("Retirer ma demande")
    card = (await someone.taps("Oui, retirer ma demande")).last

    await town.clock(advance="P2D")
    await someone.taps("Revenir sur la liste", on=card)

    assert town.request_of(someone).state is State.WITHDRAWN


async def test_somebody_elses_request_is_not_found(town: Town):
    ana, eve = await town.family(LAMBERT_CONFIRMED), await town.family(SCHMITZ)
    await eve.says("/status")
    request = town.request_of(ana)

    for do in ("see", "confirm", "leave", "withdraw", "undo"):
        seen = await eve.taps(f"rq:{do}:{request.id}")
        assert grouped(request.reference) not in seen.text
    assert town.request_of(ana) == request


async def test_coordinator_records_a_meeting_and_the_family_is_told(town: Town):
    nadia, bilal = await town.staff(Role.COORDINATOR), await town.family(HADDAD, "nl", "Bilal Haddad")
    reference = grouped(town.request_of(bilal).reference)

    await nadia.taps("Rencontres à noter")
    seen = await nadia.says(reference.lower().replace("-", " "))
    assert f"Demande {reference}" in seen.text
    assert "Bilal Haddad" in seen.text
    seen = await nadia.taps("Aujourd’hui")
    assert seen.text.startswith("C’est noté")

    assert town.request_of(bilal).met_on == date(2027, 1, 12)
    seen = await bilal.sees()
    assert "uw kennismaking van 12 januari 2027" in seen.text
    assert seen.buttons == ["Mijn aanvraag bekijken"]
    request_id = town.request_of(bilal).id
    with town.storage.transaction() as records:
        whats = [line["what"] for line in records.trace.of(request_id)]
    assert whats == ["request opened", "meeting recorded"]


async def test_meeting_day_can_be_typed_but_not_in_the_future(town: Town):
    nadia, someone = await town.staff(Role.COORDINATOR), await town.family(SCHMITZ)
    await nadia.taps("Rencontres à noter")
    await nadia.says(town.request_of(someone).reference)

    await nadia.says("20 janvier 2027")
    assert "Je n’ai pas reconnu de date" in (await nadia.says("janvier 2027")).text  # a month is no day
    assert "avant le début de la grossesse" in (await nadia.says("5 janvier 2025")).text
    assert town.request_of(someone).met_on is None
    await nadia.says("5 janvier")

    assert town.request_of(someone).met_on == date(2027, 1, 5)


async def test_director_sees_own_creche_only(town: Town):
    paul = await town.staff(Role.DIRECTOR, "andrimont")
    someone = await town.family(SCHMITZ)  # asks for Lodelinsart
    await paul.taps("Rencontres à noter")

    seen = await paul.says(town.request_of(someone).reference)
    assert "Contact" not in seen.text
    seen = await paul.taps(f"md:{town.request_of(someone).id}")
    assert "Contact" not in seen.text


async def test_parent_cannot_open_the_desk(town: Town):
    someone = await town.family(LAMBERT)
    other = await town.family(SCHMITZ, name="David Schmitz")

    seen = await someone.says("/meetings")
    assert "David" not in seen.text
    seen = await someone.taps(f"md:{town.request_of(other).id}")
    assert "David" not in seen.text


async def test_meetings_to_note_are_turned_page_by_page(new_town: NewTown):
    town, t = await new_town(), TEXTS.speaker("fr")
    references = []
    for day in range(8):
        registered = SCHMITZ.registered_at + timedelta(days=day)
        someone = await town.family(replace(SCHMITZ, registered_at=registered))
        references.append(grouped(town.request_of(someone).reference))
    nadia = await town.staff(Role.COORDINATOR)
    back, more = t.plain("list.back"), t.plain("list.more")

    def shown(buttons: list[str]) -> list[int]:
        return [number for label in buttons for number, one in enumerate(references) if one in label]

    seen = await nadia.says("/meetings")
    assert (shown(seen.buttons), back in seen.buttons) == ([0, 1, 2, 3, 4, 5], False)
    seen = await nadia.taps(more)
    assert (shown(seen.buttons), more in seen.buttons) == ([6, 7], False)
    seen = await nadia.taps(back)
    assert (shown(seen.buttons), back in seen.buttons) == ([0, 1, 2, 3, 4, 5], False)
    await nadia.taps(more)
    seen = await nadia.taps("mw:AAAAAAAAAA:0")
    assert shown(seen.buttons) == [0, 1, 2, 3, 4, 5]
