"""Examples that show a conflict: awards made from the rules' own examples and the boundary values of their tests.

What is shown was answered by the code that converts (``candidates.build``), not by the forms that were compared.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from creditbank.kernel.decision import Grant
from creditbank.kernel.quantity import format_amount
from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case, LotState
from creditbank.plan.lint_findings import GrantShown, Witness
from creditbank.plan.lint_forms import Place, RuleForm
from creditbank.plan.lint_tests import Branch, Values, value_of
from creditbank.plan.problem import Candidate
from creditbank.rules.conditions import Fact, Passed
from creditbank.rules.decide import rule_applies, slot_fits
from creditbank.rules.definitions import DetailField, Rule, RuleExample, Scalar
from creditbank.rules.facts import award_facts, programme_facts
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

ENOUGH = 1_000_000
"""What a lot holds: never the reason why a gathering rule fails."""
DAYS = ("earned_on", "valid_until", "certified_on")
"""Facts of every award that are days."""
Seating = Sequence[tuple[int, int]]
"""Which slot of one rule and which of another the same award fills."""


def witness_of_pair(one: RuleForm, other: RuleForm, seating: Seating, book: Rulebook) -> Witness | None:
    """Awards for which both rules grant something in one programme; none where no sample shows it."""
    for where in (one_of for one_of in one.shared(other) if one.common(other, one_of)):
        programme = one.programmes[where]
        for awards in _samples(one, other, seating, book):
            shown = _shown(one, other, awards, len(seating), programme, book)
            if shown is not None:
                return shown
    return None


def witness_of_one(form: RuleForm, book: Rulebook) -> Witness:
    """How a rule that never applies answers its own example, or the boundary values of its tests."""
    programme = next(iter(form.programmes.values()), None)
    given = [list(_own(form.rule, place, book))[:1] for place in form.places]
    slots = {place.slot.id: [dict(one) for one in found] for place, found in zip(form.places, given, strict=True)}
    context = _context(form.rule, programme)
    answer = rule_applies(form.rule, slots, context, book.standards, book.scales)
    return Witness(
        programme=_named(programme),
        on=form.rule.from_.isoformat(),
        awards=tuple(one for found in slots.values() for one in found),
        reasons=() if isinstance(answer, Grant) else answer.reasons,
    )


def _samples(one: RuleForm, other: RuleForm, seating: Seating, book: Rulebook) -> Iterator[list[AwardCase]]:
    """Shared awards first, then those that fill the slots that are left, each from the samples of its slot."""
    shared = [list(_of_both(one, other, left, right, book))[:1] for left, right in seating]
    if not all(shared):
        return
    awards = [facts for found in shared for facts in found]
    for form, side in ((one, 0), (other, 1)):
        taken = {pair[side] for pair in seating}
        for number, place in enumerate(form.places):
            if number not in taken:
                awards += _fitting(form, place, _own(form.rule, place, book), book)[:1]
    yield [_award(f"award-{number}", facts) for number, facts in enumerate(awards, start=1)]


def _of_both(one: RuleForm, other: RuleForm, left: int, right: int, book: Rulebook) -> Iterator[dict[str, Fact]]:
    """Awards that fit a slot of each rule: examples as they are, then moved within what both ask."""
    here, there = one.places[left], other.places[right]
    met = here.meets(there)
    if met is None:
        return
    kind, branch = met
    bases = [*_of_examples(one.rule, here, book), *_of_examples(other.rule, there, book)]
    both = [{**first, **second} for first in bases for second in bases if first["kind"] == second["kind"] == kind]
    tried = [*both, *(_moved(base, branch, kind, book) for base in (*both, _bare(kind, one.rule.from_, book)))]
    yield from _fitting(other, there, _fitting(one, here, tried, book), book)


def _fitting(
    form: RuleForm, place: Place, tried: Iterable[Mapping[str, Fact]], book: Rulebook
) -> list[dict[str, Fact]]:
    """Those that the slot takes, tested by the code that converts."""
    contexts = [_context(form.rule, programme) for programme in form.programmes.values()]
    return [
        dict(facts)
        for facts in tried
        if any(isinstance(slot_fits(place.slot, facts, known, book.scales), Passed) for known in contexts)
    ]


def _own(rule: Rule, place: Place, book: Rulebook) -> Iterator[dict[str, Fact]]:
    """Awards of the rule's own examples that stand in the slot, then those at the bounds of its tests."""
    yield from _of_examples(rule, place, book)
    for kind, form in place.asked.items():
        for branch in form or (Branch({}),):
            yield _moved(_bare(kind, rule.from_, book), branch, kind, book)


def _of_examples(rule: Rule, place: Place, book: Rulebook) -> Iterator[dict[str, Fact]]:
    """Those of examples that are granted first."""
    for example in sorted(rule.example, key=lambda one: one.expect.partition(":")[0] != "grant"):
        for facts in _given(example, place.slot.id):
            kind = str(facts.get("kind", min(place.asked, default="")))
            if kind in book.kinds:
                dated = {"earned_on": rule.from_.isoformat(), **facts}
                yield {**award_facts(book.kinds[kind], {}), **dated}


def _given(example: RuleExample, slot: str) -> Sequence[Mapping[str, Scalar]]:
    found = example.given.get(slot, ())
    return (found,) if isinstance(found, dict) else found


def _bare(kind: str, on: date, book: Rulebook) -> dict[str, Fact]:
    """An award of a kind with nothing but what its form asks."""
    details = {name: _any_of(detail, book) for name, detail in book.kinds[kind].details.items() if detail.required}
    return award_facts(book.kinds[kind], details, earned_on=on)


def _any_of(detail: DetailField, book: Rulebook) -> Fact:
    if detail.one_of:
        return next(iter(detail.one_of))
    if detail.scale in book.scales:
        return book.scales[detail.scale].value[0].id
    plain: Mapping[str, Fact] = {
        "integer": detail.at_least or 1,
        "amount": "1.00",
        "boolean": True,
        "date": "2025-01-01",
    }
    return plain.get(detail.type, "x")


def _moved(base: Mapping[str, Fact], branch: Branch, kind: str, book: Rulebook) -> dict[str, Fact]:
    """A base with each bounded fact moved to a value that is allowed, as near to the bound as can be."""
    facts = dict(base)
    details = book.kinds[kind].details
    for name, bound in branch.bounds.items():
        own = name.partition(" on ")[0].removeprefix("award.")
        now = facts.get(own)
        if name.startswith("award.") and (now is None or not bound.values.holds(now)):  # type: ignore[arg-type]
            chosen = _boundary(bound.values, own, details.get(own), book)
            if chosen is None:
                facts.pop(own, None)
            else:
                facts[own] = chosen
    return facts


def _boundary(values: Values, name: str, detail: DetailField | None, book: Rulebook) -> Fact | None:
    """The lowest value that is allowed, or the last below the one that is not; nothing where none is."""
    if values.listed is not None:
        scale = book.scales.get(detail.scale) if detail is not None else None
        steps = [step.id for step in scale.value if step.id in values.listed] if scale is not None else []
        return steps[0] if steps else value_of(min(values.listed, key=str)) if values.listed else None
    if values.low is None and values.high is None:
        return "x"
    size = values.low if values.low is not None else (values.high or 0) - 1
    sort = detail.type if detail is not None else "date" if name in DAYS else ""
    if sort == "date":
        return date.fromordinal(int(size)).isoformat()
    return int(size) if sort == "integer" else format(size, "f")


def _award(name: str, facts: Mapping[str, Fact]) -> AwardCase:
    lot = LotState(name, "credit", ENOUGH, ENOUGH)
    return AwardCase(id=name, kind=str(facts["kind"]), facts=facts, lot=lot)


def _shown(
    one: RuleForm, other: RuleForm, awards: Sequence[AwardCase], shared: int, programme: Programme, book: Rulebook
) -> Witness | None:
    """What both rules make of the awards, without any policy: a conflict is between the rules themselves."""
    on = max(one.rule.from_, other.rule.from_).isoformat()
    case = Case(
        programme=programme,
        policies=(),
        rules=(one.rule, other.rule),
        standards=book.standards,
        scales=book.scales,
        unit_scale=book.units[programme.unit].scale if programme.unit in book.units else 2,
        applied_on=on,
        enrolment="example",
        enrolled_on=on,
        awards=tuple(awards),
    )
    problem = build(case)
    both = {award.id for award in awards[:shared]}
    uses = [one for one in problem.candidates if both <= {used.outcome for used in one.inputs}]
    grants = [_granted(rule, uses, problem.scale) for rule in (one.rule.id, other.rule.id)]
    if None in grants:
        return None
    return Witness(
        programme=_named(programme),
        on=on,
        awards=tuple(award.facts for award in awards),
        grants=tuple(found for found in grants if found is not None),
    )


def _granted(rule: str, candidates: Sequence[Candidate], scale: int) -> GrantShown | None:
    """What a rule's best candidate offers: the one for most targets."""
    own = [one for one in candidates if one.rule == rule]
    if not own:
        return None
    best = max(own, key=lambda one: (not one.possible, len(one.targets), sum(target.amount for target in one.targets)))
    targets = tuple((one.course or one.module, format_amount(one.amount, scale)) for one in best.targets)
    if best.grant_all and len(targets) > 1:
        return GrantShown(rule=rule, targets=targets, how="all")
    if best.choose is not None and best.choose < len(targets):
        return GrantShown(rule=rule, targets=targets, how="choose", limit=str(best.choose))
    if best.budget is not None:
        return GrantShown(rule=rule, targets=targets, how="budget", limit=format_amount(best.budget, scale))
    return GrantShown(rule=rule, targets=targets)


def _context(rule: Rule, programme: Programme | None) -> dict[str, Fact]:
    day = rule.from_.isoformat()
    known: dict[str, Fact] = programme_facts(programme) if programme is not None else {}
    return {**known, "line.applied_on": day, "enrolment.enrolled_on": day, "rule.id": rule.id} | (
        {"rule.overlap": rule.overlap} if rule.overlap is not None else {}
    )


def _named(programme: Programme | None) -> str:
    return f"{programme.id}@{programme.year}" if programme is not None else ""
