"""A decision in words that a director can read to a parent on the phone."""

from bot.rules.policy import Policy
from bot.rules.references import grouped
from bot.rules.rounds import Decision, Passed, Proposal, Way
from bot.texts import Html, Speaker
from handlers.standings import ahead, full


def decided(t: Speaker, decision: Decision, policy: Policy, *, whole: bool = True) -> Html:
    """What is proposed and by what right, then every crèche wished for more, and why not that one.

    Not `whole`: a director reads the reasons at the own crèche alone, and none says nothing of the others.
    """
    title = t("rounds.request", reference=grouped(decision.reference))
    none = "rounds.waits" if decision.waits else "rounds.no_place"
    given = _given(t, decision.proposal, policy) if decision.proposal else t(none)
    said = (t("rounds.because", reason=decision.reason),) if decision.reason else ()
    if whole and decision.proposal and not decision.passed and not decision.reason:
        said = (t("rounds.most_wished"),)
    passed = (_passed(t, one, policy) for one in decision.passed)
    return Html("\n\n".join((title, given, *said, *passed)))


def _given(t: Speaker, proposal: Proposal, policy: Policy) -> Html:
    creche = policy.creche(proposal.creche)
    lines = [t("rounds.given", creche=creche.name, start=proposal.start, week=proposal.week)]
    if proposal.way is not Way.ORDINARY:
        lines.append(t("rounds.way", way=proposal.way))
    return Html("\n".join(lines))


def _passed(t: Speaker, passed: Passed, policy: Policy) -> Html:
    lines = [t("rounds.passed", creche=policy.creche(passed.creche).name, why=passed.why)]
    parts = ahead(t, passed)
    if parts:
        lines.append(t("rounds.ahead", parts=parts))
    held = (t("rounds.kept_for_firms"),) if passed.held else ()
    return Html("\n".join((*lines, *full(t, passed.full), *held)))
