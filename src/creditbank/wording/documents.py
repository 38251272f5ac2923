"""A plan whose problem came as a document, in plain sentences: everything is called by its id, for there is no rulebook."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from creditbank.kernel.decision import Reason
from creditbank.kernel.quantity import format_amount
from creditbank.plan.problem import Line, Plan, Problem
from creditbank.wording.amounts import amount_words
from creditbank.wording.names import column
from creditbank.wording.sentences import word, word_reason

if TYPE_CHECKING:  # it would load the solver
    from creditbank.plan.relax import Demand, Infeasibility, Lowered


def answer_sentences(
    problem: Problem, plan: Plan, findings: Sequence[Reason], infeasible: "Infeasibility | None", language: str
) -> list[str]:
    """What counts, what does not and why, what remains, how sure that is; one sentence a line."""
    speaker = _Speaker(problem, plan, language)
    certainty = certainty_sentences(problem, plan, findings, language)
    if plan.status == "infeasible":
        return [*certainty, *speaker.infeasible(infeasible)]
    return [*speaker.answer(), *certainty]


def certainty_sentences(problem: Problem, plan: Plan, findings: Sequence[Reason], language: str) -> list[str]:
    """How sure the answer is, and what the checker finds wrong with it."""
    if findings:
        found = [word_reason(one, language, unit=problem.unit) for one in findings]
        return [word("PLAN_NOT_CHECKED", {}, language), *found]
    impossible = plan.status == "infeasible"
    bound = amount_words(format_amount(plan.bound, problem.scale), problem.unit, language)
    said = [
        word("PLAN_INFEASIBLE", {"engine": plan.engine}, language)
        if impossible
        else word("PLAN_ACCEPTED", {}, language)
    ]
    if plan.log:
        code = "PLAN_INFEASIBLE_LOG" if impossible else "PLAN_PROVEN_LOG"
        said.append(word(code, {"steps": plan.log.count(" ") + 1}, language))
    elif not impossible:
        code = "PLAN_GAP" if plan.status == "gap" else "PLAN_PROVEN"
        said.append(word(code, {"engine": plan.engine, "bound": bound}, language))
    return said


class _Speaker:
    """Says one plan in one language."""

    def __init__(self, problem: Problem, plan: Plan, language: str) -> None:
        self._problem, self._plan, self._language = problem, plan, language

    def answer(self) -> list[str]:
        plan = self._plan
        said = [self._head(), *(self._line(line) for line in plan.lines)]
        for unused in plan.unused:
            reason = word_reason(unused.reason, self._language, unit=self._problem.unit)
            said.append(self._word("PLAN_UNUSED", award=unused.outcome, reason=reason))
        if not plan.unused and (left := self._left_out()):
            said.append(self._word("PLAN_UNEXPLAINED", count=left))
        said += [self._word("PLAN_BINDING", limit=limit) for limit in plan.binding]
        if plan.study_courses:
            said.append(self._word("PLAN_STUDY", courses=self._joined(plan.study_courses)))
        for module, amount in plan.study_open.items():
            said.append(self._word("PLAN_STUDY_OPEN", module=module, amount=self._amount(amount)))
        return said

    def infeasible(self, why: "Infeasibility | None") -> list[str]:
        if why is None:
            return []
        return [
            self._word("INFEASIBLE_CONFLICT", demands=self._joined(map(self._demand, why.conflict), "；")),
            self._word("INFEASIBLE_LOWERED", demands=self._joined(map(self._lowered, why.lowered), "；")),
        ]

    def _head(self) -> str:
        plan, count = self._plan, len(self._plan.lines)
        return self._word(
            "PLAN_HEAD",
            programme=self._problem.programme,
            converted=self._amount(plan.converted),
            remaining=self._amount(plan.remaining),
            without=self._amount(plan.remaining_without),
            lines=f"{count} line" + "s" * (count != 1) if column(self._language) else f"{count} 条",
        )

    def _left_out(self) -> int:
        """How many outcomes the plan does not draw on."""
        return len(self._problem.outcomes) - len({draw.outcome for line in self._plan.lines for draw in line.draws})

    def _line(self, line: Line) -> str:
        return self._word(
            "PLAN_LINE_RULE",
            awards=self._joined(draw.outcome for draw in line.draws),
            targets=self._joined(grant.course or grant.module for grant in line.grants),
            amount=self._amount(sum(grant.amount for grant in line.grants)),
            rule=line.rule,
        )

    def _demand(self, demand: "Demand | Lowered") -> str:
        counted = demand.sort == "choose" or self._counts_awards(demand)
        asked = str(demand.asked) if counted else self._amount(demand.asked)
        return self._word(f"DEMAND_{demand.sort.upper()}", demand=demand.id, asked=asked)

    def _counts_awards(self, demand: "Demand | Lowered") -> bool:
        awards = {cap.id for cap in self._problem.caps if cap.measure == "awards"}
        return demand.sort == "cap" and demand.id in awards

    def _lowered(self, lowered: "Lowered") -> str:
        to = str(lowered.to) if lowered.sort == "choose" else self._amount(lowered.to)
        return self._word("DEMAND_LOWERED", demand=self._demand(lowered), to=to)

    def _amount(self, amount: int) -> str:
        return amount_words(format_amount(amount, self._problem.scale), self._problem.unit, self._language)

    def _joined(self, words: Iterable[str], between: str = "、") -> str:
        return (between if column(self._language) == 0 else {"、": ", ", "；": "; "}[between]).join(words)

    def _word(self, code: str, **parameters: object) -> str:
        return word(code, parameters, self._language)
