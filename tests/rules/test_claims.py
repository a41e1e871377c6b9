from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calendar import local_day
from bot.rules.claims import (
    ClaimMissing,
    ClaimNotPublished,
    ClaimUnknown,
    ProofAlreadySeen,
    claim_code,
    see_proof,
    take_out,
)
from bot.rules.refusals import NotWaiting, Refusal
from bot.rules.requests import ON_THE_LIST, Claim, ClaimCode, Request, State
from tests.cast import LAMBERT_CONFIRMED, MORNING, PEETERS_CONFIRMED, POLICY, TODAY
from tests.strategies import requests

UNSEEN = replace(PEETERS_CONFIRMED, claims=(Claim(code=ClaimCode.SIBLINGS),))
AT = ("marcinelle",)
NOW = MORNING + timedelta(days=3)


def see(request: Request, code: str, at: tuple[str, ...] = AT) -> Request:
    return see_proof(request, code, by="director", at=at, now=NOW, policy=POLICY)


def test_proof_that_was_seen_makes_the_claim_count() -> None:
    seen = see(UNSEEN, "52-1a")
    proven = Claim(code=ClaimCode.SIBLINGS, seen_on=local_day(NOW), seen_by="director")
    assert seen == replace(UNSEEN, claims=(proven,))
    assert (UNSEEN.has_priority, seen.has_priority) == (False, True)


def test_proof_is_seen_once() -> None:
    with pytest.raises(ProofAlreadySeen) as refused:
        see(PEETERS_CONFIRMED, "52-1a")
    assert refused.value == ProofAlreadySeen(on=TODAY - timedelta(days=1))


@pytest.mark.parametrize("code", ["52-1h", "52-8", "", "siblings"])
def test_code_that_does_not_exist_is_refused(code: str) -> None:
    for act in (see, take_out):
        with pytest.raises(ClaimUnknown):
            act(UNSEEN, code)


def test_proof_without_a_claim_is_refused() -> None:
    with pytest.raises(ClaimMissing) as refused:
        see(LAMBERT_CONFIRMED, "52-2")
    assert refused.value == ClaimMissing(code=ClaimCode.CLOSURE)


def test_priority_that_the_contract_does_not_publish_is_refused() -> None:
    commuter = replace(UNSEEN, claims=(Claim(code=ClaimCode.COMMUTER),))
    with pytest.raises(ClaimNotPublished) as refused:
        see(commuter, "52-6")
    assert refused.value == ClaimNotPublished(code=ClaimCode.COMMUTER)


def test_one_creche_of_the_desk_that_publishes_it_is_enough() -> None:
    creches = tuple(
        replace(c, priorities=frozenset({"52-6"} if c.id == "lodelinsart" else ())) for c in POLICY.creches
    )
    policy = replace(POLICY, creches=creches)
    commuter = replace(UNSEEN, claims=(Claim(code=ClaimCode.COMMUTER),))

    both = ("marcinelle", "lodelinsart")
    assert see_proof(commuter, "52-6", by="coordinator", at=both, now=NOW, policy=policy).has_priority
    with pytest.raises(ClaimNotPublished):
        see_proof(commuter, "52-6", by="director", at=AT, now=NOW, policy=policy)


@pytest.mark.parametrize("state", sorted(set(State) - ON_THE_LIST))
def test_claims_are_settled_while_the_request_waits(state: State) -> None:
    for act in (see, take_out):
        with pytest.raises(NotWaiting) as refused:
            act(replace(UNSEEN, state=state), "52-1a")
        assert refused.value == NotWaiting(state=state)


@given(requests(states=tuple(State)), st.sampled_from(ClaimCode))
def test_only_that_claim_changes(request: Request, code: ClaimCode) -> None:
    """Whatever is settled: the other claims, the state and the time of confirmation stay as they are."""
    for act in (see, take_out):
        try:
            after = act(request, code)
        except Refusal:
            continue
        assert replace(after, claims=request.claims) == request
        assert [claim for claim in after.claims if claim.code != code] == [
            claim for claim in request.claims if claim.code != code
        ]


def test_claim_that_does_not_hold_is_gone() -> None:
    assert take_out(PEETERS_CONFIRMED, "52-1a") == replace(PEETERS_CONFIRMED, claims=())


def test_every_code_of_the_list_is_known() -> None:
    assert [claim_code(code.value) for code in ClaimCode] == list(ClaimCode)
