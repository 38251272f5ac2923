"""The files of a run over everybody: one a partition, each there complete or not at all, so that a broken run goes on."""

from collections.abc import Callable
from pathlib import Path

MANIFEST = "manifest.json"
Progress = Callable[[int, int], None]
"""Told how many partitions are done, and of how many."""


def part(folder: Path, number: int, /) -> Path:
    """Where the results of a partition stand."""
    return folder / f"part-{number:05}.parquet"


def write_whole(path: Path, write: Callable[[Path], object], /) -> None:
    """All of the file or none of it: ``write`` fills another, which takes its place when it is finished."""
    unfinished = path.with_suffix(".unfinished")
    write(unfinished)
    unfinished.replace(path)
