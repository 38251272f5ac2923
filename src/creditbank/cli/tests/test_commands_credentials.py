"""Commands for credentials: keys, issuing, files, status lists, and the door for conformance suites."""

import json
import os
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from creditbank.bank.models import Award
from creditbank.cli.tls import certificate
from creditbank.credentials.api_keys import institution_of
from creditbank.credentials.exporting import FILES
from creditbank.credentials.models import Credential, StatusList
from creditbank.credentials.trial import ISSUERS
from tests.town import Town, enrolled

Run = Callable[..., Result]
ON = ("--now", "2025-11-20T11:00:00")


@pytest.fixture
def keyed(town: Town, run: Run) -> Town:
    """The assessment centre has a signing key."""
    assert run("credential", "keys", "make", "skill-station", "--now", "2025-11-20").exit_code == 0
    return town


def number_of(run: Run, what: str, id: object, who: str) -> str:  # noqa: A002
    done = run("credential", "issue", what, id, "--as", who, "--json", *ON)
    assert done.exit_code == 0, done.stderr
    return str(json.loads(done.stdout)[0]["number"])


def welder() -> Award:
    return Award.objects.get(achievement_id="welder-3")


def test_keys_are_made_replaced_revoked_and_listed(town: Town, run: Run) -> None:
    def ask(*words: object) -> Any:
        done = run("credential", "keys", *words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)

    assert run("credential", "keys", "list", "skill-station").stdout == "“skill-station” has no keys yet.\n"
    first = ask("make", "skill-station", "--now", "2025-11-01")
    second = ask("rotate", "skill-station", "--now", "2025-11-02")
    ask("make", "skill-station", "--algorithm", "SM2", "--now", "2025-11-02")
    ask("revoke", second["key"], "--reason", "lost", "--now", "2025-11-03")
    listed = {one["key"]: one["state"] for one in ask("list", "skill-station")}
    assert (listed[first["key"]], listed[second["key"]], len(listed)) == ("retired", "revoked", 3)
    shown = run("credential", "keys", "list", "skill-station", language="zh").stdout
    assert "已更换" in shown
    assert "已吊销" in shown
    assert run("credential", "keys", "make", "skill-station", "--algorithm", "RSA").exit_code == 1
    assert run("credential", "keys", "make", "skill-station", "--as", "wang").exit_code == 1


def test_a_key_of_a_program_is_shown_once_and_can_be_revoked(town: Town, run: Run) -> None:
    done = run("credential", "api-key", "make", "skill-station", "--name", "office", "--json")
    made = json.loads(done.stdout)
    assert institution_of(made["text"]) == "skill-station"
    listed = run("credential", "api-key", "list", "skill-station").stdout
    assert "office" in listed
    assert made["text"] not in listed
    assert run("credential", "api-key", "revoke", made["key"]).stdout == f"API key {made['key']} is revoked.\n"
    assert institution_of(made["text"]) is None


def test_an_award_is_issued_once_and_renewed_on_demand(keyed: Town, run: Run) -> None:
    number = number_of(run, "award", welder().pk, "wang")
    assert number_of(run, "award", welder().pk, "wang") == number
    done = run("credential", "issue", "award", welder().pk, "--as", "wang", "--renew", *ON)
    assert done.stdout.startswith("Credential VC-")
    assert number not in done.stdout
    refused = run("credential", "issue", "award", welder().pk, "--as", "zhang", *ON)
    assert (refused.exit_code, refused.stdout) == (1, "")


def test_a_transcript_is_issued_and_printed(keyed: Town, run: Run, tmp_path: Path) -> None:
    run("credential", "keys", "make", "craftsman-college", "--now", "2025-11-20")
    number = number_of(run, "transcript", enrolled(keyed, "li").pk, "chen")
    for form, start in {"pdf": b"%PDF", "open-badge": b"{", "bundle": b"{"}.items():
        file = tmp_path / form
        assert run("credential", "export", number, "--as", "chen", "--format", form, "--out", file, *ON).exit_code == 0
        assert file.read_bytes().startswith(start)
    refused = run("credential", "export", number, "--as", "chen", "--format", "elm", *ON)
    assert refused.stderr.startswith(f"Credential {number} is a transcript")


def test_a_cohort_is_issued_and_a_second_run_finds_it_done(keyed: Town, run: Run) -> None:
    first = run("credential", "issue-cohort", "skill-station", "--as", "wang", "--processes", 1, *ON)
    assert first.stdout == "2 issued, 0 were there already, 0 left out.\n"
    again = run("credential", "issue-cohort", "skill-station", "--as", "wang", "--processes", 1, "--json", *ON)
    assert json.loads(again.stdout) == {"issued": 0, "there": 2, "left": []}
    later = run("credential", "issue-cohort", "skill-station", "--as", "wang", "--since", "2025-11-21", "--json", *ON)
    assert json.loads(later.stdout) == {"issued": 0, "there": 0, "left": []}
    assert run("credential", "issue-cohort", "skill-station", "--as", "wang", "--since", "soon").exit_code == 2
    assert Credential.objects.count() == 2


@pytest.mark.parametrize("form", sorted(set(FILES) - {"sheets"}))
def test_every_form_is_written_to_a_file(keyed: Town, run: Run, tmp_path: Path, form: str) -> None:
    number = number_of(run, "award", welder().pk, "wang")
    file = tmp_path / "out"
    done = run("credential", "export", number.lower(), "--as", "wang", "--format", form, "--out", file, *ON)
    assert done.exit_code == 0, done.stderr
    assert done.stdout == f"Credential {number} is written to {file} ({form}).\n"
    assert file.stat().st_size > 500


def test_a_sheet_needs_what_only_the_register_knows(keyed: Town, run: Run, tmp_path: Path) -> None:
    number = number_of(run, "award", welder().pk, "wang")
    ask = ("credential", "export", number, "--as", "wang", "--format", "sheets", "--out", tmp_path / "a.xlsx", *ON)
    assert run(*ask).exit_code == 1
    register = tmp_path / "register.json"
    register.write_text('{"身份证号": "11010519491231002X"}', encoding="utf-8")
    assert run(*ask, "--register", register).exit_code == 0
    assert (tmp_path / "a.xlsx").read_bytes().startswith(b"PK")


def test_what_cannot_be_exported_is_told(keyed: Town, run: Run, tmp_path: Path) -> None:
    number = number_of(run, "award", welder().pk, "wang")
    assert run("credential", "export", number, "--as", "wang", "--format", "docx").stderr.startswith(
        "There is no export"
    )
    assert run("credential", "export", "VC-1", "--as", "wang").stderr.startswith("There is no credential VC-1")
    assert run("credential", "export", number, "--as", "zhang").exit_code == 1
    nowhere = run("credential", "export", number, "--as", "wang", "--out", tmp_path / "no" / "where", *ON)
    assert nowhere.exit_code == 2


def test_a_number_of_a_credential_is_verified_with_the_database(keyed: Town, run: Run) -> None:
    number = number_of(run, "award", welder().pk, "wang")
    done = run("verify", number)
    assert done.exit_code in {0, 3}, "the clock of the test and that of the machine are years apart"
    assert "Steps:" in done.stdout
    assert run("verify", "VC-0000-0000-0000-0").exit_code == 1


def test_status_lists_are_signed_again(keyed: Town, run: Run) -> None:
    number_of(run, "award", welder().pk, "wang")
    assert run("credential", "lists", *ON).stdout == "2 status lists are signed again.\n"
    assert run("credential", "lists", *ON).stdout == "0 status lists are signed again.\n"
    key = json.loads(run("credential", "keys", "list", "skill-station", "--json").stdout)[0]["key"]
    run("credential", "keys", "revoke", key, "--reason", "lost", *ON)
    failed = run("credential", "lists", *ON)
    assert failed.exit_code == 1
    assert failed.stderr.count("Not signed: ") == 2
    assert StatusList.objects.count() == 2


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "localhost", "::"])  # noqa: S104 - that it is refused
def test_the_door_for_suites_opens_on_this_machine_only(town: Town, run: Run, host: str) -> None:
    done = run("serve", "--vc-api-test", "--host", host)
    assert (done.exit_code, done.stdout) == (2, "")
    assert "works on 127.0.0.1 only" in done.stderr


def test_the_self_signed_certificate_is_for_suites_only(town: Town, run: Run) -> None:
    assert "works with --vc-api-test only" in run("serve", "--tls").stderr


def test_a_certificate_is_made_once_and_its_key_is_for_nobody_else(tmp_path: Path) -> None:
    file, key = certificate(tmp_path, "127.0.0.1")
    first = file.read_bytes()
    assert certificate(tmp_path, "127.0.0.1") == (file, key)
    assert file.read_bytes() == first
    assert key.stat().st_mode & 0o077 == 0
    key.unlink()
    certificate(tmp_path, "127.0.0.1")
    assert file.read_bytes() != first
    ssl.create_default_context(cafile=file)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _served(folder: Path, port: int) -> Iterator[str]:
    """The site for suites, by https, in a var directory without a database."""
    command = "from creditbank.cli.main import run; run()"
    environment = {**os.environ, "CREDITBANK_VAR": str(folder), "CREDITBANK_LANGUAGE": "en"}
    environment.pop("DATABASE_URL", None)
    arguments = [sys.executable, "-c", command, "serve", "--vc-api-test", "--tls", "--port", str(port)]
    with (folder / "log").open("w+") as log:
        process = subprocess.Popen(arguments, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while "Started worker" not in (folder / "log").read_text() and time.monotonic() < until:
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.2)
            yield f"https://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _post(address: str, body: object, context: ssl.SSLContext) -> tuple[int, Any]:
    asked = urllib.request.Request(  # noqa: S310 - our own address
        address, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    for _ in range(50):
        try:
            with urllib.request.urlopen(asked, context=context) as answer:  # noqa: S310
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)
        except OSError:  # the worker has started, and does not listen yet
            time.sleep(0.2)
    raise AssertionError("nobody answered")


def test_trial_issuers_answer_over_https_without_a_key_and_without_a_database(tmp_path: Path) -> None:
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": "did:example:x",
        "credentialSubject": {"id": "did:example:li"},
    }
    with _served(tmp_path, _free_port()) as address:
        context = ssl.create_default_context(cafile=tmp_path / "vc-api-test.crt")
        for name in ("", *ISSUERS):
            step = f"/issuers/{name}" if name else ""
            status, issued = _post(f"{address}{step}/credentials/issue", {"credential": credential}, context)
            assert status == 201, (name, issued)
            if name == "ecdsa-sd-2023":
                status, issued = _post(f"{address}{step}/credentials/derive", issued, context)
                assert status == 201, issued
            status, found = _post(f"{address}{step}/credentials/verify", issued, context)
            assert (status, found["verified"]) == (200, True), (name, found)
        entry = _post(f"{address}/issuers/bitstring-status-list/credentials/issue", {"credential": credential}, context)
        url = entry[1]["verifiableCredential"]["credentialStatus"][0]["statusListCredential"]
        with urllib.request.urlopen(url, context=context) as answer:  # noqa: S310
            assert json.load(answer)["id"] == url
        refused = _post(f"{address}/issuers/skill-station/credentials/issue", {"credential": credential}, context)
        assert refused[0] == 401, "no institution signs without its key"
    said = (tmp_path / "log").read_text()
    assert "did:key:z" in said
