"""Every check finds what it is there for: tables broken by hand, one way at a time."""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

import bot.year.checks
from bot.year.checks import CHECKS
from tests.year.conftest import Evening

pytestmark = pytest.mark.xdist_group("year")  # the weeks are lived once


_IS_A_COPY = "kind IN ('AnnouncementCopy', 'NewsCopy') AND state = 'sent'"


def _request(evening: Evening, state: str, more: str = "") -> str:
    return str(evening.one(f"SELECT id FROM request WHERE state = '{state}' {more} ORDER BY id"))


def _traced(evening: Evening, request: str, what: str, *, who: str = "", at: str = "2027-02-10") -> None:
    evening.look(
        "INSERT INTO trace (at, who, what, subject, digest) VALUES "
        f"('{at}T12:00:00.000000+00:00', '{who}', '{what}', '{request}', randomblob(32))"
    )


def _noticed(evening: Evening, request: str, kind: str) -> None:
    evening.look(
        "INSERT INTO notice (key, kind, person_id, about, lane, state, queued_at, due_at, attempts, unknowns,"
        f" missed, why) SELECT 'planted', '{kind}', min(id), '{request}', 1, 'pending',"
        " '2027-02-10T12:00:00.000000+00:00', '2027-02-10T12:00:00.000000+00:00', 0, 0, 0, '' FROM person"
    )


def _state_without_a_trace(evening: Evening) -> None:
    request = _request(evening, "registered")
    evening.look(f"UPDATE request SET state = 'paused' WHERE id = '{request}'")


def _no_such_arrow(evening: Evening) -> None:
    request = _request(evening, "registered")
    evening.look(f"UPDATE request SET state = 'left' WHERE id = '{request}'")
    _traced(evening, request, "left")


def _back_elsewhere(evening: Evening) -> None:
    request = _request(evening, "registered")
    for what in ("paused", "refused"):
        _traced(evening, request, what)


def _back_too_late(evening: Evening) -> None:
    request = _request(evening, "registered")
    _traced(evening, request, "withdrawn")
    _traced(evening, request, "registered", at="2027-02-12")


def _decided_by_nobody(evening: Evening) -> None:
    _traced(evening, _request(evening, "confirmed"), "refused")


def _confirmed_early(evening: Evening) -> None:
    request = _request(evening, "registered", "AND id IN (SELECT request_id FROM child WHERE NOT born)")
    evening.look(
        "UPDATE request SET state = 'confirmed', met_on = '2026-01-02', predemand = x'00',"
        f" confirmed_at = '2026-01-02T12:00:00.000000+00:00' WHERE id = '{request}'"
    )


def _confirmed_unmet(evening: Evening) -> None:
    request = _request(evening, "registered")
    evening.look(
        "UPDATE request SET state = 'confirmed', met_on = NULL,"
        f" confirmed_at = '2027-02-02T12:00:00.000000+00:00' WHERE id = '{request}'"
    )


def _rank_lost(evening: Evening) -> None:
    request = _request(evening, "confirmed")
    evening.look(f"UPDATE request SET confirmed_at = '2027-02-10T12:00:00' WHERE id = '{request}'")


def _child_gone(evening: Evening) -> None:
    evening.look(f"DELETE FROM child WHERE request_id = '{_request(evening, 'registered')}'")


def _child_twice(evening: Evening) -> None:
    request = _request(evening, "registered")
    columns = [name for _, name, *_ in evening.look("PRAGMA table_info(request)")]
    new = {"id": "'twin'", "reference": "'TWIN'", "linked": "NULL"}
    evening.look(
        f"INSERT INTO request ({', '.join(columns)}) SELECT "
        f"{', '.join(new.get(one, one) for one in columns)} FROM request WHERE id = '{request}'"
    )
    children = evening.look(f"SELECT position, born, day FROM child WHERE request_id = '{request}'")
    for position, born, sealed in children:
        day = evening.safe.open(sealed, "child.day", request)
        again = evening.safe.seal(day, "child.day", "twin").hex()
        evening.look(f"INSERT INTO child VALUES ('twin', {position}, {born}, x'{again}')")


def _stays(evening: Evening, count: int, creche: str, *, agreement: str = "", need: bool = False) -> None:
    under = f"'{agreement}'" if agreement else "NULL"
    for number in range(count):
        evening.look(
            'INSERT INTO stay (id, creche, week, start, "end", agreement_id, need) VALUES '
            f"('planted-{number}', '{creche}', 1, '2027-02-01', '2029-08-26', {under}, {int(need)})"
        )


def _one_stay_too_many(evening: Evening) -> None:
    _stays(evening, 8, "marcinelle")


def _over_an_agreement(evening: Evening) -> None:
    agreement, creche, places = evening.look("SELECT id, creche, places FROM agreement ORDER BY places, id")[
        0
    ]
    _stays(evening, places + 1, creche, agreement=agreement)


def _over_a_quota(evening: Evening) -> None:
    _stays(evening, 4, "marcinelle", need=True)


def _enrolled_without_a_stay(evening: Evening) -> None:
    evening.look(f"UPDATE stay SET request_id = NULL WHERE request_id = '{_request(evening, 'enrolled')}'")


def _a_stay_of_somebody_who_waits(evening: Evening) -> None:
    request = _request(evening, "registered")
    evening.look(f"UPDATE stay SET request_id = '{request}' WHERE id = (SELECT min(id) FROM stay)")


def _offered_and_confirmed(evening: Evening) -> None:
    evening.look(f"UPDATE request SET state = 'confirmed' WHERE id = '{_request(evening, 'offered')}'")


def _copied_offer(evening: Evening, **changes: str) -> None:
    columns = [name for _, name, *_ in evening.look("PRAGMA table_info(offer)")]
    new = {"id": "'second'", **changes}
    evening.look(
        f"INSERT INTO offer ({', '.join(columns)}) SELECT {', '.join(new.get(one, one) for one in columns)}"
        " FROM offer WHERE state = 'live' LIMIT 1"
    )


def _two_offers(evening: Evening) -> None:
    evening.look("DROP INDEX uq_offer_live")
    _copied_offer(evening)


def _over_and_standing(evening: Evening) -> None:
    evening.look("UPDATE offer SET state = 'lapsed' WHERE state = 'live'")


def _over_and_back(evening: Evening) -> None:
    evening.look("UPDATE offer SET state = 'signed' WHERE state = 'declined'")


def _deadline_moved(evening: Evening) -> None:
    evening.look("UPDATE offer SET deadline = '2027-03-29' WHERE state = 'live'")


def _past_its_deadline(evening: Evening) -> None:
    evening.look("UPDATE offer SET deadline = '2027-02-03' WHERE state = 'live'")


def _accepted_late(evening: Evening) -> None:
    request = str(evening.one("SELECT request_id FROM offer WHERE contract_by IS NOT NULL"))
    _traced(evening, request, "accepted", at="2028-01-01")


def _reference_lost(evening: Evening) -> None:
    evening.look(f"UPDATE request SET reference = 'ELSE' WHERE id = '{_request(evening, 'registered')}'")


def _stay_lost(evening: Evening) -> None:
    evening.look("DELETE FROM stay WHERE id = (SELECT min(id) FROM stay)")


def _reminded_of_a_lost_child(evening: Evening) -> None:
    request = _request(evening, "registered")
    evening.known.ended[request] = evening.year.clock.true - timedelta(days=3)
    _noticed(evening, request, "BirthAwaited")


def _reminded_of_an_answer(evening: Evening) -> None:
    _noticed(evening, _request(evening, "confirmed"), "OfferReminder")


def _told_nobody(evening: Evening) -> None:
    evening.look("DELETE FROM notice WHERE kind = 'OfferSent'")
    _copied_offer(evening, state="'declined'", ended_at="sent_at")


def _refused_and_told_nobody(evening: Evening) -> None:
    evening.look("DELETE FROM notice WHERE kind = 'NoPlace'")
    evening.known.carried_out = False


def _code_astray(evening: Evening) -> None:
    evening.look("UPDATE code SET request_id = 'nobody' WHERE digest = (SELECT min(digest) FROM code)")


def _priority_unseen(evening: Evening) -> None:
    evening.look("UPDATE request_creche SET priority = NOT priority WHERE state = 'confirmed'")


def _miscounted(evening: Evening) -> None:
    evening.look("UPDATE list_count SET count = count + 1 WHERE level = 1")


def _rank_from_nowhere(evening: Evening) -> None:
    evening.look("UPDATE list_count SET count = count + 7 WHERE level IN (1, 2)")


def _vacant(evening: Evening) -> tuple[str, str]:
    """An agreement with a place that stands vacant, told and not taken; its crèche."""
    agreement, creche = evening.look(
        "SELECT agreement.id, creche FROM agreement JOIN vacancy ON agreement_id = agreement.id"
        " WHERE vacancy.left > 0 AND vacancy.since <= '2027-02-07' ORDER BY agreement.id"
    )[0]
    return agreement, creche


def _told(evening: Evening, agreement: str, *, on: int = 7) -> None:
    evening.look(
        "INSERT INTO vacancy (id, agreement_id, places, left, since, told_on, decide_by) VALUES"
        f" ('planted-{on}', '{agreement}', 1, 1, '2027-02-07', '2027-02-0{on}', '2027-03-0{on + 2}')"
    )


def _decided_later(evening: Evening) -> None:
    evening.look("UPDATE vacancy SET decide_by = '2028-01-01'")


def _vacant_and_nobody_told(evening: Evening) -> None:
    _told(evening, _vacant(evening)[0])


def _told_on_three_mornings(evening: Evening) -> None:
    for on in (5, 6, 7):
        _told(evening, _vacant(evening)[0], on=on)


def _held_and_given_to_others(evening: Evening) -> None:
    agreement, creche = _vacant(evening)
    evening.look("UPDATE vacancy SET left = 0")
    _told(evening, agreement)
    _stays(evening, 7, creche)


def _empty_and_untold(evening: Evening) -> None:
    evening.look("DELETE FROM vacancy")
    for _ in range(2):
        evening.found()


def _there_before_the_yes(evening: Evening) -> None:
    evening.look(
        "UPDATE stay SET start = '2026-11-02' WHERE request_id IN"
        " (SELECT request_id FROM offer WHERE state = 'signed')"
    )


def _announced_twice(evening: Evening) -> None:
    evening.look(
        "INSERT INTO notice (key, kind, person_id, announcement_id, lane, state, queued_at, due_at, attempts,"
        " unknowns, missed, why) SELECT 'planted', kind, person_id, announcement_id, lane, 'sent', queued_at,"
        f" due_at, 0, 0, 0, '' FROM notice WHERE {_IS_A_COPY} ORDER BY id LIMIT 1"
    )


def _announced_late(evening: Evening) -> None:
    copy = evening.one(f"SELECT min(id) FROM notice WHERE {_IS_A_COPY}")
    evening.look(f"UPDATE notice SET state = 'pending' WHERE id = {copy}")
    evening.look("UPDATE announcement SET sent_at = '2027-01-05T12:00:00.000000+00:00'")


def _erased_and_opens(evening: Evening) -> None:
    evening.known.erased["nobody"] = (_request(evening, "registered"),)


def _erased_and_there(evening: Evening) -> None:
    person = evening.one("SELECT min(id) FROM person WHERE family_id IS NOT NULL AND chat IS NOT NULL")
    evening.known.erased[person] = ()


PLANTED: list[tuple[str, Callable[[Evening], None]]] = [
    ("every_change_follows_an_arrow", _state_without_a_trace),
    ("every_change_follows_an_arrow", _no_such_arrow),
    ("who_comes_back_comes_back_where_it_was", _back_elsewhere),
    ("who_comes_back_comes_back_where_it_was", _back_too_late),
    ("a_person_decides", _decided_by_nobody),
    ("no_confirmation_is_too_early", _confirmed_early),
    ("no_confirmation_is_too_early", _confirmed_unmet),
    ("the_time_of_confirmation_stays", _rank_lost),
    ("no_child_waits_twice", _child_gone),
    ("no_child_waits_twice", _child_twice),
    ("no_half_day_is_given_twice", _one_stay_too_many),
    ("agreements_hold", _over_an_agreement),
    ("quotas_hold", _over_a_quota),
    ("the_enrolled_have_their_stays", _enrolled_without_a_stay),
    ("the_enrolled_have_their_stays", _a_stay_of_somebody_who_waits),
    ("what_was_told_stays", _decided_later),
    ("every_vacancy_is_told_once", _vacant_and_nobody_told),
    ("no_firm_is_told_day_after_day", _told_on_three_mornings),
    ("a_held_place_is_nobody_elses", _held_and_given_to_others),
    ("no_place_stands_empty_untold", _empty_and_untold),
    ("one_offer_a_request", _offered_and_confirmed),
    ("one_offer_a_request", _two_offers),
    ("offers_end_once", _over_and_standing),
    ("offers_end_once", _over_and_back),
    ("deadlines_are_those_of_the_house", _deadline_moved),
    ("no_offer_outlives_its_deadline", _past_its_deadline),
    ("no_answer_is_too_late", _accepted_late),
    ("nobody_comes_before_the_yes", _there_before_the_yes),
    ("nothing_is_lost", _reference_lost),
    ("nothing_is_lost", _stay_lost),
    ("a_lost_pregnancy_is_silent", _reminded_of_a_lost_child),
    ("nobody_is_asked_what_is_over", _reminded_of_an_answer),
    ("every_offer_is_told", _told_nobody),
    ("every_decision_is_carried_out_once", _refused_and_told_nobody),
    ("codes_are_used_once", _code_astray),
    ("announcements_reach_each_once", _announced_twice),
    ("announcements_reach_each_once", _announced_late),
    ("who_was_erased_is_gone", _erased_and_opens),
    ("who_was_erased_is_gone", _erased_and_there),
    ("lists_say_what_requests_say", _priority_unseen),
    ("lists_count_whom_they_have", _miscounted),
    ("ranks_follow_from_facts", _rank_from_nowhere),
]


@pytest.mark.parametrize(("check", "plant"), PLANTED, ids=[plant.__name__[1:] for _, plant in PLANTED])
def test_what_is_broken_is_found(evening: Evening, check: str, plant: Callable[[Evening], None]) -> None:
    plant(evening)
    assert check in evening.found()


def test_every_check_has_a_break_that_it_finds() -> None:
    assert {check for check, _ in PLANTED} == set(CHECKS)


def test_checks_know_nothing_of_what_they_check_but_the_policy() -> None:
    folder = Path(bot.year.checks.__file__).parent
    opened = {
        node.module
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in {"bot", "storage"}
    }
    assert {name for name in opened if name and not name.startswith("bot.year.checks")} == {
        "bot.rules.policy"
    }
