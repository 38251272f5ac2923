"""Measures every subject, or those named: ``python -m benchmarks bulk_certify``. Then renders the page of tables.

Each subject runs in a process of its own with a folder of its own, so that none finds what another left behind.
"""

import importlib
import os
import subprocess
import sys
import tempfile
import time

from benchmarks import tables


def measure(subject: str) -> None:
    """Run one subject in this process and write its result."""
    result = importlib.import_module(f"benchmarks.{subject}").run()
    tables.require_shape(result, subject)
    tables.write(result)


def main(subjects: list[str]) -> int:
    """Measure; the number of subjects that failed is the exit code."""
    failed = 0
    for subject in subjects or tables.subjects():
        began = time.monotonic()
        print(f"== {subject}", flush=True)
        with tempfile.TemporaryDirectory(prefix="cb.") as folder:
            command = [sys.executable, "-m", "benchmarks", "--here", subject]
            code = subprocess.run(command, env={**os.environ, "CREDITBANK_VAR": folder}, check=False).returncode
        failed += code != 0
        print(f"   {'failed' if code else 'measured'} in {time.monotonic() - began:.0f} s", flush=True)
    tables.render()
    print(f"Wrote {tables.PAGE.relative_to(tables.ROOT)}.")
    return failed


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        measure(sys.argv[2])
    else:
        sys.exit(main(sys.argv[1:]))
