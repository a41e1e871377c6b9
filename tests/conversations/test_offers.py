"""A place proposed, answered, signed, left: parents and the desk, through the sandbox."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.actions import offers
from bot.ports import Records
from bot.rules.calendar import Month
from bot.rules.offers import Offer, OfferState, Place
from bot.rules.people import LANGUAGES, Role
from bot.rules.places import Stay
from bot.rules.references import grouped
from bot.rules.requests import Claim, ClaimCode, State
from bot.texts import Texts
from tests.cast import HADDAD_CONFIRMED, LAMBERT_CONFIRMED, PEETERS_CONFIRMED, TODAY
from tests.conversations.conftest import Town
from tests.conversations.dialogue import Someone

NewTown = Callable[[], Awaitable[Town]]
TEXTS = Texts.load()
CLOSED = Claim(code=ClaimCode.CLOSURE, seen_on=TODAY, seen_by="director")
MONDAY = date(2027, 10, 4)
#: A family that would enter at once.
SOON = replace(
    LAMBERT_CONFIRMED, wishes=replace(LAMBERT_CONFIRMED.wishes, entry=Month(2027, 1), earlier=0, later=3)
)
everywhere = pytest.mark.parametrize("language", LANGUAGES)


def label(key: str, language: str = "fr") -> str:
    return TEXTS.speaker(language).plain(key)


def offered(town: Town, someone: Someone, creche: str = "marcinelle") -> Offer:
    """The family's request is offered a place, as an approved round does."""
    request_id = town.request_of(someone).id
    with town.storage.transaction() as records:
        request = records.requests.get(request_id)
        place = Place(creche=creche, start=MONDAY)
        now = town.sandbox.now()
        offer = offers.propose(records, request, place, who="", decided=True, now=now, policy=town.policy)
    town.house.courier.nudge()
    return offer


def kept(town: Town, offer: Offer) -> Offer:
    with town.storage.transaction() as records:
        return records.offers.get(offer.id)


@everywhere
async def test_an_offer_is_told_whole_and_accepted_after_one_question(new_town: NewTown, language: str):
    town = await new_town()
    someone = await town.family(LAMBERT_CONFIRMED, language)
    say = TEXTS.speaker(language)
    offer = offered(town, someone)

    seen = await someone.sees()
    for fact in ("Marcinelle", say.show(MONDAY), "23:59", grouped(town.request_of(someone).reference)):
        assert fact in seen.text
    assert "art. 44" in seen.text.lower()
    assert "Une avance d’un mois d’accueil au plus" in seen.text  # legal: in French too
    keys = ("offer.accept", "offer.decline", "offer.more")
    assert seen.buttons == [label(key, language) for key in keys]

    seen = await someone.taps(label("offer.accept", language))
    assert seen.buttons == [label("offer.back", language), label("offer.sure_accept", language)]
    assert kept(town, offer).state is OfferState.LIVE
    seen = await someone.taps(label("offer.sure_accept", language))
    assert town.request_of(someone).state is State.ACCEPTED
    assert say.show(date(2027, 1, 26)) in seen.text
    assert "Une avance d’un mois d’accueil au plus" in seen.text

    seen = await someone.says("/status")
    assert say.plain("state.accepted") in seen.text
    assert say.show(date(2027, 1, 26)) in seen.text


async def test_a_later_wish_may_be_declined_to_wait_for_the_first(town: Town):
    someone = await town.family(LAMBERT_CONFIRMED)
    before = town.request_of(someone)
    offer = offered(town, someone, "lodelinsart")

    seen = await someone.sees()
    assert "Attendre mon premier choix" in seen.buttons
    seen = await someone.taps("Attendre mon premier choix")
    assert "Marcinelle" in seen.text
    await someone.taps("Revenir à la proposition")
    assert kept(town, offer) == offer
    await someone.taps("Attendre mon premier choix")
    seen = await someone.taps("Oui, j’attends")

    after = town.request_of(someone)
    assert (after.state, after.confirmed_at) == (State.CONFIRMED, before.confirmed_at)
    assert "Marcinelle" in seen.text
    assert "position" in seen.text


async def test_more_time_is_given_once_from_the_status(town: Town):
    someone = await town.family(PEETERS_CONFIRMED)
    offer = offered(town, someone)
    old = (await someone.sees()).last

    card = await someone.says("/status")
    assert "Demander plus de temps" in card.buttons
    seen = await someone.taps("Demander plus de temps")
    assert "mercredi 27 janvier 2027, 23:59" in seen.text
    assert "Demander plus de temps" not in seen.buttons
    seen = await someone.taps("Demander plus de temps", on=old)
    assert "une seule fois possible" in seen.text
    assert kept(town, offer).deadline == date(2027, 1, 27)


async def test_the_other_guardian_is_told_and_an_old_button_meets_the_present(new_town: NewTown):
    town = await new_town()
    ana, luc = await town.family(LAMBERT_CONFIRMED), await town.somebody("nl", "Luc")
    family = town.request_of(ana).family_id
    with town.storage.transaction() as records:
        records.people.add(replace(town._person(records, luc.user_id, "nl"), family_id=family))
    await luc.says("/start")
    offered(town, ana)
    (await ana.sees(), await luc.sees())
    old = luc.screen

    await ana.taps("Refuser la place")
    await ana.taps("Oui, je refuse la place")
    seen = await luc.sees()
    assert "is geweigerd" in seen.text
    seen = await luc.taps("De plaats aanvaarden", on=old)
    assert "Deze plaats is al geweigerd" in seen.text
    assert town.request_of(ana).state is State.CONFIRMED


@everywhere
async def test_leaving_with_an_offer_says_first_that_its_place_does_not_come_back(town: Town, language: str):
    someone, t = await town.family(LAMBERT_CONFIRMED, language), TEXTS.speaker(language)
    offer = offered(town, someone)
    await someone.sees()
    await someone.says("/status")

    seen = await someone.taps(label("withdraw.button", language))

    reference = grouped(town.request_of(someone).reference)
    asked = t.plain("withdraw.ask.offered", reference=reference, hours=town.policy.undo_hours)
    assert asked in seen.text
    await someone.taps(label("withdraw.sure", language))
    await someone.taps(label("withdraw.undo", language))
    assert kept(town, offer).state is OfferState.WITHDRAWN
    assert town.request_of(someone).state is State.CONFIRMED


async def test_nobody_elses_offer_can_be_answered(town: Town):
    ana, eve = await town.family(LAMBERT_CONFIRMED), await town.family(PEETERS_CONFIRMED)
    offer = offered(town, ana)
    await eve.says("/status")

    for do in ("see", "accept", "decline", "keep", "yes", "no", "more"):
        seen = await eve.taps(f"of:{do}:{offer.id}")
        assert grouped(town.request_of(ana).reference) not in seen.text
    assert kept(town, offer) == offer


async def test_reminders_then_a_lapse_that_says_what_comes(new_town: NewTown):
    town = await new_town()
    someone = await town.family(LAMBERT_CONFIRMED, "de")
    offered(town, someone)
    old = (await someone.sees()).last

    await town.clock(to="2027-01-17T09:00:00+01:00")
    seen = await someone.sees()
    assert "wartet auf Ihre Antwort" in seen.text
    assert "Freitag, 22. Januar 2027, 23:59" in seen.text
    await town.clock(to="2027-01-23T10:00:00+01:00")
    seen = await someone.sees()
    assert "Die Frist für den Platz" in seen.text
    assert town.request_of(someone).state is State.PAUSED
    seen = await someone.taps(label("offer.accept", "de"), on=old)
    assert "Die Frist für diesen Platz ist verstrichen" in seen.text
    assert label("looking.yes", "de") in seen.buttons


@everywhere
async def test_staff_see_offers_under_way_and_note_the_contract(new_town: NewTown, language: str):
    town = await new_town()
    mireille = await town.staff(Role.DIRECTOR, "marcinelle", language)
    twins, ana = (
        await town.family(HADDAD_CONFIRMED, language, "Bilal Haddad"),
        await town.family(LAMBERT_CONFIRMED),
    )
    offered(town, twins)
    elsewhere = offered(town, ana, "lodelinsart")
    await twins.sees()
    await twins.taps(label("offer.accept", language))
    await twins.taps(label("offer.sure_accept", language))

    seen = await mireille.taps(label("menu.offers", language))
    (line,) = [text for text in seen.buttons if grouped(town.request_of(twins).reference) in text]
    assert not any(grouped(town.request_of(ana).reference) in text for text in seen.buttons)
    seen = await mireille.taps(line)
    assert "Bilal Haddad" in seen.text
    assert label("offers.button.unsigned", language) not in seen.buttons
    await mireille.taps(label("offers.button.signed", language))
    assert town.request_of(twins).state is State.ACCEPTED
    await mireille.taps(label("offers.yes", language))

    request = town.request_of(twins)
    assert request.state is State.ENROLLED
    with town.storage.transaction() as records:
        assert len(records.places.stays_of(request.id)) == 2
    assert TEXTS.speaker(language).show(MONDAY) in (await twins.sees()).text
    seen = await twins.says("/status")
    assert "Marcinelle, Charleroi\n" in seen.text
    assert TEXTS.speaker(language).show(MONDAY) in seen.text
    await mireille.taps(f"od:{elsewhere.id}")
    await mireille.taps(f"og:{elsewhere.id}:{elsewhere.start}")
    assert kept(town, elsewhere) == elsewhere


async def sudden(new_town: NewTown, language: str) -> tuple[Town, Someone, Someone, Offer]:
    """Offered on the 12th of January from the 13th on, to be answered by the 22nd; accepted on the 20th."""
    town = await new_town()
    nadia, someone = await town.staff(Role.COORDINATOR, language=language), await town.family(SOON, language)
    with town.storage.transaction() as records:
        offer = offers.propose(
            records,
            records.requests.of_family(town_family(records, someone))[-1],
            Place(creche="marcinelle", start=date(2027, 1, 13)),
            who="",
            decided=True,
            now=town.sandbox.now(),
            policy=town.policy,
        )
    town.house.courier.nudge()
    say = TEXTS.speaker(language)
    seen = await someone.sees()
    assert say.plain("offer.first_day", start=offer.start) in seen.text
    await town.clock(to="2027-01-20T10:00:00+01:00")
    seen = await someone.taps(label("offer.accept", language), on=someone.screen)
    assert say.show(date(2027, 1, 13)) in seen.text
    seen = await someone.taps(label("offer.sure_accept", language))
    assert say.plain("offer.by_contract") in seen.text
    return town, nadia, someone, offer


def town_family(records: Records, someone: Someone) -> str:
    person = records.people.by_chat(someone.user_id)
    assert person is not None
    return person.family_id or ""


def stay(town: Town, someone: Someone) -> Stay:
    request_id = town.request_of(someone).id
    with town.storage.transaction() as records:
        (found,) = records.places.stays_of(request_id)
    return found


@everywhere
async def test_a_contract_signed_after_the_day_offered_begins_when_it_says(new_town: NewTown, language: str):
    town, nadia, someone, offer = await sudden(new_town, language)
    say = TEXTS.speaker(language)
    await town.clock(to="2027-01-22T10:00:00+01:00")
    await nadia.taps(f"od:{offer.id}")
    seen = await nadia.taps(label("offers.button.signed", language))
    days = [date(2027, 1, 22), date(2027, 1, 20)]
    assert seen.buttons[:2] == [say.plain("offers.first_day", on=day) for day in days]
    seen = await nadia.says("15/1/2027")
    assert say.show(date(2027, 1, 20)) in seen.text  # not before the family accepted
    assert town.request_of(someone).state is State.ACCEPTED
    seen = await nadia.says("21/1/2027")
    assert say.show(date(2027, 1, 21)) in seen.text
    await nadia.taps(label("offers.yes", language))
    assert stay(town, someone).period.start == date(2027, 1, 21)
    told = say.plain(
        "notice.contract_signed.begun",
        creche="Marcinelle",
        reference=grouped(town.request_of(someone).reference),
        start=date(2027, 1, 21),
    )
    assert re.sub("<[^>]+>", "", told) in (await someone.sees()).text


async def test_a_contract_begins_on_the_day_it_is_signed_if_nothing_else_is_said(new_town: NewTown):
    town, nadia, someone, offer = await sudden(new_town, "fr")
    await nadia.taps(f"od:{offer.id}")
    await nadia.taps("Contrat signé")
    seen = await nadia.taps(TEXTS.speaker("fr").plain("offers.first_day", on=date(2027, 1, 20)))
    assert "20 janvier 2027" in seen.text
    assert stay(town, someone).period.start == date(2027, 1, 20)
    assert "20 janvier 2027" in (await someone.says("/status")).text


@pytest.mark.parametrize(
    ("button", "when", "state", "told"),
    [
        ("Projet ou contrat non accepté", "2027-01-13T09:00:00+01:00", State.REFUSED, "art. 53"),
        ("Contrat non signé à temps", "2027-01-27T09:00:00+01:00", State.PAUSED, "n’a pas été signé"),
    ],
)
async def test_a_contract_that_does_not_come_frees_the_place(
    new_town: NewTown, button: str, when: str, state: State, told: str
):
    town = await new_town()
    nadia, someone = await town.staff(Role.COORDINATOR), await town.family(LAMBERT_CONFIRMED, "en")
    offer = offered(town, someone)
    await someone.sees()
    await someone.taps(label("offer.accept", "en"))
    await someone.taps(label("offer.sure_accept", "en"))
    await town.clock(to=when)
    await nadia.says("/offers")
    await nadia.taps(f"od:{offer.id}")

    seen = await nadia.taps(button)
    assert seen.buttons[-1] == "Oui, le noter"
    await nadia.taps("Oui, le noter")

    request = town.request_of(someone)
    assert (request.state, request.confirmed_at) == (state, LAMBERT_CONFIRMED.confirmed_at)
    seen = await someone.sees()
    assert (told in seen.text) is (state is State.REFUSED)  # a legal notice has its French text
    assert kept(town, offer).state is OfferState.FAILED


@everywhere
async def test_a_family_whose_contract_is_late_is_told_to_call(new_town: NewTown, language: str):
    town = await new_town()
    someone = await town.family(LAMBERT_CONFIRMED, language)
    offered(town, someone)
    await someone.sees()
    await someone.taps(label("offer.accept", language))
    await someone.taps(label("offer.sure_accept", language))
    last = TEXTS.speaker(language).show(date(2027, 1, 26))
    assert last in (await someone.says("/status")).text

    await town.clock(to="2027-01-27T09:00:00+01:00")
    seen = await someone.says("/status")
    call = {"fr": "appeler la crèche", "nl": "bel de crèche", "de": "rufen Sie die Krippe", "en": "call the"}
    assert call[language] in seen.text
    assert seen.text.count(last) == 1


async def test_file_leads_to_its_offer_and_tells_no_other_creche_of_it(new_town: NewTown):
    """A family phones that it has signed: its reference is enough."""
    town = await new_town()
    someone, nadia = await town.family(LAMBERT_CONFIRMED), await town.staff(Role.COORDINATOR)
    elsewhere = await town.staff(Role.DIRECTOR, "marcinelle")
    offered(town, someone, "lodelinsart")
    reference = grouped(town.request_of(someone).reference)
    read = []
    for each in (nadia, elsewhere):
        await each.says(reference)
        read.append(await each.taps("Un appel"))
    assert ["Lodelinsart, Charleroi" in seen.text for seen in read] == [True, False]
    assert label("desk.offered") not in read[1].buttons
    await someone.sees()
    await someone.taps(label("offer.accept"))
    await someone.taps(label("offer.sure_accept"))
    await nadia.taps(label("desk.offered"))
    for word in ("offers.button.signed", "offers.yes"):
        await nadia.taps(label(word))
    assert town.request_of(someone).state is State.ENROLLED


@everywhere
async def test_a_family_whose_creche_closed_gets_a_place_at_once(new_town: NewTown, language: str):
    town = await new_town()
    nadia = await town.staff(Role.COORDINATOR, language=language)
    someone = await town.family(replace(LAMBERT_CONFIRMED, claims=(CLOSED,)), language)
    await nadia.says("/meetings")
    await nadia.says(town.request_of(someone).reference)

    seen = await nadia.taps(label("desk.offer", language))
    first = f"Marcinelle · {TEXTS.speaker(language).show(date(2027, 10, 1))}"
    assert first in seen.buttons
    seen = await nadia.taps(first)
    assert town.request_of(someone).state is State.CONFIRMED
    await nadia.taps(label("offers.sure_send", language))

    assert town.request_of(someone).state is State.OFFERED
    assert label("offer.accept", language) in (await someone.sees()).buttons
    request_id = town.request_of(someone).id
    with town.storage.transaction() as records:
        (line,) = [one for one in records.trace.of(request_id) if one["what"] == "offered"]
    assert line["why"] == "52-2"


async def test_without_a_proven_closure_nothing_is_sent_outside_the_round(town: Town):
    nadia, someone = await town.staff(Role.COORDINATOR), await town.family(LAMBERT_CONFIRMED)
    await nadia.says("/meetings")
    seen = await nadia.says(town.request_of(someone).reference)
    assert "Proposer une place (52-2)" not in seen.buttons

    seen = await nadia.taps(f"oy:{town.request_of(someone).id}:marcinelle:20271004")
    assert "art. 51 §3" in seen.text
    assert town.request_of(someone).state is State.CONFIRMED


async def test_a_family_that_leaves_frees_its_place(new_town: NewTown):
    town = await new_town()
    nadia, someone = await town.staff(Role.COORDINATOR), await town.family(LAMBERT_CONFIRMED)
    offer = offered(town, someone)
    await someone.sees()
    await someone.taps("Accepter la place")
    await someone.taps("Oui, j’accepte la place")
    await nadia.taps(f"og:{offer.id}:{offer.start}")
    await town.clock(to="2028-06-30T18:00:00+02:00")
    await nadia.says("/meetings")
    await nadia.says(town.request_of(someone).reference)

    await nadia.taps("Noter le départ")
    await nadia.says("1 juillet 2028")
    assert town.request_of(someone).state is State.ENROLLED
    seen = await nadia.says("29 juin 2028")
    assert "29 juin 2028" in seen.text

    request = town.request_of(someone)
    assert request.state is State.LEFT
    with town.storage.transaction() as records:
        assert [stay.period.end for stay in records.places.stays_of(request.id)] == [date(2028, 6, 29)]


@everywhere
async def test_staff_are_told_together_what_families_answered(new_town: NewTown, language: str):
    town, say = await new_town(), TEXTS.speaker(language)
    ana, chloe = await town.family(LAMBERT_CONFIRMED), await town.family(PEETERS_CONFIRMED)
    mireille = await town.staff(Role.DIRECTOR, "marcinelle", language=language)
    paul = await town.staff(Role.DIRECTOR, "andrimont")
    for someone, word in ((ana, "yes"), (chloe, "no")):
        await someone.taps(f"of:{word}:{offered(town, someone).id}")

    await town.clock(to="2027-01-12T11:00:00+01:00")
    seen = await mireille.sees()

    facts = {"creche": town.policy.creche("marcinelle").name, "by": date(2027, 1, 26)}
    for someone, state in ((ana, "accepted"), (chloe, "declined")):
        reference = grouped(town.request_of(someone).reference)
        assert say(f"notice.offers_answered.{state}", reference=reference, **facts) in seen.text
    assert say.plain("menu.offers") in seen.buttons
    assert grouped(town.request_of(ana).reference) not in (await paul.everything()).text
