"""References: what a family reads out on the phone. They tell nothing, and a slip is noticed."""

import unicodedata

#: No I, L, O, S, U, 0 or 1: nothing that looks or sounds like something else. 29 is prime, on purpose.
ALPHABET = "ABCDEFGHJKMNPQRTVWXYZ23456789"
LENGTH = 10
_BASE = len(ALPHABET)
#: How many references there are.
HOW_MANY = _BASE ** (LENGTH - 1)
#: So many characters of an id tell its buttons from another's.
MARK = 8
_MEANT = str.maketrans("SU", "5V")
_BETWEEN = set("-\N{HYPHEN}–—.,/_")


def make_reference(number: int) -> str:
    """Nine characters of a number below `HOW_MANY`, and a check character; ValueError for another number."""
    if not 0 <= number < HOW_MANY:
        raise ValueError(f"a reference needs a number from 0 to {HOW_MANY - 1}, not {number}")
    digits = []
    for _ in range(LENGTH - 1):
        number, digit = divmod(number, _BASE)
        digits.append(digit)
    return "".join(ALPHABET[digit] for digit in (*digits, -_weighed(digits) % _BASE))


def read_reference(text: str) -> str | None:
    """The reference in what somebody typed, however grouped; None if it is none."""
    plain = unicodedata.normalize("NFKC", text).upper().translate(_MEANT)
    letters = "".join(letter for letter in plain if letter not in _BETWEEN and not letter.isspace())
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    return letters if _weighed([ALPHABET.index(letter) for letter in letters]) % _BASE == 0 else None


def grouped(reference: str) -> str:
    """9DDWCTVQC4 → 9DDW-CTVQ-C4: groups that one breath can say."""
    return f"{reference[:4]}-{reference[4:8]}-{reference[8:]}"


def _weighed(digits: list[int]) -> int:
    """The sum of ISBN-10: weights 10 to 1 modulo a prime see every substitution and every swap of two."""
    return sum(weight * digit for weight, digit in zip(range(LENGTH, 0, -1), digits, strict=False))
