"""What changed wishes do to a request's ranks, in words: told before they are sent."""

from bot.rules.wishes import Effect
from bot.texts import Html
from handlers.signup.buttons import View


def effects_in_words(view: View) -> list[Html]:
    """A line for each crèche, then what stays; nothing while nothing differs."""
    outlook = view.outlook
    if outlook is None or not outlook.effects:
        return []
    if not outlook.ranked:
        return [view.t("wishes.no_rank")]
    told = Html("\n".join(_effect(view, effect) for effect in outlook.effects))
    return [view.t("wishes.effects"), told, view.t("wishes.time_kept")]


def _effect(view: View, effect: Effect) -> Html:
    key = "wishes.moved"
    if effect.before is None:
        key = "wishes.added"
    elif effect.after is None:
        key = "wishes.removed"
    elif effect.same_list:
        key = "wishes.same"
    return view.t(
        key,
        creche=view.policy.creche(effect.creche).name,
        before=effect.rank_before,
        after=effect.rank_after,
        entry=effect.after or effect.before,
        left=effect.before or effect.after,
    )
