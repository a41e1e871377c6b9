"""Every notice about an offer or a contract, in every language; the legal ones in French besides."""

from datetime import date

import pytest

from bot.rules.calendar import FULL_WEEK
from bot.rules.notices import (
    ContractRefused,
    ContractSigned,
    ContractUnsigned,
    Notice,
    OfferAccepted,
    OfferDeclined,
    OfferLapsed,
    OfferReminder,
    OfferSent,
)
from bot.rules.people import LANGUAGES
from bot.rules.references import grouped
from handlers.offers.buttons import Answer
from handlers.requests import Card
from tests.cast import ANA, LAMBERT
from tests.courier.conftest import TEXTS, Round
from tests.courier.test_letters import write

MONDAY = date(2027, 10, 4)
OFFER = "f" * 32
REQUEST = "e" * 32


def sent(*, n: int = 1, later_wish: bool = False) -> OfferSent:
    return OfferSent(
        to=ANA.id,
        offer_id=OFFER,
        request_id=REQUEST,
        reference=LAMBERT.reference,
        n=n,
        creche="marcinelle",
        start=MONDAY,
        week=FULL_WEEK,
        deadline=date(2027, 1, 22),
        later_wish=later_wish,
    )


def reminder(*, extended: bool = False) -> OfferReminder:
    return OfferReminder(
        to=ANA.id,
        offer_id=OFFER,
        request_id=REQUEST,
        reference=LAMBERT.reference,
        creche="marcinelle",
        day=date(2027, 1, 17),
        deadline=date(2027, 1, 22),
        later_wish=False,
        extended=extended,
    )


def about(kind: type[Notice], **facts: object) -> Notice:
    common = {
        "offer_id": OFFER,
        "request_id": REQUEST,
        "reference": LAMBERT.reference,
        "creche": "marcinelle",
    }
    return kind(to=ANA.id, **common, **facts)


ALL = (
    sent(),
    reminder(),
    about(OfferLapsed),
    about(OfferDeclined),
    about(OfferAccepted, start=MONDAY, contract_by=date(2027, 1, 26)),
    about(ContractSigned, start=MONDAY),
    about(ContractRefused),
    about(ContractUnsigned, contract_by=date(2027, 1, 26)),
)
LEGAL = (OfferSent, OfferAccepted, ContractRefused)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("notice", ALL, ids=lambda notice: type(notice).__name__)
async def test_a_notice_of_an_offer_is_written_in_every_language(
    post: Round, notice: Notice, language: str
) -> None:
    letter = await write(post, notice, language)
    assert "Marcinelle" in letter.text
    assert grouped(LAMBERT.reference) in letter.text
    assert all(label and len(word.encode()) <= 64 for label, word in letter.buttons)
    own = TEXTS.speaker(language)
    assert (own("legal.french") in letter.text) is (language != "fr" and isinstance(notice, LEGAL))


async def test_a_legal_notice_has_the_french_text_whole(post: Round) -> None:
    french = (await write(post, sent(), "fr")).text
    assert f"<blockquote>{french}</blockquote>" in (await write(post, sent(), "de")).text


async def test_an_offer_says_where_from_when_and_until_when(post: Round) -> None:
    text = (await write(post, sent(n=2))).text
    for fact in ("Marcinelle", "4 octobre 2027", "vos 2 enfants ensemble", "vendredi 22 janvier 2027, 23:59"):
        assert fact in text
    assert "14 jours pour signer" in text


@pytest.mark.parametrize(
    ("notice", "words"),
    [
        (sent(), ["accept", "decline", "more"]),
        (sent(later_wish=True), ["accept", "keep", "decline", "more"]),
        (reminder(extended=True), ["accept", "decline"]),
    ],
)
def test_choices_answer_the_offer_they_are_about(notice: Notice, words: list[str]) -> None:
    assert [Answer.unpack(choice.word) for choice in notice.choices] == [
        Answer(do=word, id=OFFER) for word in words
    ]


def test_what_is_over_leads_to_the_request() -> None:
    found = {choice.word for notice in ALL[2:] for choice in notice.choices}
    assert {Card.unpack(word).id for word in found} == {REQUEST}
