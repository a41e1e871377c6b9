"""References: what a family reads out on the phone. They tell nothing, and a slip is noticed."""

#: No I, L, O, U, 0 or 1: nothing that looks or sounds like something else.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_BASE = len(ALPHABET)
_PRIME = 31  # the next prime: weights modulo a prime see every substitution and every swap
HOW_MANY = _BASE ** (LENGTH - 1)


def make_reference(number: int) -> str:
    """Nine characters of a number below `HOW_MANY` and a check character; ValueError where none exists.

    The check is a weighted sum modulo 31; the one remainder without a character (30) makes a number unusable:
    the caller draws another.
    """
    if not 0 <= number < HOW_MANY:
        raise ValueError("a reference is made from a number below HOW_MANY")
    digits = []
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, _BASE)
        digits.append(digit)
    check = _check(digits)
    if check == _BASE:
        raise ValueError("no check character exists for this number")
    return "".join(ALPHABET[digit] for digit in (*digits, check))


def read_reference(text: str) -> str | None:
    """The reference in what somebody typed, however grouped; None if it is none."""
    letters = "".join(c for c in text.upper() if c not in " -–.\u00a0")
    if len(letters) != LENGTH or any(c not in ALPHABET for c in letters):
        return None
    *digits, check = (ALPHABET.index(c) for c in letters)
    return letters if _check(digits) == check else None


def grouped(reference: str) -> str:
    """K7M4PX29QW → K7M4-PX2-9QW: groups that one breath can say."""
    return f"{reference[:4]}-{reference[4:7]}-{reference[7:]}"


def _check(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in enumerate(digits, start=2)) % _PRIME
