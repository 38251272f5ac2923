# ruff: noqa: INP001
"""Fuzz the verifier and the parsers of credentials with atheris: no crash, no hang, never a valid report from an altered document.

Not part of CI: atheris is a compiled package that the locks do not have. In a virtual environment with the project installed:

    .venv/bin/pip install atheris
    .venv/bin/python scripts/fuzz_credentials.py corpus/ -max_total_time=600 -timeout=5 -rss_limit_mb=1024

``corpus/`` is made if it does not exist and keeps what was found; the first run begins with good documents in every form.
Options after the folder are libFuzzer's. A failing input is written beside as ``crash-…`` or ``timeout-…``; give that file as the
only argument to run it again. Without atheris, ``--replay`` feeds the corpus, and each of its files cut and flipped, once.
"""

import contextlib
import importlib
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

atheris: Any = None
with contextlib.suppress(ModuleNotFoundError):  # --replay works without it
    atheris = importlib.import_module("atheris")

with atheris.instrument_imports(include=["creditbank.credentials"]) if atheris else contextlib.nullcontext():
    from creditbank.credentials.bundle import make_bundle, open_bundle
    from creditbank.credentials.errors import CredentialError
    from creditbank.credentials.formats.baked import bake
    from creditbank.credentials.formats.png import blank
    from creditbank.credentials.status_list import decode, decode_legacy, encode
    from creditbank.credentials.tests.people import (
        BANK_KEY,
        CLEAN_LISTS,
        GOOD,
        NOW,
        badge,
        controller,
        signed,
        verified,
    )
    from creditbank.credentials.tests.spoiling import presentation, token

SEEDS: dict[str, Callable[[], bytes]] = {
    "badge.json": lambda: json.dumps(GOOD, ensure_ascii=False).encode(),
    "badge-rdfc.json": lambda: json.dumps(signed(badge(), suite="eddsa-rdfc-2022")).encode(),
    "badge.jwt": lambda: token().encode(),
    "badge.png": lambda: bake(blank(), json.dumps(GOOD)),
    "presentation.json": lambda: json.dumps(presentation()).encode(),
    "bundle.json": lambda: make_bundle(GOOD, controllers=[controller(BANK_KEY)], status_lists=CLEAN_LISTS, made=NOW),
    "list.txt": lambda: encode([1, 5]).encode(),
}
FACTS = verified(GOOD).facts


def feed(content: bytes) -> None:
    """One input to every entrance. Whatever is not a ``CredentialError`` is a crash; a valid report must tell the seed's facts."""
    report = verified(content)
    if report.verdict == "valid" and report.facts is not None and report.facts != FACTS:
        raise AssertionError("an altered document was found valid")
    text = content.decode("utf-8", "replace")
    for read in (open_bundle, decode, decode_legacy):
        try:
            read(text)
        except CredentialError:
            continue


def sow(folder: Path) -> None:
    """Write the good documents with which fuzzing begins."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in SEEDS.items():
        if not (folder / name).exists():
            (folder / name).write_bytes(make())


def replay(folder: Path, rounds: int = 200) -> int:
    """Every file of the corpus, whole and then cut, flipped and doubled at random places; the count of inputs."""
    chance = random.Random(4)  # noqa: S311 - a repeatable sequence is wanted
    fed = 0
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        for number in range(rounds):
            place = chance.randrange(len(content) or 1)
            flipped = bytearray(content)
            if number and flipped:
                flipped[place] ^= 1 << chance.randrange(8)
            cut = bytes(flipped[:place]) if number % 5 == 4 else bytes(flipped)
            feed(cut + content[place:] if number % 7 == 6 else cut)
            fed += 1
    return fed


def main(arguments: list[str]) -> None:
    """Fuzz for as long as the options say, or replay once."""
    options = [one for one in arguments[1:] if one.startswith("-")]
    folders = [Path(one) for one in arguments[1:] if not one.startswith("-")]
    if folders and not folders[0].is_file():
        sow(folders[0])
    if "--replay" in options:
        sys.stdout.write(f"{replay(folders[0])} inputs, none of which crashed\n")
        return
    if atheris is None:
        sys.exit("atheris is not installed; see the head of this file. --replay works without it.")
    atheris.Setup(arguments, feed)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
