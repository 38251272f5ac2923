"""Measuring the same on SQLite and on PostgreSQL, each in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping


def measured(subject: str, vendor: str, url: str, labels: Mapping[str, str]) -> list[dict[str, object]]:
    """Run ``benchmarks.<subject>`` on this database; its medians beside the median of its baseline ``bare``."""
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "creditbank.config.settings"}
    command = [sys.executable, "-m", f"benchmarks.{subject}"]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    medians = json.loads(done.stdout)
    base = medians["bare"]
    return [
        {"name": f"{vendor}: {what}", "median": medians[key], "baseline": base, "ratio": medians[key] / base}
        for key, what in labels.items()
    ]
