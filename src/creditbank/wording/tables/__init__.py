"""The sentences, by subject: code → (Chinese, English). Words in braces are parameters."""

from collections.abc import Mapping

from creditbank.wording.tables import (
    appeals,
    cases,
    checker,
    claims,
    commands,
    credentials,
    credentials_doors,
    demo,
    documents,
    formats,
    issuing,
    ledger,
    linter,
    papers,
    people,
    plans,
    proofs,
    ranks,
    rulebook,
    rules,
    simulate,
    telling,
)

PARTS: tuple[Mapping[str, tuple[str, str]], ...] = (
    claims.SENTENCES,
    people.SENTENCES,
    cases.SENTENCES,
    appeals.SENTENCES,
    rules.SENTENCES,
    rulebook.SENTENCES,
    simulate.SENTENCES,
    linter.SENTENCES,
    plans.SENTENCES,
    ranks.SENTENCES,
    checker.SENTENCES,
    telling.SENTENCES,
    commands.SENTENCES,
    demo.SENTENCES,
    documents.SENTENCES,
    ledger.SENTENCES,
    credentials.SENTENCES,
    credentials_doors.SENTENCES,
    proofs.SENTENCES,
    papers.SENTENCES,
    issuing.SENTENCES,
    formats.SENTENCES,
)
SENTENCES: Mapping[str, tuple[str, str]] = {code: pair for part in PARTS for code, pair in part.items()}
"""Every sentence. That no code stands in two tables is tested."""
