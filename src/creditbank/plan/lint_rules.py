"""The rule linter (docs/linter.md): rules that contradict, repeat or outdo each other, never apply or lead nowhere.

Call it on a rulebook in which ``rules.checks`` found no error. Nothing here depends on the order of files or rules.
"""

from collections.abc import Iterable, Iterator

import msgspec

from creditbank.plan.lint_alone import alone_in
from creditbank.plan.lint_cycles import circles_in
from creditbank.plan.lint_findings import Conflict, RuleFinding, Version
from creditbank.plan.lint_forms import Former, RuleForm
from creditbank.plan.lint_pairs import Pair, pairs_in
from creditbank.rules.definitions import Explanation
from creditbank.rules.rulebook import Rulebook


def lint_rules(rulebook: Rulebook, /, *, notices: bool = False) -> list[RuleFinding]:
    """All conflicts, in order of code and rules. Examples are made for errors, and for notices where they are asked for."""
    former = Former(rulebook)
    forms = [former.form(rule) for name in sorted(rulebook.rules) for rule in rulebook.rules[name]]
    explained = _Explanations(forms)
    found = [
        *map(explained.of, alone_in(forms, former, rulebook)),
        *map(explained.of, circles_in(forms, rulebook)),
        *(explained.of(_told(pair, rulebook, notices=notices)) for pair in pairs_in(forms, rulebook)),
    ]
    return sorted([*found, *explained.stale()], key=lambda one: (one.code, one.rules))


def _told(pair: Pair, book: Rulebook, *, notices: bool) -> RuleFinding:
    return pair.told(book, shown=notices or pair.severity == "error")


class _Explanations:
    """What rules say of their conflicts, and which of it was needed."""

    def __init__(self, forms: Iterable[RuleForm]) -> None:
        self.said: dict[tuple[str, str, str], tuple[Explanation, Version]] = {}
        for form in forms:
            for one in form.rule.explains:
                key = (form.rule.id, one.finding, one.with_)
                self.said.setdefault(key, (one, Version(form.rule.id, form.rule.from_)))
        self.needed: set[tuple[str, str, str]] = set()

    def of(self, finding: RuleFinding) -> RuleFinding:
        """The finding with the explanation that one of its rules gives, if one does."""
        names = [version.rule for version in finding.rules]
        why = ""
        for rule in names:
            for other in [name for name in names if name != rule] or [""]:
                key = (rule, str(finding.code), other)
                if key in self.said and self.said[key][0].why.strip():
                    self.needed.add(key)
                    why = why or self.said[key][0].why
        return msgspec.structs.replace(finding, explained=why)

    def stale(self) -> Iterator[RuleFinding]:
        """Explanations of what is no longer found: they would hide it when it comes back."""
        for key, (one, version) in sorted(self.said.items()):
            if key not in self.needed:
                yield RuleFinding(
                    code=Conflict.STALE_EXPLANATION,
                    rules=(version,),
                    parameters={"finding": one.finding, "other": one.with_},
                )
