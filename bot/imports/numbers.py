"""Belgian enterprise numbers, as they stand on invoices."""

from bot.rules.refusals import Unclear


def read_enterprise_number(text: str) -> str:
    """Its ten digits: "BE 0403.170.701" is 0403170701. Refused Unclear where the check digits say no."""
    from stdnum.be import vat  # noqa: PLC0415 – few ever need it
    from stdnum.exceptions import ValidationError  # noqa: PLC0415 – likewise

    try:
        number: str = vat.validate(text)
    except ValidationError as problem:
        raise Unclear(what="enterprise_number") from problem
    return number
