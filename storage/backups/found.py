"""Whether what was found is ours, of a version that we know, and opened by our key."""

from storage.migrations import HEAD, VERSIONS
from storage.problems import Kind, StorageProblem
from storage.vault import Vault, WrongKey


def check_found(version: str | None, word: bytes | None, vault: Vault, where: str, absent: Kind) -> None:
    """StorageProblem unless it is; `absent` is what to call something that holds no version of ours."""
    if version is None:
        raise StorageProblem(absent, where)
    if version not in VERSIONS:
        raise StorageProblem(Kind.NEWER, where, f"version {version}, this program knows {HEAD}")
    if word is not None:
        _check_key(word, vault, where)


def _check_key(word: bytes, vault: Vault, where: str) -> None:
    try:
        vault.open(word, "vault.word")
    except WrongKey:
        raise StorageProblem(Kind.WRONG_KEY, where) from None
