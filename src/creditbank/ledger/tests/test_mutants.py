"""The checks in ``core`` notice every broken ledger of the list, and find nothing wrong with an unbroken copy."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection, transaction

from creditbank.ledger.tests.core import CHECKS
from creditbank.ledger.tests.mutants import MUTANTS, Mutant

FILES = ("entries", "statements", "lookups", "posting")
"""In the order in which they import each other."""

MATTERING = [mutant for mutant in MUTANTS if mutant.matters_on in {"", connection.vendor}]

COPY = "broken_ledger"


def _source(file: str) -> str:
    path = import_module(f"creditbank.ledger.{file}").__file__
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


@contextmanager
def _copied(mutant: Mutant | None) -> Iterator[ModuleType]:
    """A copy of ``posting`` and of what it is made of, with the mutant in it. The tables stay the same."""
    names = [f"{COPY}_{file}" for file in FILES]
    try:
        for file, name in zip(FILES, names, strict=True):
            text = _source(file)
            if mutant and mutant.file == file:
                text = text.replace(mutant.text, mutant.replacement)
            for other in FILES:
                text = text.replace(f"from creditbank.ledger.{other} import", f"from {COPY}_{other} import")
            text = text.replace("from creditbank.ledger import statements", f"import {COPY}_statements as statements")
            module = sys.modules[name] = ModuleType(name)
            exec(compile(text, f"{name}.py", "exec"), module.__dict__)  # noqa: S102  our own source
        yield sys.modules[names[-1]]
    finally:
        for name in names:
            sys.modules.pop(name, None)


def _complaint(posting: ModuleType) -> BaseException | None:
    """What the first check says that is not content; each check has an empty ledger."""
    for check in CHECKS:
        try:
            with transaction.atomic():
                check(posting)
                transaction.set_rollback(True)
        except (Exception, pytest.fail.Exception) as complaint:  # noqa: BLE001  any failure notices the mutant
            return complaint
    return None


@pytest.mark.django_db
def test_an_unbroken_copy_passes() -> None:
    with _copied(None) as posting:
        assert posting.__name__ == f"{COPY}_posting"
        assert _complaint(posting) is None


@pytest.mark.django_db
@pytest.mark.parametrize("mutant", MATTERING, ids=lambda mutant: mutant.name)
def test_a_mutant_is_noticed(mutant: Mutant) -> None:
    assert _source(mutant.file).count(mutant.text) == 1, "the list must follow the code"
    with _copied(mutant) as posting:
        complaint = _complaint(posting)
    assert complaint is not None
    # A copy that cannot even run would prove nothing about the checks.
    assert not isinstance(complaint, NameError | SyntaxError | ImportError), complaint
