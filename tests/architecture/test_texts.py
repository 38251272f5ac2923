"""What must not stand in any file of the project."""

import re
import subprocess
from pathlib import Path

from tests.architecture.project import ROOT, files, shown

UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + r"Error")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:tmp|work|home|root|Users)/\w")
ADDRESS = re.compile(r"https?://|--(?:extra-)?index-url|--find-links|--trusted-host")


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except UnicodeDecodeError:
        return ""


def _found(pattern: re.Pattern[str], *, among: list[Path]) -> list[str]:
    return [
        f"{shown(path)}:{number} {line.strip()[:80]}"
        for path in among
        for number, line in enumerate(_text(path).splitlines(), 1)
        if pattern.search(line)
    ]


def _locks() -> list[Path]:
    return sorted((ROOT / "requirements").glob("*.lock"))


def test_nothing_is_left_unfinished() -> None:
    code = [path for path in files() if path.suffix in {".py", ".html", ".sh", ".toml", ".js", ".css"}]
    assert _found(UNFINISHED, among=code) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert _found(MACHINE_PATH, among=[path for path in files() if path.suffix != ".lock"]) == []


def test_locks_name_no_addresses() -> None:
    assert {path.name for path in _locks()} >= {"base.lock", "dev.lock"}
    assert _found(ADDRESS, among=_locks()) == []


def test_each_locked_package_has_a_version_and_hashes() -> None:
    for lock in _locks():
        entries = lock.read_text().replace("\\\n", " ").splitlines()
        packages = [entry for entry in entries if entry.strip() and not entry.lstrip().startswith("#")]
        assert packages
        assert [entry for entry in packages if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_every_base_package_is_locked_alike_for_development() -> None:
    base, dev = (
        set(re.findall(r"^[\w.\[\],-]+==[^\s;]+", lock.read_text(), re.MULTILINE))
        for lock in (ROOT / "requirements" / "base.lock", ROOT / "requirements" / "dev.lock")
    )
    assert base <= dev


def test_continuous_integration_runs_check_and_test_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line and not line.startswith("#")] == ["set -eu", "make check", "make test"]


def test_shell_scripts_are_posix() -> None:
    scripts = [ROOT / ".ci" / "run", *(path for path in sorted((ROOT / "scripts").iterdir()) if path.suffix != ".py")]
    for script in scripts:
        assert script.read_text().startswith("#!/bin/sh\n"), shown(script)
        assert subprocess.run(["sh", "-n", script], check=False).returncode == 0, shown(script)


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    said = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^ *make ([a-z-]+)", said, re.MULTILINE) == phony.group(1).split()
