"""What stands on a sheet of slips for colleagues: a QR code, the code in letters, what the employer sees."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from bot.reports.figures import safe
from bot.reports.slip import qr_code
from bot.rules.codes import in_groups
from bot.rules.policy import Policy
from bot.texts import Speaker


def codes(
    links: Sequence[tuple[str, str]], firm: str, until: date, t: Speaker, policy: Policy | None
) -> dict[str, Any]:
    """Eight slips a page, each a code with its link; no slip differs from another but by its code."""
    return {
        "language": t.language,
        "cooperative": safe(policy.cooperative) if policy else "",
        "document-title": t.plain("code.slip.document", firm=safe(firm)),
        "title": t.plain("code.slip.title"),
        "firm": t.plain("code.slip.from", firm=safe(firm)),
        "how": t.plain("code.slip.how"),
        "sees": t.plain("code.slip.sees"),
        "until": t.plain("code.slip.until", until=until),
        "code-alt": t.plain("code.slip.alt"),
        "slips": [{"code": in_groups(code), "picture": qr_code(link)} for code, link in links],
    }
