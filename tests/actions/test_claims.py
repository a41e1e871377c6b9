"""Claims at the desk: written down with role and date, traced, told to both guardians without the reason."""

from dataclasses import replace

import pytest

from bot.actions import claims
from bot.ports import Records
from bot.rules.claims import Fault
from bot.rules.refusals import NotAllowed, NotFound
from bot.rules.requests import Claim, ClaimCode
from storage import Storage
from tests.cast import (
    ANA,
    CHLOE,
    LUC,
    MIREILLE,
    MORNING,
    NADIA,
    PEETERS_CONFIRMED,
    POLICY,
    SCHMITZ_CONFIRMED,
    TODAY,
)
from tests.crowds import crowd_of
from tests.storage import seeds

UNSEEN = replace(PEETERS_CONFIRMED, claims=(Claim(code=ClaimCode.SIBLINGS),))
ELSEWHERE = replace(SCHMITZ_CONFIRMED, claims=(Claim(code=ClaimCode.SIBLINGS),))  # Lodelinsart only
SECOND = replace(CHLOE, id="charles", chat_id=1013, name="Charles Peeters")


@pytest.fixture
def kept(storage: Storage) -> Storage:
    with storage.transaction() as records:
        seeds.cast(records)
        records.people.add(SECOND)
        seeds.requests(records, UNSEEN, ELSEWHERE)
    return storage


def queued(storage: Storage) -> list[tuple[str, str]]:
    """Every notice that waits: its kind, and who gets it."""
    with storage.transaction() as records:
        cursor = records.wire._cursor
        cursor.execute("SELECT kind, person_id FROM notice ORDER BY id")
        return [(kind, person) for kind, person in cursor.fetchall()]


async def test_proof_is_kept_with_role_and_date_and_traced(kept: Storage) -> None:
    found = await kept.do(claims.see_proof, MIREILLE.id, UNSEEN.id, "52-1a", now=MORNING, policy=POLICY)

    proven = Claim(code=ClaimCode.SIBLINGS, seen_on=TODAY, seen_by="director")
    assert found.request == replace(UNSEEN, claims=(proven,))
    assert {guardian.id for guardian in found.guardians} == {CHLOE.id, SECOND.id}

    def look(records: Records) -> None:
        assert records.requests.get(UNSEEN.id) == found.request
        (line,) = records.trace.of(UNSEEN.id)
        assert (line["who"], line["what"], line["why"]) == (MIREILLE.id, "proof seen", "52-1a")
        crowd = crowd_of(records, UNSEEN.id, "marcinelle")
        assert crowd is not None
        assert (crowd.own.priority, crowd.with_priority.same, crowd.without.same) == (True, 1, 0)

    await kept.look(look)
    assert queued(kept) == [("ProofSeen", SECOND.id), ("ProofSeen", CHLOE.id)]


async def test_claim_that_does_not_hold_is_removed_with_its_reason(kept: Storage) -> None:
    fault = Fault.DOES_NOT_MATCH
    found = await kept.do(claims.take_out, NADIA.id, UNSEEN.id, "52-1a", fault=fault, now=MORNING)

    assert found.request.claims == ()
    (line,) = await kept.look(lambda records: records.trace.of(UNSEEN.id))
    assert (line["what"], line["why"]) == ("claim taken out", "52-1a: does not match")
    assert queued(kept) == [("ClaimTakenOut", SECOND.id), ("ClaimTakenOut", CHLOE.id)]


async def test_claims_are_the_business_of_their_own_desk(kept: Storage) -> None:
    for person, refusal in ((MIREILLE, NotFound), (ANA, NotAllowed), (LUC, NotAllowed)):
        with pytest.raises(refusal):
            await kept.do(claims.see_proof, person.id, ELSEWHERE.id, "52-1a", now=MORNING, policy=POLICY)
        with pytest.raises(refusal):
            await kept.do(
                claims.take_out, person.id, ELSEWHERE.id, "52-1a", fault=Fault.NOT_SHOWN, now=MORNING
            )

    assert await kept.look(lambda records: records.requests.get(ELSEWHERE.id)) == ELSEWHERE
    assert queued(kept) == []


async def test_no_code_stands_unsealed_in_the_queue(kept: Storage) -> None:
    """A kind of priority can tell of health: it is in no key of a notice."""
    await kept.do(claims.see_proof, NADIA.id, UNSEEN.id, "52-1a", now=MORNING, policy=POLICY)
    with kept.transaction() as records:
        records.wire._cursor.execute("SELECT key, body FROM notice")
        rows = records.wire._cursor.fetchall()
    assert len(rows) == 2
    assert not [row for row in rows if "52-1" in row[0] or b"52-1" in row[1]]
