"""The privacy notice in words, as it is shown in the chat or read out at the desk."""

from hashlib import sha256

from bot.rules.policy import Policy
from bot.texts import Html, Speaker


def notice(t: Speaker, policy: Policy) -> Html:
    """Shown before anything else is said in a chat."""
    return t("privacy.notice", days=policy.draft_days, contact=policy.data_contact)


def notice_aloud(t: Speaker, policy: Policy) -> Html:
    """For families without Telegram: to be read out, or signed on paper."""
    return t("welcome.notice_aloud", cooperative=policy.cooperative, contact=policy.data_contact)


def digest(text: str) -> str:
    """What tells later which words somebody agreed to."""
    return sha256(text.encode()).hexdigest()
