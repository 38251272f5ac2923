"""``creditbank verify`` for files and texts: by exit code and in plain words, and without Django."""

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from creditbank.cli.offline import app, is_offline
from creditbank.credentials.bundle import make_bundle
from creditbank.credentials.compact import pack
from creditbank.credentials.formats.baked import bake
from creditbank.credentials.formats.png import blank
from creditbank.credentials.proofs.jose import sign_jwt
from creditbank.credentials.tests.people import (
    BANK,
    BANK_KEY,
    CLEAN_LISTS,
    GOOD,
    ISSUED,
    LISTS,
    NOW,
    OTHER_KEY,
    award,
    badge,
    controller,
    signed,
    signer,
    status_list,
)

AT = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")


class Desk:
    """A folder with an issuer's document and its lists, and somebody who verifies there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.issuer = self.put("did.json", controller(BANK_KEY))
        self.lists = [self.put(f"{purpose}.json", CLEAN_LISTS[url]) for purpose, url in LISTS.items()]

    def put(self, name: str, content: Any) -> Path:
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return file

    def verify(self, what: object, *options: object, lists: bool = True, language: str = "zh") -> Result:
        """With the issuer trusted and his lists at hand."""
        given = [str(what), "--issuer", str(self.issuer), "--now", AT, *map(str, options)]
        for one in self.lists if lists else ():
            given += ["--status-list", str(one)]
        return self.ask(*given, language=language)

    def ask(self, *arguments: str, language: str = "zh") -> Result:
        return CliRunner().invoke(app(), ["verify", *arguments], env={"CREDITBANK_LANGUAGE": language})


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_good_credential_is_told_step_by_step_in_plain_words(desk: Desk) -> None:
    done = desk.verify(desk.put("badge.json", GOOD))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("有效：签名完整，颁发机构可信，未被撤销或暂停。\n")
    assert "  ✓ 4 签名：内容是否被改动过 [通过]" in done.stdout
    assert "持有人：李**" in done.stdout
    assert "李师傅" not in done.stdout
    english = desk.verify(desk.put("badge.json", GOOD), language="en")
    assert english.stdout.startswith("Valid: the signature is whole")


def _forms() -> dict[str, Any]:
    text = json.dumps(GOOD)
    made = make_bundle(GOOD, controllers=[controller(BANK_KEY)], status_lists=CLEAN_LISTS, made=NOW)
    token = sign_jwt(badge(), BANK_KEY, at=ISSUED).encode()
    return {"a token": token, "a picture": bake(blank(), text), "a bundle": made}


@pytest.mark.parametrize("form", ["a token", "a picture", "a bundle"])
def test_every_form_is_read(desk: Desk, form: str) -> None:
    assert desk.verify(desk.put("given", _forms()[form])).exit_code == 0


def test_a_document_may_be_given_as_text_too(desk: Desk) -> None:
    assert desk.verify(json.dumps(GOOD)).exit_code == 0
    assert desk.verify(_forms()["a token"].decode()).exit_code == 0


OUTCOMES: dict[str, tuple[Any, int, str]] = {
    "revoked": ({LISTS["revocation"]: (94_567,)}, 1, "已撤销"),
    "suspended": ({LISTS["suspension"]: (23_452,)}, 1, "暂停"),
}


@pytest.mark.parametrize("verdict", OUTCOMES)
def test_what_a_list_says_counts(desk: Desk, verdict: str) -> None:
    bits, code, words = OUTCOMES[verdict]
    for purpose, url in LISTS.items():
        desk.put(f"{purpose}.json", status_list(purpose, bits.get(url, ())))
    done = desk.verify(desk.put("badge.json", GOOD))
    assert (done.exit_code, done.stdout[: len(words)]) == (code, words)


def test_without_the_lists_nobody_can_tell(desk: Desk) -> None:
    done = desk.verify(desk.put("badge.json", GOOD), lists=False)
    assert done.exit_code == 3
    assert done.stdout.startswith("无法确认")


def test_one_changed_letter_is_invalid(desk: Desk) -> None:
    changed = json.loads(json.dumps(GOOD))
    changed["credentialSubject"]["achievement"]["name"] = "焊工一级"
    done = desk.verify(desk.put("badge.json", changed))
    assert done.exit_code == 1
    assert "签名与内容不符" in done.stdout
    assert "焊工一级" not in done.stdout


def test_expired_and_early_are_not_valid(desk: Desk) -> None:
    expired = signed(badge(valid_until=datetime.fromisoformat("2026-05-01T00:00:00+00:00")))
    early = signed(badge(valid_from=datetime.fromisoformat("2027-05-01T00:00:00+00:00")))
    assert desk.verify(desk.put("expired.json", expired)).exit_code == 1
    assert desk.verify(desk.put("early.json", early)).exit_code == 1


def test_a_stranger_who_signs_in_the_name_of_the_bank_is_not_believed(desk: Desk) -> None:
    forged = make_bundle(
        signed(badge(), signer(9, f"{BANK}#key-1")),
        controllers=[controller(signer(9, f"{BANK}#key-1"))],
        status_lists={},
        made=NOW,
    )
    assert desk.verify(desk.put("forged.json", forged)).exit_code == 1
    alone = desk.ask(str(desk.put("forged.json", forged)), "--now", AT)
    assert alone.exit_code == 3
    assert "https://bank.example/.well-known/did.json" in alone.stdout, "it says what would settle it"


def test_a_bundle_is_believed_where_one_says_that_it_came_from_the_issuer(desk: Desk) -> None:
    file = str(desk.put("bundle.json", _forms()["a bundle"]))
    assert desk.ask(file, "--now", AT).exit_code == 3
    assert desk.ask(file, "--now", AT, "--trust-bundle").exit_code == 0


def test_an_issuer_of_a_folder_is_trusted_and_another_is_not(desk: Desk) -> None:
    folder = desk.folder / "issuers"
    folder.mkdir()
    (folder / "bank.json").write_text(json.dumps(controller(BANK_KEY)))
    lists = [option for one in desk.lists for option in ("--status-list", str(one))]
    badge_file = str(desk.put("badge.json", GOOD))
    assert desk.ask(badge_file, "--issuer", str(folder), "--now", AT, *lists).exit_code == 0
    (folder / "bank.json").write_text(json.dumps(controller(OTHER_KEY)))
    assert desk.ask(badge_file, "--issuer", str(folder), "--now", AT, *lists).exit_code == 3


def test_a_self_made_issuer_is_valid_and_told_to_be_nobody(desk: Desk) -> None:
    own = signer(7)
    document = badge(statuses=())
    document["issuer"]["id"] = own.verification_method.partition("#")[0]
    done = desk.ask(str(desk.put("own.json", signed(document, own))), "--now", AT)
    assert done.exit_code == 0
    assert "没有人为颁发机构作保" in done.stdout


def test_the_text_of_a_code_is_checked(desk: Desk) -> None:
    text = pack(award(), BANK_KEY, at=ISSUED)
    assert desk.verify(text).exit_code == 0
    alone = desk.verify(text, lists=False)
    assert alone.exit_code == 3
    assert "签名有效" in alone.stdout
    spoiled = text[:60] + ("A" if text[60] != "A" else "B") + text[61:]
    assert desk.verify(spoiled).exit_code in {1, 2}
    assert desk.verify(desk.put("code.txt", text.encode())).exit_code == 0


UNREADABLE: dict[str, Any] = {
    "half a document": b'{"type": [',
    "an empty file": b"",
    "a picture without a credential": blank(),
    "no Unicode": b"\xff\xfe\x00{",
    "a list": b"[]",
}


@pytest.mark.parametrize("sentence", UNREADABLE)
def test_what_cannot_be_read_is_bad_input(desk: Desk, sentence: str) -> None:
    assert desk.verify(desk.put("given", UNREADABLE[sentence])).exit_code == 2


def test_what_is_nothing_at_all_is_told_on_standard_error(desk: Desk) -> None:
    done = desk.verify("no-such-file.json")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "既不是文件，也不是编号" in done.stderr
    wrong = desk.ask(str(desk.put("badge.json", GOOD)), "--issuer", str(desk.put("x.json", GOOD)), "--json")
    assert wrong.exit_code == 2
    assert json.loads(wrong.stderr)["error"] == "ISSUER_FILE_MALFORMED"


def test_programs_get_the_steps_with_their_codes(desk: Desk) -> None:
    done = desk.verify(desk.put("badge.json", GOOD), "--json", lists=False)
    told = json.loads(done.stdout)
    assert (done.exit_code, told["verdict"]) == (3, "unknown")
    assert [step["number"] for step in told["steps"]] == list(range(10))
    assert {step["code"] for step in told["steps"]} >= {"STATUS_UNREACHABLE"}


def test_neither_django_nor_a_database_is_touched(desk: Desk) -> None:
    file = desk.put("badge.json", GOOD)
    program = (
        "import sys\n"
        f"sys.argv = ['creditbank', 'verify', {str(file)!r}, '--issuer', {str(desk.issuer)!r}, '--now', {AT!r}]\n"
        "from creditbank.cli.main import run\n"
        "try:\n    run()\nexcept SystemExit as end:\n    code = end.code\n"
        "assert not [name for name in sys.modules if name == 'django' or name.startswith('django.')]\n"
        "assert code == 3, code\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=desk.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert sorted(one.name for one in desk.folder.iterdir()) == [
        "badge.json",
        "did.json",
        "revocation.json",
        "suspension.json",
    ], "nothing is written"


@pytest.mark.parametrize("number", ["CB-8KRF-SFH1-YB5Y-O", "cb 8krf sfh1 yb5y o", "VC-6QZC-Q3PN-9SKB-H", "CB-1"])
def test_a_number_is_for_the_database(number: str) -> None:
    assert not is_offline(["verify", number])
    assert not is_offline(["verify", "--json", number])
    assert is_offline(["verify", "badge.json"])
    assert not is_offline(["record", "badge.json"])
