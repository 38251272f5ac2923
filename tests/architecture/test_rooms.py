"""The borders between the rooms: what import-linter guards, that it does guard it, and what it cannot say."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grimp
import pytest

from tests.architecture.project import ROOT, SOURCE, files, rooms, shown

ALLOWED: dict[tuple[str, str], str] = {}
"""(importer, models module) → why this room may touch another room's rows. Empty is the aim."""

DOWN = "Imports only point down"
PURE = "Deciding and verifying need no Django, no network"
ROWS = "Only the ledger touches its rows"
CHECKER = "The checker knows the problem and nothing of how it was solved"

BREAK_INS = {
    "a new room that nobody placed": ("helpers/__init__.py", '"""A drawer."""\n', DOWN),
    "the rules read Django's clock": ("rules/break_in.py", "from django.utils import timezone\n", PURE),
    "the plan talks to the network": ("plan/break_in.py", "import requests\n", PURE),
    "the kernel looks up to the rules": ("kernel/break_in.py", "import creditbank.rules\n", DOWN),
    "the ledger looks at its sibling": ("ledger/break_in.py", "import creditbank.catalogue\n", DOWN),
    "the bank looks up to the web": ("bank/break_in.py", "import creditbank.web\n", DOWN),
    "the bank touches the ledger's rows": ("bank/break_in.py", "import creditbank.ledger.models\n", ROWS),
    "the web touches the ledger's rows": ("web/break_in.py", "import creditbank.ledger.models\n", ROWS),
    "the verifier looks into the tables": (
        "credentials/verify/break_in.py",
        "import creditbank.credentials.models\n",
        PURE,
    ),
    "the checker asks the solver": ("plan/check.py", "import creditbank.plan.solve\n", CHECKER),
    "the checker of logs asks the prover": ("plan/check_proof.py", "import creditbank.plan.prove\n", CHECKER),
}


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--config", ROOT / "pyproject.toml", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def _is_broken(contract: str, answer: subprocess.CompletedProcess[str]) -> bool:
    """Whether that contract is what failed: any other failure would prove nothing."""
    return f"{contract} BROKEN" in answer.stdout


def _copy(folder: Path) -> Path:
    shutil.copytree(
        SOURCE, folder / "creditbank", ignore=shutil.ignore_patterns("tests", "__pycache__", "templates", "static")
    )
    return folder


def _break_in(folder: Path, place: str, text: str) -> subprocess.CompletedProcess[str]:
    file = _copy(folder) / "creditbank" / place
    file.parent.mkdir(exist_ok=True)
    before = file.read_text() if file.exists() else ""
    file.write_text(before + text)
    return _lint(folder)


def test_the_house_as_it_stands_keeps_its_borders(tmp_path: Path) -> None:
    result = _lint(_copy(tmp_path))
    assert result.returncode == 0, result.stdout + result.stderr


def test_each_break_in_is_caught(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        tried = {
            name: pool.submit(_break_in, tmp_path / str(index), place, text)
            for index, (name, (place, text, _)) in enumerate(BREAK_INS.items())
        }
    answers = {name: future.result() for name, future in tried.items()}
    missed = [name for name, (_, _, contract) in BREAK_INS.items() if not _is_broken(contract, answers[name])]
    assert missed == []


def test_a_cycle_between_two_files_is_caught_and_one_way_is_not(tmp_path: Path) -> None:
    one_way = _copy(tmp_path / "one_way") / "creditbank" / "kernel"
    (one_way / "first.py").write_text("import creditbank.kernel.second\n")
    (one_way / "second.py").write_text("\n")
    assert _lint(tmp_path / "one_way").returncode == 0
    (one_way / "second.py").write_text("import creditbank.kernel.first\n")
    assert _is_broken("No cycles anywhere", _lint(tmp_path / "one_way"))


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return _graph()


def _graph() -> grimp.ImportGraph:
    """All imports that are made when the code runs: to name a type is not to touch a row."""
    return grimp.build_graph("creditbank", exclude_type_checking_imports=True, cache_dir=None)


def _foreign_model_imports(graph: grimp.ImportGraph) -> set[tuple[str, str]]:
    """(importer, models module of another room); tests may look at any row."""
    found = set()
    for room in rooms():
        models = f"creditbank.{room}.models"
        if models not in graph.modules:
            continue
        for module in {models, *graph.find_descendants(models)}:
            found |= {
                (importer, module)
                for importer in graph.find_modules_that_directly_import(module)
                if importer.split(".")[1] != room and ".tests" not in importer
            }
    return found


def test_a_room_keeps_its_models_to_itself(graph: grimp.ImportGraph) -> None:
    assert _foreign_model_imports(graph) == set(ALLOWED)
    assert all(ALLOWED.values()), "each exception says why"


def test_a_foreign_import_of_models_would_be_found(graph: grimp.ImportGraph) -> None:
    broken = _graph()
    broken.add_module("creditbank.web.break_in")
    broken.add_import(importer="creditbank.web.break_in", imported="creditbank.people.models")
    assert ("creditbank.web.break_in", "creditbank.people.models") in _foreign_model_imports(broken)


def test_the_checker_imports_the_problem_and_the_kernel_and_nothing_else(graph: grimp.ImportGraph) -> None:
    checkers = {name for name in graph.modules if name.startswith("creditbank.plan.check")}
    imported = {one for name in checkers for one in graph.find_modules_directly_imported_by(name)} - checkers
    beside = {one for one in imported if not one.startswith("creditbank.kernel.")}
    assert len(checkers) > 5
    assert beside == {"creditbank.plan.problem"}


def test_every_python_file_of_the_package_lies_in_a_room() -> None:
    loose = [
        shown(path)
        for path in files()
        if path.suffix == ".py" and SOURCE in path.parents and path.relative_to(SOURCE).parts[0] not in rooms()
    ]
    assert loose == ["src/creditbank/__init__.py"]


def test_tests_lie_in_their_room_or_cross_rooms() -> None:
    lost = [shown(path) for path in files() if path.name.startswith("test_") and "tests" not in path.parts]
    assert lost == []
