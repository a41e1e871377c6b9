"""The privacy notice in words, as it is shown in the chat or read out at the desk."""

from hashlib import sha256

from bot.rules.policy import Policy
from bot.rules.retention import BY_LAW, Category, terms
from bot.texts import Html, Speaker


def notice(t: Speaker, policy: Policy) -> Html:
    """Shown before anything else is said in a chat."""
    kept = terms(policy)
    return t(
        "privacy.notice",
        years=kept[Category.REFUSED].years,
        days=kept[Category.FORMS].days,
        contact=policy.data_contact,
    )


def notice_aloud(t: Speaker, policy: Policy) -> Html:
    """For families without Telegram: to be read out, or signed on paper."""
    return t(
        "welcome.notice_aloud",
        cooperative=policy.cooperative,
        years=BY_LAW[Category.REFUSED].years,
        contact=policy.data_contact,
    )


def mark(text: str) -> str:
    """What a button has room for, to tell whether these are the words above it."""
    return digest(text)[:3]


def digest(text: str) -> str:
    """What tells later which words somebody agreed to."""
    return sha256(text.encode()).hexdigest()
