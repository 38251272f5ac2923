"""Rules by themselves: those that never apply, and those whose targets nobody can reach."""

from collections.abc import Iterator, Mapping
from datetime import date

from creditbank.plan.lint_findings import Conflict, RuleFinding
from creditbank.plan.lint_forms import Former, Place, RuleForm
from creditbank.plan.lint_pairs import version_of
from creditbank.plan.lint_tests import Asked, together
from creditbank.plan.lint_witness import witness_of_one
from creditbank.rules.rulebook import Rulebook


def alone_in(forms: list[RuleForm], former: Former, book: Rulebook) -> Iterator[RuleFinding]:
    """What is wrong with single rules."""
    certified = {name: former.certified(kind) if kind.certifiers else () for name, kind in book.kinds.items()}
    for form in forms:
        cause = _never(form, certified, book)
        if cause:
            yield _finding(Conflict.NEVER_APPLIES, form, cause, book)
        elif cause := _unreachable(form):
            yield _finding(Conflict.UNREACHABLE, form, cause, book)


def _finding(code: Conflict, form: RuleForm, cause: Mapping[str, str], book: Rulebook) -> RuleFinding:
    witness = witness_of_one(form, book)
    return RuleFinding(code=code, rules=(version_of(form),), parameters=dict(cause), witness=witness)


def _never(form: RuleForm, certified: Mapping[str, Asked], book: Rulebook) -> Mapping[str, str]:
    """Why nothing can fill the rule; empty where something can."""
    rule = form.rule
    if rule.until is not None and rule.until <= rule.from_:
        return {"cause": "period", "slot": ""}
    for place in form.places:
        cause = _unfillable(place, rule.until, certified, book)
        if cause:
            return {"cause": cause, "slot": place.slot.id}
    return {} if form.line else {"cause": "tests", "slot": ""}


def _unfillable(place: Place, until: date | None, certified: Mapping[str, Asked], book: Rulebook) -> str:
    """``kind``: no kind that it takes is ever certified before the rule ends. ``tests``: they contradict each other."""
    given = [kind for kind in place.asked if certified[kind] and (until is None or book.kinds[kind].from_ < until)]
    if not given:
        return "kind"
    return "" if any(together(place.asked[kind], certified[kind]) is not None for kind in given) else "tests"


def _unreachable(form: RuleForm) -> Mapping[str, str]:
    """Why no learner can be granted a target; empty where one can."""
    if not form.programmes:
        return {"cause": "programme"}
    if not form.grants:
        return {"cause": "target"}
    first = date(min(year for _, year in form.grants), 1, 1)
    ended = form.rule.until is not None and form.rule.until <= first
    return {"cause": "period", "first": first.isoformat()} if ended else {}
