"""What stands on the picture."""

from typing import Any

from bot.reports.figures import Places, capital, creche_name, headline, months, safe
from bot.rules.occupancy import Occupancy
from bot.rules.policy import Policy
from bot.rules.successive import at_creches
from bot.texts import Speaker
from bot.texts.summaries import neat, target_percent


def picture(summary: Occupancy, t: Speaker, policy: Policy | None) -> dict[str, Any]:
    """Title, headline, a bar for each crèche, twelve months."""
    target = target_percent(policy)
    return {
        "language": t.language,
        "title": t.plain("report.picture_title"),
        "firm": safe(summary.sponsor_name),
        "month": capital(t.show(summary.month)),
        "example": t.plain("report.example") if summary.example else "",
        "occupancy": headline(summary, target, t),
        "target": {"shown": t.plain("report.target", target=target), "share": target / 100},
        "places": t.plain("report.count.places", n=neat(summary.places)),
        "legend": Places(None, None, None).parts(t),
        "creches": [
            {
                "name": creche_name(line.creche, policy),
                "places": t.plain("report.count.places", n=neat(line.places)),
                "parts": Places.of(line).parts(t),
            }
            for line in at_creches(summary.creches)
        ],
        "trend": t.plain("report.trend"),
        "months": months(summary, t),
    }
