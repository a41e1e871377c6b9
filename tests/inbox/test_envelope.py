"""What can be known of an update without trusting it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox.envelope import chat_of, open_, seal
from tests.inbox.conftest import says

TAP = {"id": "1", "from": {"id": 7}, "data": "x"}


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        (says(1, 42), 42),
        ({"update_id": 1, "edited_message": {"chat": {"id": -5}}}, -5),
        ({"update_id": 1, "callback_query": {**TAP, "message": {"chat": {"id": 42}}}}, 42),
        ({"update_id": 1, "callback_query": TAP}, 7),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 42}, "from": {"id": 7}}}, 42),
        ({"update_id": 1, "something_new": {"from": {"id": 7}}}, 7),
        ({"update_id": 1}, None),
    ],
)
def test_chat_of_a_known_shape(update: dict[str, object], chat: int | None) -> None:
    assert chat_of(update) == chat


@pytest.mark.parametrize("odd", [True, 1.0, "42", None, [], {}, 2**63, -(2**64), 0])
def test_chat_of_an_odd_id_is_nobodys(odd: object) -> None:
    assert chat_of({"update_id": 1, "message": {"chat": {"id": odd}}}) is None


@pytest.mark.parametrize("odd", [True, 1.5, "7", None, -3, 2**63, [7]])
def test_number_of_an_odd_update_is_negative_and_its_own(odd: object) -> None:
    first, again = seal({"update_id": odd, "n": 1}), seal({"update_id": odd, "n": 1})
    other = seal({"update_id": odd, "n": 2})
    assert first.update_id < 0
    assert first == again
    assert other.update_id != first.update_id


@pytest.mark.parametrize(
    "body",
    [b'{"update_id": 77, "message": ', b'\xff{"update_id":77}', b'{"update_id":77,"a":' + b"[" * 100_000],
)
def test_number_of_bytes_that_are_no_json_is_found(body: bytes) -> None:
    assert (open_(body).update_id, open_(body).chat_id, open_(body).body) == (77, None, body)


def test_lone_surrogates_survive_sealing() -> None:
    update = says(1, 42, "\ud800")
    assert json.loads(seal(update).body) == update


@given(st.binary(max_size=200))
def test_any_bytes_have_an_envelope(body: bytes) -> None:
    assert open_(body).body == body


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["update_id", "message", "chat", "from", "id"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_json_has_an_envelope_that_fits_a_column(update: object) -> None:
    sealed = seal(update)
    assert -(2**63) <= sealed.update_id < 2**63
    assert sealed.chat_id is None or -(2**63) <= sealed.chat_id < 2**63
