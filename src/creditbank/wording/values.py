"""How fields, values and requirements are said in one language, with the rulebook's names where one is given."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from creditbank.kernel.decision import Reason
from creditbank.rules.definitions import Cap, DetailField, Floor, Name, Policy
from creditbank.rules.rulebook import Rulebook
from creditbank.wording.amounts import amount_words
from creditbank.wording.names import CATEGORY, FACT, GROUPS, QUALIFICATION, ROUTE, TAG, Names, column, key_of

GROUPS_OF: Mapping[str, tuple[str, ...]] = {
    "status": ("deposit", "line", "award", "enrolment"),
    "state": ("line", "deposit", "award", "enrolment"),
    "wanted": ("line", "deposit", "award", "enrolment"),
    "outcome": ("outcome",),
    "answer": ("outcome",),
    "action": ("verb",),
    "verb": ("verb",),
    "role": ("role",),
    "part": ("part",),
    "unit": ("unit",),
}
"""Parameters whose values are ids with names."""
AMOUNTS = ("remaining",)
"""Parameters that are amounts in the programme's unit, which the parameter ``unit`` names."""
PROGRAMME_UNIT = "course_credit"
"""The unit of most programmes, where nothing says another."""
FIELDS = ("field", "fields")
REQUIREMENTS: Mapping[str, tuple[str, str]] = {
    "at_least": ("不低于 {}", "at least {}"),
    "not_below": ("不低于{}", "not below {}"),
    "at_least_field": ("不低于 {}", "at least {}"),
    "not_below_field": ("不低于{}", "not below {}"),
    "below": ("低于 {}", "below {}"),
    "is": ("为{}", "{}"),
    "one_of": ("为{}之一", "one of {}"),
    "not": ("不为{}", "other than {}"),
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_BY_FIELD: Mapping[str, Names] = {
    "rule.category": CATEGORY,
    "target.tags": TAG,
    "target.nature": TAG,
    "programme.qualification": QUALIFICATION,
}


def day_words(day: date, language: str) -> str:
    """A day as readers write it: 2025年3月1日, 1 Mar 2025."""
    if column(language):
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says fields and values in one language. ``kind``: the kind of outcome that is spoken of, if one is.

    ``policies``: those whose limits may be meant (default: all of the rulebook). ``unit``: that of the programme spoken
    of (default: that of the programmes that follow the policy).
    """

    language: str
    rulebook: Rulebook | None = None
    kind: str = ""
    names: Mapping[str, Name] = field(default_factory=dict)
    policies: tuple[Policy, ...] = ()
    unit: str = ""

    def field(self, dotted: str) -> str:
        """The name of a field: of the kind's details or evidence, else of the facts that every award has."""
        bare = dotted.rsplit(".", 1)[-1]
        if dotted in self.names:
            return self.names[dotted][key_of(self.language)]
        for found in self._details(bare):
            return found.name[key_of(self.language)]
        evidence = self._evidence(bare)
        if evidence is not None:
            return evidence[key_of(self.language)]
        return FACT[bare][column(self.language)] if bare in FACT else bare

    def value(self, dotted: str, value: Any) -> str:
        """A fact as a reader says it: names for ids, lists with commas, yes and no for flags."""
        if value is None or value == "":
            return "无" if column(self.language) == 0 else "none"
        if isinstance(value, bool):
            return (("否", "no"), ("是", "yes"))[value][column(self.language)]
        if isinstance(value, list | tuple):
            return ("、" if column(self.language) == 0 else ", ").join(self._item(dotted, one) for one in value)
        if isinstance(value, Mapping):
            return self._use(value)
        text = str(value)
        if _ISO_DATE.fullmatch(text):
            return day_words(date.fromisoformat(text), self.language)
        return self._named(dotted, text)

    def requirement(self, reason: Reason) -> str:
        """What a failed test asked for, to stand after “must be” (应)."""
        form = REQUIREMENTS.get(reason.test)
        wanted = self._stated(reason.field, reason.wanted)
        return form[column(self.language)].format(wanted) if form is not None else wanted

    def shown(self, reason: Reason) -> str:
        """What the document says instead; that it says nothing where the fact is absent."""
        chinese = column(self.language) == 0
        if reason.found is None or reason.found == "":
            return "证书未注明" if chinese else "the document does not state it"
        found = self._stated(reason.field, reason.found)
        if not chinese:
            return f"found {found}"
        return f"现为 {found}" if found[:1].isascii() else f"现为{found}"

    def parameter(self, name: str, value: Any, unit: str = "") -> str:
        """The value of an error's parameter; ``unit``: that of its amounts, where the error says one."""
        if name in AMOUNTS and isinstance(value, int):
            return amount_words(value, unit or PROGRAMME_UNIT, self.language, self.rulebook)
        if name in FIELDS:
            fields = value if isinstance(value, list | tuple) else [str(value)]
            return ("、" if column(self.language) == 0 else ", ").join(self.field(str(one)) for one in fields)
        for group in GROUPS_OF.get(name, ()):
            if value in GROUPS[group]:
                return GROUPS[group][value][column(self.language)]
        return self.value(name, value)

    def limit(self, reason: Reason) -> dict[str, str]:
        """Name and figures of the cap or floor that a reason speaks of, in the measure and unit that it counts."""
        meant = self._meant(reason)
        names = dict.fromkeys(limit.name[key_of(self.language)] for _, limit in meant if limit.name)
        counts = any(isinstance(limit, Cap) and limit.measure == "awards" for _, limit in meant)
        unit = self.unit or self._unit_of([policy for policy, _ in meant])
        most = self._counted(reason.wanted, counts, unit)
        if isinstance(reason.found, int):
            reached = self._counted(reason.found, counts, unit)
            figures = (f"最多 {most}，会达到 {reached}", f"at most {most}, and it would come to {reached}")
        else:
            figures = (f"最多 {most}", f"at most {most}")
        return {
            "limit": ("” or “" if column(self.language) else "”或“").join(names)
            or (reason.field if reason.test == "at_most" else reason.test),
            "figures": figures[column(self.language)],
            "least": most,
        }

    def _meant(self, reason: Reason) -> list[tuple[Policy, Cap | Floor]]:
        """The limits of that id: of the policy that the reason names, else of every one that has it."""
        stated = (reason.test, reason.field, reason.found)
        ids = [one for one in (reason.test, reason.field) if one]
        found = [(policy, limit) for policy, limit in self._limits() if limit.id in ids]
        return [one for one in found if one[0].id in stated] or found

    def _limits(self) -> Iterator[tuple[Policy, Cap | Floor]]:
        versions = self.rulebook.policies.values() if self.rulebook is not None else ()
        for policy in self.policies or [one for listed in versions for one in listed]:
            yield from ((policy, cap) for cap in policy.cap)
            yield from ((policy, floor) for floor in policy.floor)

    def _unit_of(self, policies: Iterable[Policy]) -> str:
        """The unit of the programmes that follow the policies, where it is one."""
        ids = {policy.id for policy in policies}
        programmes = self.rulebook.programmes.values() if self.rulebook is not None else ()
        units = {one.unit for one in programmes if ids.intersection(one.policies)}
        return units.pop() if len(units) == 1 else PROGRAMME_UNIT

    def _counted(self, value: Any, counts: bool, unit: str) -> str:
        if not counts:
            return amount_words(value, unit, self.language, self.rulebook)
        if column(self.language) == 0:
            return f"{value} 项"
        return f"{value} outcome" if value == 1 else f"{value} outcomes"

    def _stated(self, dotted: str, value: Any) -> str:
        """A fact in a comparison: yes and no stand in quotation marks."""
        said = self.value(dotted, value)
        return f"“{said}”" if isinstance(value, bool) else said

    def _item(self, dotted: str, value: Any) -> str:
        """One item of a list; what belongs together in it stands between strokes."""
        if isinstance(value, list | tuple):
            return "/".join(self.value(dotted, one) for one in value)
        return self.value(dotted, value)

    def _use(self, found: Mapping[str, Any]) -> str:
        """Where an award was used: the programme's name and since when."""
        programmes = self.rulebook.programmes.items() if self.rulebook is not None else ()
        qualification = str(found.get("qualification", ""))
        name = next((one.name[key_of(self.language)] for (key, _), one in programmes if key == qualification), "")
        day = self.value("", found.get("on"))
        return (
            f"《{name or qualification}》（{day}）"
            if column(self.language) == 0
            else f"{name or qualification} ({day})"
        )

    def _named(self, dotted: str, text: str) -> str:
        if text in self.names:
            return self.names[text][key_of(self.language)]
        listed = ROUTE if dotted.rsplit(".", 1)[-1] == "route" else _BY_FIELD.get(dotted)
        if listed is not None and text in listed:
            return listed[text][column(self.language)]
        return self._named_by_rulebook(dotted.rsplit(".", 1)[-1], text)

    def _named_by_rulebook(self, bare: str, text: str) -> str:
        book = self.rulebook
        if book is None:
            return text
        if bare == "kind" and text in book.kinds:
            return book.kinds[text].name[key_of(self.language)]
        for detail in self._details(bare):
            name = _name_in(detail, book, text)
            if name is not None:
                return name[key_of(self.language)]
        return text

    def _details(self, bare: str) -> list[DetailField]:
        """The details of that name: of the kind spoken of, else of all kinds if they agree."""
        if self.rulebook is None:
            return []
        own = self.rulebook.kinds.get(self.kind)
        if own is not None:
            return [own.details[bare]] if bare in own.details else []
        found = [kind.details[bare] for kind in self.rulebook.kinds.values() if bare in kind.details]
        agree = {(one.scale, one.name["zh"]) for one in found}
        return found if len(agree) == 1 else []

    def _evidence(self, bare: str) -> Name | None:
        own = self.rulebook.kinds.get(self.kind) if self.rulebook is not None else None
        return own.evidence[bare].name if own is not None and bare in own.evidence else None


def _name_in(detail: DetailField, book: Rulebook, text: str) -> Name | None:
    if detail.occupation and text in book.occupations:
        return {"zh": book.occupations[text], "en": book.occupations[text]}
    if detail.post and text in book.posts:
        return book.posts[text].name
    if detail.one_of and text in detail.one_of:
        return detail.one_of[text]
    scale = book.scales.get(detail.scale)
    return next((step.name for step in scale.value if step.id == text), None) if scale is not None else None
