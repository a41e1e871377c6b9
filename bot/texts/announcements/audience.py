"""An audience as a sentence."""

from bot.rules.announcements import Audience
from bot.rules.policy import Policy
from bot.texts.speaker import Speaker


def audience_in_words(audience: Audience, t: Speaker, policy: Policy) -> str:
    """Parents, of Marcinelle and Andrimont, in French: one line without markup."""
    if audience == Audience():
        return t.plain("audience.in_words.everybody")
    roles = [t.plain(f"audience.{role.value}") for role in sorted(audience.roles)]
    creches = [creche.name for creche in policy.creches if creche.id in audience.creches]
    languages = [t.plain(f"audience.language.{code}") for code in sorted(audience.languages)]
    parts = [t.list(roles) if roles else t.plain("audience.in_words.anyone")]
    if creches:
        parts.append(t.plain("audience.in_words.of", creches=t.list(creches)))
    if languages:
        parts.append(t.plain("audience.in_words.in", languages=t.list(languages)))
    return ", ".join([*parts, *requests_in_words(audience, t)])


def requests_in_words(audience: Audience, t: Speaker) -> list[str]:
    """What is asked of a family's request, and who had another announcement."""
    said = []
    if audience.states:
        said.append(t.plain("audience.in_words.states", states=sorted(audience.states)))
    if audience.entries:
        said.append(t.plain("audience.in_words.entries", months=sorted(audience.entries)))
    if audience.week:
        said.append(t.plain("audience.in_words.week", week=audience.week))
    counts = {key: len(getattr(audience, key)) for key in ("sponsors", "references", "but")}
    if audience.missed:
        said.append(t.plain("audience.in_words.unseen" if audience.unseen else "audience.in_words.missed"))
    return said + [t.plain(f"audience.in_words.{key}", n=n) for key, n in counts.items() if n]
