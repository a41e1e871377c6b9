"""Every decision is told once, nobody is reminded of what is over, nothing that was sent in is lost."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from bot.year.checks.tables import OF_NOBODY, Known, Tables, moment

_REMINDERS = {"BirthAwaited", "StillLooking", "ConfirmationOpens", "MeetingRecorded", "OfferReminder"}


def nothing_is_lost(day: Tables, known: Known) -> Iterator[str]:
    """Whoever was told a reference finds the request under it, for good."""
    for request, reference in known.signed_up.items():
        if request not in day.requests or day.requests[request].reference != reference:
            yield f"the request {reference} is lost"
    if day.before is not None:
        gone = day.before.offers.keys() - day.offers.keys() | day.before.stays.keys() - day.stays.keys()
        for one in sorted(gone):
            yield f"the offer or stay {one} is lost"


def a_lost_pregnancy_is_silent(day: Tables, known: Known) -> Iterator[str]:
    """Section 8: one word ends every reminder at once.

    Where another child keeps the request, what it hears until it is withdrawn too is no reminder of that.
    """
    withdrawn = {line.subject: moment(line.at) for line in day.trace if line.what == "withdrawn"}
    for told in (*day.notices, *day.open_notices):
        ended = known.ended.get(told.about or "")
        if ended is None or told.kind not in _REMINDERS:
            continue
        since = ended if told.kind == "BirthAwaited" else withdrawn.get(told.about or "", ended)
        late = moment(told.queued_at) > since or told.state in {"pending", "claimed", "call"}
        over = day.requests[told.about or ""].state == "withdrawn" or told.kind == "BirthAwaited"
        if late and over:
            yield f"a {told.kind} waits or went out after the pregnancy ended"


def nobody_is_asked_what_is_over(day: Tables, _: Known) -> Iterator[str]:
    """Section 6: what is answered is not reminded of; section 1: nor is what was withdrawn."""
    for told in day.open_notices:
        request = day.requests.get(told.about or "")
        if request is None:
            continue
        if told.kind in {"OfferSent", "OfferReminder"} and request.state != "offered":
            yield f"a {told.kind} waits, request {request.reference} is {request.state}"
        if told.kind in {"ConfirmationOpens", "MeetingRecorded"} and request.state in {
            "confirmed",
            "withdrawn",
        }:
            yield f"a {told.kind} waits, request {request.reference} is {request.state}"
        if told.kind == "StillLooking" and request.state in {"withdrawn", "closed"}:
            yield f"a StillLooking waits, request {request.reference} is {request.state}"


def every_offer_is_told(day: Tables, _: Known) -> Iterator[str]:
    """Order, 54; section 6: an offer is told to each guardian, once."""
    then = day.before.offers if day.before else {}
    new = [offer for offer in day.offers.values() if offer.id not in then]
    keys = _keys(day, "OfferSent") if new else set()
    for offer in new:
        for guardian in day.guardians(day.requests[offer.request].family):
            if f"offer:{offer.id}:{guardian}" not in keys and not _joined_today(day, guardian):
                yield f"the offer to request {day.requests[offer.request].reference} was not told"


def _joined_today(day: Tables, guardian: str) -> bool:
    since = str(day.today)
    return bool(day.look(
        f"SELECT 1 FROM ledger WHERE kind = 'joined' AND subject = '{guardian}' AND marked_at >= '{since}'"
    ))  # fmt: skip


def every_decision_is_carried_out_once(day: Tables, known: Known) -> Iterator[str]:
    """Section 4: each line of an approved round is carried out exactly once, and told (order, 54)."""
    if not any(line.what == "round approved" for line in day.trace) and known.carried_out:
        return
    told = {tuple(key.split(":")[1:3]) for key in _keys(day, "NoPlace")}
    sent = [(moment(one.sent_at), one.request) for one in day.offers.values()]
    rows = day.look("SELECT month, body, done FROM month_round WHERE approved_at IS NOT NULL")
    for month, body, sealed in rows:
        round_ = _read(day.unseal(body, "month_round.body", OF_NOBODY))
        done = _read(day.unseal(sealed, "month_round.done", OF_NOBODY))["lines"] if sealed else ()
        decided = Counter(one["request_id"] for one in round_["decisions"])
        carried_out = Counter(one["request_id"] for one in done)
        if carried_out != decided:
            yield f"the round of {month} decided on {len(decided)}, carried out {sum(carried_out.values())}"
        refused, offered = (_ended(done, how) for how in ("refused", "offered"))
        for request in sorted(refused - known.words_gone):
            if (request, month) not in told:
                yield f"request {day.requests[request].reference} was refused in {month} and not told"
        since = moment(round_["approved_at"])
        for request in sorted(offered - {request for at, request in sent if at >= since}):
            yield f"request {day.requests[request].reference} was to be offered a place in {month}"


def _ended(done: Iterable[dict[str, str]], how: str) -> set[str]:
    return {one["request_id"] for one in done if one["outcome"] == how}


@lru_cache(maxsize=100)
def _read(opened: bytes) -> dict[str, Any]:
    """The same bytes are the same round: months long over are not read anew."""
    found: dict[str, Any] = json.loads(opened)
    return found


def _keys(day: Tables, kind: str) -> set[str]:
    return {row[0] for row in day.look(f"SELECT key FROM notice WHERE kind = '{kind}'")}


def codes_are_used_once(day: Tables, _: Known) -> Iterator[str]:
    """Section 5: a code is single use, and whose claim it is follows from it."""
    twice = "SELECT request_id FROM code WHERE request_id IS NOT NULL GROUP BY request_id HAVING count(*) > 1"
    for (request,) in day.look(twice):
        yield f"request {request} used several codes"
    lost = """SELECT count(*) FROM code WHERE request_id IS NOT NULL
        AND request_id NOT IN (SELECT id FROM request)"""
    if day.look(lost)[0][0]:
        yield "a code was used for a request that is not there"
