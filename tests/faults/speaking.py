"""The conversations as they are spoken to in these rows: they keep no pace, and nobody holds them back."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime

from bot.reports import TypstReports
from bot.rules.policy import Policy
from bot.sandbox import Sandbox
from bot.texts import Texts
from handlers import Conversations, open_conversations
from storage import Storage

TEXTS = Texts.load()


def spoken_to(
    sandbox: Sandbox, store: Storage, policy: Policy, *, clock: Callable[[], datetime]
) -> Conversations:
    return open_conversations(
        token=sandbox.token,
        base_url=sandbox.url,
        store=store,
        texts=TEXTS,
        reports=TypstReports(TEXTS, policy),
        policy=policy,
        clock=clock,
        spend=lambda _, **__: nullcontext(),
        refused=lambda *_: None,
    )
