"""Sealing: opened by its key and place only; keys can be replaced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.vault import Vault, WrongKey

OLD, NEW = b"o" * 32, b"n" * 32
VAULT = Vault(NEW)


@given(st.binary(max_size=200))
def test_sealed_opens_again(plain: bytes) -> None:
    assert VAULT.open(VAULT.seal(plain, "person.name"), "person.name") == plain


@given(st.text(max_size=60))
def test_sealed_text_opens_again(plain: str) -> None:
    assert VAULT.open_text(VAULT.seal_text(plain, "person.name"), "person.name") == plain


def test_same_text_is_sealed_differently_each_time() -> None:
    assert VAULT.seal("Ana", "person.name") != VAULT.seal("Ana", "person.name")


def test_sealed_does_not_show_what_it_holds() -> None:
    assert b"Ana Lambert" not in VAULT.seal("Ana Lambert", "person.name")


def test_sealed_moved_to_another_column_does_not_open() -> None:
    with pytest.raises(WrongKey):
        VAULT.open(VAULT.seal("Ana", "person.name"), "person.phone")


@pytest.mark.parametrize("byte", range(40))
def test_sealed_with_one_bit_changed_does_not_open(byte: int) -> None:
    sealed = bytearray(VAULT.seal("Ana Lambert", "person.name"))
    sealed[byte % len(sealed)] ^= 1

    with pytest.raises(WrongKey):
        VAULT.open(bytes(sealed), "person.name")


def test_sealed_by_another_key_does_not_open() -> None:
    with pytest.raises(WrongKey):
        VAULT.open(Vault(OLD).seal("Ana", "person.name"), "person.name")


def test_old_key_still_opens_while_the_new_one_seals() -> None:
    both = Vault([NEW, OLD])

    assert both.open(Vault(OLD).seal("Ana", "person.name"), "person.name") == b"Ana"
    assert VAULT.open(both.seal("Ana", "person.name"), "person.name") == b"Ana"


def test_index_is_the_same_for_the_same_value_place_and_key() -> None:
    assert VAULT.index(1001, "person.chat") == VAULT.index("1001", "person.chat")
    others = {
        VAULT.index(1002, "person.chat"),
        VAULT.index(1001, "x.y"),
        Vault(OLD).index(1001, "person.chat"),
    }
    assert len(others - {VAULT.index(1001, "person.chat")}) == 3


def test_indexes_have_the_new_keys_first() -> None:
    assert Vault([NEW, OLD]).indexes(1, "a.b") == (VAULT.index(1, "a.b"), Vault(OLD).index(1, "a.b"))


def test_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes, not 31"):
        Vault(b"k" * 31)
