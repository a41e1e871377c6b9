"""What an employer's code does at the crèches that were chosen, said as soon as it is noted."""

from datetime import datetime

from bot.actions import codes
from bot.ports import Store
from bot.rules.policy import Policy
from bot.rules.signup import Deed, Draft, Said, Step
from bot.texts import Speaker


async def with_code(
    note: str, turn: Store, draft: Draft, said: Said, t: Speaker, *, now: datetime, policy: Policy
) -> str:
    """Below what was noted: where the code can give priority; nothing more after any other answer."""
    answers = draft.answers
    if said.place != Step.CODE or said.deed not in {Deed.PICK, Deed.GO} or not answers.code:
        return note
    found = await turn.look(codes.where, answers.code, now=now)
    names = [creche.name for creche in policy.creches if creche.id in found]
    if not names:
        return note
    key = "signup.code.where" if found.intersection(answers.creches) else "signup.code.elsewhere"
    return "\n".join(filter(None, (note, t(key, creches=names))))
