"""Errors of the catalogue and of publishing."""

from collections.abc import Sequence

import msgspec

from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.plan.lint_findings import RuleFinding


class PublishedVersionChanged(CreditbankError):
    """What is published cannot become something else (``PUBLISHED_VERSION_CHANGED``, ``PUBLISHED_END_CHANGED``).

    The mend: leave that version as it was, give it an ``until``, and add a new version from that day.
    ``PUBLISHED_TODAY``: a definition without dates changed twice on one day; publish again tomorrow.
    """


class VersionsOverlap(CreditbankError):
    """Two versions of one definition would be in force on one day (``VERSIONS_OVERLAP``)."""


class OnePersonPublishing(CreditbankError):
    """Rules have an author and, as another person, an approver (``AUTHOR_IS_APPROVER``)."""


class RulesConflict(CreditbankError):
    """Rules to be published are in a conflict that nobody explained (``RULES_CONFLICT``): ``findings`` with examples."""

    def __init__(self, findings: Sequence[RuleFinding]) -> None:
        self.findings = tuple(findings)
        super().__init__("RULES_CONFLICT", count=len(findings), findings=msgspec.to_builtins(self.findings))


class NothingPublished(CreditbankError):
    """The database holds no rulebook yet (``NOTHING_PUBLISHED``)."""


class DocumentUnknown(CreditbankError):
    """No published document has that hash (``DOCUMENT_UNKNOWN``)."""


class AchievementUnknown(CreditbankError):
    """The catalogue has no such entry (``ACHIEVEMENT_UNKNOWN``)."""


class InvalidAchievement(CreditbankError):
    """An entry names an unknown kind, or fixes a field of it wrongly: ``reasons`` has one for each field."""

    def __init__(self, code: str, reasons: Sequence[Reason], /, **parameters: object) -> None:
        super().__init__(code, reasons=[msgspec.to_builtins(reason) for reason in reasons], **parameters)
        self.reasons = tuple(reasons)
