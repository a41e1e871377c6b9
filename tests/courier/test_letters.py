"""Every kind of notice becomes a letter in every language; a report fits one message."""

from dataclasses import replace
from typing import Any

import pytest

from bot.courier.letters import Gone
from bot.rules.announcements import Progress
from bot.rules.calendar import Month
from bot.rules.notices import (
    AnnouncementReport,
    BirthAwaited,
    ClaimTakenOut,
    ConfirmationOpens,
    DraftWaits,
    FirmsUnheard,
    GuardianGone,
    GuardianJoined,
    MeetingRecorded,
    Notice,
    Paused,
    ProofSeen,
    RequestClosed,
    StandsVacant,
    StillLooking,
    SummaryPage,
    SummaryPicture,
    TakenOut,
    UnheardFirm,
)
from bot.rules.people import LANGUAGES
from bot.texts.announcements.report import LONGEST, report
from handlers.occupancy import Decide, Look
from handlers.requests import Card
from tests.cast import ANA, CHLOE, EVA, LAMBERT, LUC, MORNING, TODAY
from tests.courier.conftest import TEXTS, Round, plain

MEETING = MeetingRecorded(
    to=ANA.id, request_id=LAMBERT.id, reference=LAMBERT.reference, met_on=TODAY, confirm_from=TODAY
)
OPENS = ConfirmationOpens(to=ANA.id, request_id=LAMBERT.id, reference=LAMBERT.reference)
PROOF = ProofSeen(to=ANA.id, request_id=LAMBERT.id, reference=LAMBERT.reference, at=MORNING)
NO_CLAIM = ClaimTakenOut(to=ANA.id, request_id=LAMBERT.id, reference=LAMBERT.reference, at=MORNING)
ABOUT_LAMBERT: dict[str, Any] = {"to": ANA.id, "request_id": LAMBERT.id, "reference": LAMBERT.reference}
LOOKING = StillLooking(**ABOUT_LAMBERT, since=MORNING, number=0)
PAUSED = Paused(**ABOUT_LAMBERT, since=MORNING, number=0)
CLOSED = RequestClosed(**ABOUT_LAMBERT, at=MORNING)
BIRTH = BirthAwaited(**ABOUT_LAMBERT, n=2, period="0/0")
JOINED = GuardianJoined(to=ANA.id, person_id="alix", name="Alix", at=MORNING)
GONE = GuardianGone(to=ANA.id, person_id="alix", name="Alix", at=MORNING)
TAKEN_OUT = TakenOut(to=ANA.id, at=MORNING)
PLACE = StandsVacant(creche_name="Marcinelle", n=1, since=TODAY, by=TODAY)
FIRM = UnheardFirm(id="f" * 32, name="Technord", contacts=(), vacant=(PLACE, replace(PLACE, n=2)))
UNHEARD = FirmsUnheard(to="nadia", firms=(FIRM,), at=MORNING)
DRAFT = DraftWaits(to=ANA.id, draft_id="d", deleted_on=TODAY)
PICTURE = SummaryPicture(to=LUC.id, sponsor_id="technord", month=Month(2027, 3))
PAGE = SummaryPage(to=LUC.id, sponsor_id="technord", month=Month(2027, 3))


async def write(post: Round, notice: Notice, language: str = "fr") -> Any:
    (letter,) = await post.courier._letters.write(notice, language, today=TODAY)
    return letter


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "notice",
    [
        MEETING,
        OPENS,
        PROOF,
        NO_CLAIM,
        LOOKING,
        replace(LOOKING, number=1),
        PAUSED,
        CLOSED,
        BIRTH,
        JOINED,
        GONE,
        TAKEN_OUT,
        DRAFT,
        UNHEARD,
        replace(UNHEARD, firms=(FIRM, replace(FIRM, contacts=(("Luc", "+32470111213"), ("", ""))))),
    ],
    ids=lambda notice: type(notice).__name__,
)
async def test_a_notice_is_written_in_every_language(post: Round, notice: Notice, language: str) -> None:
    letter = await write(post, notice, language)
    assert letter.text
    assert len(letter.buttons) == len(notice.choices)
    assert all(label and len(word.encode()) <= 64 for label, word in letter.buttons)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_firms_to_phone_are_told_in_as_many_messages_as_it_takes(post: Round, language: str) -> None:
    """Each firm once, in one of them, with its button below."""
    names = [f"{n:02} {'Société'.ljust(57, 'x')}" for n in range(40)]
    contacts = (("Maximilienne".ljust(60, "x"), "+32470111213"),)
    firms = tuple(replace(FIRM, id=name, name=name, contacts=contacts) for name in names)
    letters = await post.courier._letters.write(replace(UNHEARD, firms=firms), language, today=TODAY)
    assert [word for letter in letters for _, word in letter.buttons] == [f"vd:{name}" for name in names]
    for letter in letters:
        assert len(letter.text) <= 4096
        assert all(word.removeprefix("vd:") in letter.text for _, word in letter.buttons)
    assert len(letters) <= 5


def test_choices_open_the_request_they_are_about() -> None:
    real = "f" * 32
    found = [Card.unpack(replace(notice, request_id=real).choices[0].word) for notice in (MEETING, OPENS)]
    assert found == [Card(do="see", id=real), Card(do="confirm", id=real)]


async def test_a_meeting_says_now_or_when(post: Round) -> None:
    later = replace(MEETING, confirm_from=TODAY.replace(month=3))
    assert "dès maintenant" in (await write(post, MEETING)).text
    assert "à partir du 12 mars 2027" in (await write(post, later)).text


@pytest.mark.parametrize(("month", "count"), [(Month(2027, 3), 4), (Month(2026, 12), 5)])
def test_buttons_of_a_summary_open_what_else_there_is(month: Month, count: int) -> None:
    choices = SummaryPicture(to=LUC.id, sponsor_id="f" * 32, month=month).choices
    decide, *found = [choice.word for choice in choices]
    looks = [Look.unpack(word) for word in found]
    assert {(look.sponsor, look.month) for look in looks} == {("f" * 32, str(month))}
    assert Decide.unpack(decide) == Decide(sponsor="f" * 32)
    assert len(looks) == count
    assert all(len(choice.word.encode()) <= 64 for choice in choices)


@pytest.mark.parametrize("notice", [PICTURE, PAGE])
async def test_a_summary_that_was_never_kept_is_gone(post: Round, notice: Notice) -> None:
    with pytest.raises(Gone):
        await write(post, notice)


async def test_an_announcements_report_is_read_when_it_is_written(post: Round) -> None:
    await post.announce(readers=[ANA])
    letter = await write(post, AnnouncementReport(to="nadia", announcement_id="a" * 32))
    assert "0 personne sur 1" in letter.text


def test_report_names_whom_to_phone_and_counts_the_uncertain_apart() -> None:
    progress = Progress(total=4, delivered=2, failed=1, unknown=1, left_out=1)
    unreached = [(replace(EVA, phone="+32 470 12 34 56"), "no telegram"), (CHLOE, "403"), (ANA, "unknown")]
    assert plain(report(progress, unreached, TEXTS.speaker("fr"))).splitlines() == [
        "<b>Votre annonce est envoyée.</b>",
        "2 personnes sur 4 l’ont reçue.",
        "<b>À prévenir par téléphone :</b>",
        "• Eva Novak, +32 470 12 34 56 : n’utilise pas Telegram",
        "• Chloé Peeters, pas de numéro : a bloqué le robot ou fermé son compte",
        "<b>Peut-être reçue</b> (Telegram n’a pas répondu) :",
        "• Ana Lambert, pas de numéro : Telegram n’a pas répondu",
    ]


def test_report_counts_who_wants_no_announcements_and_lets_them_be() -> None:
    progress = Progress(total=2, delivered=2, failed=0, unknown=0, left_out=1)
    assert plain(report(progress, [(EVA, "no news")], TEXTS.speaker("fr"))).splitlines() == [
        "<b>Votre annonce est envoyée.</b>",
        "2 personnes sur 2 l’ont reçue.",
        "1 ne souhaite pas de nouvelles.",
        "Tout le monde l’a reçue : il n’y a personne à appeler.",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_report_fits_one_message_and_counts_the_rest(language: str) -> None:
    progress = Progress(total=500, delivered=0, failed=500, unknown=0, left_out=0)
    hostile = replace(ANA, name="<b>&" * 12)
    text = report(progress, [(hostile, "400")] * 500, TEXTS.speaker(language))
    named = text.count("• ")
    assert len(text) <= 4096
    assert len(text) > LONGEST - 400
    assert str(500 - named) in text.splitlines()[-1]
    assert "<b>&" not in text
