"""What stands on a slip that attaches a telephone: a QR code, the reference, until when. No name."""

from datetime import date
from typing import Any

from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.texts import Speaker


def slip(link: str, reference: str, until: date, t: Speaker, policy: Policy | None) -> dict[str, Any]:
    """One page for one guardian; whoever scans the code follows the request from then on."""
    return {
        "language": t.language,
        "cooperative": policy.cooperative if policy else "",
        "title": t.plain("slip.title"),
        "steps": [t.plain("slip.telegram"), t.plain("slip.scan"), t.plain("slip.read")],
        "code": qr_code(link),
        "code-alt": t.plain("slip.code_alt"),
        "reference": t.plain("slip.reference", reference=grouped(reference)),
        "until": t.plain("slip.until", until=until),
        "keep": t.plain("slip.keep"),
    }


def qr_code(link: str) -> str:
    """Dark on light, readable though a corner is creased."""
    import segno  # noqa: PLC0415 – few ever need it

    made: str = segno.make(link, error="q", micro=False).svg_inline(border=4, dark="#16272e", light="#ffffff")
    return made
