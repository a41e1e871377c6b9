"""The number that ONE gives with a pré-demande (order, 50): what cannot be one."""

from bot.rules.refusals import NationalNumber, TooLong, Unclear

#: ONE's numbers are shorter; nobody has to know their shape.
LONGEST_PREDEMAND = 40


def check_predemand(number: str) -> None:
    """Refused Unclear without a digit, NationalNumber, TooLong."""
    if not any(char.isdecimal() for char in number):
        raise Unclear(what="predemand")
    if looks_national(number):
        raise NationalNumber
    if len(number) > LONGEST_PREDEMAND:
        raise TooLong(most=LONGEST_PREDEMAND)


def looks_national(text: str) -> bool:
    """Eleven digits of which the last two check the others, as in a Belgian national register number."""
    digits = "".join(char for char in text if char in "0123456789")
    if len(digits) != 11:
        return False
    base, check_digits = digits[:9], int(digits[9:])
    return check_digits in {97 - int(base) % 97, 97 - int(f"2{base}") % 97}  # the 2: born from 2000 on
