"""Notices from the queue to the reader, over real HTTP, and what is remembered of each."""

import asyncio
import logging
import time
from datetime import timedelta

import pytest

from bot.courier.courier import LEASE_SECONDS
from bot.courier.outcomes import RESEND_AFTER
from bot.courier.verdict import Cause
from bot.ports import Fate
from bot.rules.ailments import Ailment
from bot.rules.notices import ConfirmationOpens, DraftWaits, MeetingRecorded
from tests.cast import ANA, BILAL, CHLOE, DAVID, LAMBERT, NADIA, TODAY
from tests.courier.conftest import PATIENCE, READERS, Round, courier_for, now
from tests.faults.figures import allowed


def meeting(to: str = ANA.id) -> MeetingRecorded:
    return MeetingRecorded(
        to=to,
        request_id=LAMBERT.id,
        reference=LAMBERT.reference,
        met_on=TODAY,
        confirm_from=(now() + timedelta(days=30)).date(),
    )


async def test_a_notice_arrives_in_the_readers_language_with_its_buttons(post: Round) -> None:
    post.start()
    await post.queue(
        DraftWaits(to=BILAL.id, draft_id="d", deleted_on=TODAY),
        ConfirmationOpens(to=ANA.id, request_id=LAMBERT.id, reference=LAMBERT.reference),
    )
    assert await post.courier.drained(PATIENCE)
    (dutch,), (french,) = await post.received(BILAL), await post.received(ANA)
    assert dutch["text"].startswith("Uw inschrijving is nog niet af.")
    assert french["text"].startswith("Bonne nouvelle")
    (row,) = french["reply_markup"]["inline_keyboard"]
    assert [(button["text"], button["callback_data"]) for button in row] == [
        ("Confirmer ma demande", f"rq:confirm:{LAMBERT.id}")
    ]


async def test_an_announcement_reaches_every_reader_once_and_its_author_is_told(post: Round) -> None:
    post.start()
    await post.announce("Fermé <b>&lt;lundi&gt;</b> &amp; mardi")
    await post.until(lambda: post.received(NADIA))
    copies = [await post.received(reader) for reader in READERS]
    assert [len(messages) for messages in copies] == [1, 1, 1, 1]
    assert copies[0][0]["text"].startswith("Fermé <lundi> & mardi\n")
    (report,) = await post.received(NADIA)
    assert report["text"].splitlines() == [
        "Votre annonce est envoyée.",
        "4 personnes sur 4 l’ont reçue.",
        "Tout le monde l’a reçue : il n’y a personne à appeler.",
    ]


async def test_notices_of_one_reader_keep_their_order(post: Round) -> None:
    await post.queue(meeting(), DraftWaits(to=ANA.id, draft_id="d", deleted_on=TODAY))
    post.start()
    assert await post.courier.drained(PATIENCE)
    texts = [message["text"] for message in await post.received(ANA)]
    assert [text.partition(" ")[0] for text in texts] == ["La", "Votre"]


async def test_a_reader_who_blocked_is_never_written_to_again_and_named_in_the_report(post: Round) -> None:
    await post.block(CHLOE)
    post.start()
    await post.announce()
    await post.until(lambda: post.received(NADIA))
    (report,) = await post.received(NADIA)
    assert report["text"].splitlines()[2:] == [
        "À prévenir par téléphone :",
        "• Chloé Peeters, pas de numéro : a bloqué le robot ou fermé son compte",
    ]
    await post.queue(DraftWaits(to=CHLOE.id, draft_id="d", deleted_on=TODAY))
    assert await post.courier.drained(PATIENCE)
    assert [call["status"] for call in await post.history() if call["chat_id"] == CHLOE.chat_id] == [403]


async def test_a_courier_that_stops_keeps_nobody_waiting(post: Round) -> None:
    post.start()
    await post.courier.stop()
    await post.announce()
    assert not await asyncio.wait_for(post.courier.drained(2 * PATIENCE), PATIENCE)


async def test_a_429_is_waited_out_to_the_second(post: Round) -> None:
    await post.fault("sendMessage", "429", retry_after=2)
    post.start()
    await post.announce()
    await post.until(lambda: post.received(NADIA))
    calls = await post.history()
    refused = next(call["at"] for call in calls if call["status"] == 429)
    in_hand = post.courier.in_flight
    after = sorted(call["at"] - refused for call in calls if call["at"] > refused)
    assert [delay for delay in after[in_hand - 1 :] if delay < 2] == []
    assert (await post.progress()).delivered == 4


@pytest.mark.parametrize("kind", ["500", "reset-after", "reset-before"])
async def test_an_answer_that_is_lost_is_an_unknown_not_a_repeat(post: Round, kind: str) -> None:
    await post.fault("sendMessage", kind)
    began = now()
    post.start()
    await post.announce(readers=[ANA])
    await post.until(lambda: settled(post))
    assert (post.courier.counts[Fate.UNKNOWN], len(await post.history())) == (1, 1)
    due = await post.storage.outbox.next_due()
    assert due is not None
    assert began + RESEND_AFTER < due <= now() + RESEND_AFTER


async def in_trouble(post: Round) -> bool:
    return post.courier.breaker.trouble is not None


async def settled(post: Round) -> bool:
    return sum(post.courier.counts.values()) == 1 and not post.courier._hands


async def test_nothing_is_lost_or_repeated_while_telegram_cannot_be_reached(
    post: Round, caplog: pytest.LogCaptureFixture
) -> None:
    post.courier = courier_for(post.storage, post.sandbox, base_url="http://127.0.0.1:9")
    running = asyncio.create_task(post.courier.run())
    await post.announce()
    await post.until(lambda: in_trouble(post))
    await asyncio.sleep(0.5)  # it says so once, however often it tries
    await post.courier.stop(1)
    await running
    assert (await post.progress()).waiting == 4
    assert [record.getMessage() for record in caplog.records if record.name == "bot.courier.breaker"] == [
        "nothing can be delivered: not sent"
    ]
    post.courier = courier_for(post.storage, post.sandbox)
    post.start()
    await post.until(lambda: post.received(NADIA))
    assert [len(await post.received(reader)) for reader in READERS] == [1, 1, 1, 1]


async def test_a_refused_token_marks_nobody_dead(post: Round, caplog: pytest.LogCaptureFixture) -> None:
    token = "123:AAwrongwrongwrongwrongwrongwrongwrongw"
    post.courier = courier_for(post.storage, post.sandbox, token=token + "!")
    post.start()
    with caplog.at_level(logging.DEBUG):
        await post.announce()
        await post.until(lambda: in_trouble(post))
        await asyncio.sleep(0.5)  # it tries on
    progress = await post.progress()
    assert (progress.waiting, progress.failed) == (4, 0)
    assert token not in caplog.text


async def test_of_two_couriers_one_works_until_it_stops(post: Round) -> None:
    post.courier = courier_for(post.storage, post.sandbox, lease_seconds=LEASE_SECONDS)
    post.start()
    await post.queue(meeting())
    assert await post.courier.drained(PATIENCE)
    standby = courier_for(post.storage, post.sandbox, lease_seconds=LEASE_SECONDS)
    waiting = asyncio.create_task(standby.run())
    await asyncio.sleep(0.3)
    await post.queue(DraftWaits(to=DAVID.id, draft_id="d", deleted_on=TODAY))
    assert await post.courier.drained(PATIENCE)
    assert (standby.counts.total(), post.courier.counts.total()) == (0, 2)
    await post.courier.stop(2)
    await post.storage.do(
        lambda records: records.notices.queue(DraftWaits(to=ANA.id, draft_id="e", deleted_on=TODAY), at=now())
    )
    assert await standby.drained(PATIENCE)
    await post.until(lambda: post.received(ANA))
    await standby.stop(2)
    await waiting
    assert standby.counts[Fate.SENT] == 1


async def test_a_standby_delivers_within_five_seconds_of_its_leaders_end(post: Round) -> None:
    leader, standby = (courier_for(post.storage, post.sandbox, lease_seconds=LEASE_SECONDS) for _ in range(2))
    working = asyncio.create_task(leader.run())
    await post.queue(meeting())
    await post.until(lambda: post.received(ANA))
    waiting = asyncio.create_task(standby.run())
    await asyncio.sleep(LEASE_SECONDS / 2)
    assert (leader.leads, standby.leads) == (True, False)
    working.cancel()  # not a line of it runs any more: it gives up no lease
    killed = time.monotonic()
    await post.storage.do(
        lambda records: records.notices.queue(
            DraftWaits(to=DAVID.id, draft_id="d", deleted_on=TODAY), at=now()
        )
    )
    await post.until(lambda: post.received(DAVID))
    assert time.monotonic() - killed < allowed(5, "small")
    await standby.stop(2)
    await asyncio.gather(waiting, working, return_exceptions=True)


async def test_what_ails_a_courier_is_said_until_it_is_over(post: Round) -> None:
    assert post.courier.ailments() == []
    post.courier.breaker.saw(Cause.NO_TOKEN)
    assert post.courier.ailments() == [Ailment.UNDELIVERED]
    post.courier.breaker.saw(None)
    assert post.courier.ailments() == []


async def test_a_stop_in_the_middle_loses_nothing(post: Round) -> None:
    await post.announce()
    post.start()
    await asyncio.sleep(0.02)
    await post.courier.stop(5)
    await asyncio.gather(*post.running)
    post.courier = courier_for(post.storage, post.sandbox)
    post.start()
    await post.until(lambda: post.received(NADIA))
    assert [len(await post.received(reader)) for reader in READERS] == [1, 1, 1, 1]


async def test_progress_is_shown_in_the_authors_message(post: Round) -> None:
    body = {"chat_id": NADIA.chat_id, "text": "…"}
    url = f"{post.sandbox.url}/bot{post.sandbox.token}/sendMessage"
    async with post.http.post(url, json=body) as answer:
        screen = (await answer.json())["result"]["message_id"]
    post.start()
    await post.announce(screen=screen)

    async def reported() -> bool:
        return len(await post.received(NADIA)) == 2

    await post.until(reported)
    shown, report = await post.received(NADIA)
    assert shown["text"].splitlines() == ["Envoi terminé.", "▓" * 12, "4 sur 4"]
    assert report["text"].startswith("Votre annonce")
