"""A market compiled into arrays: what the ranking reads, saved to and loaded from one file.

Everything here is made once for a state of the bank and then only read, by every learner and every process. Masks are
int64; a programme's courses have bits of their own, given only to those that some rule can grant there. A programme with
more than 64 such courses, or with a module whose table would be too large, stands in ``beyond`` and is solved by CP-SAT.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from creditbank.plan.market import Market

Ints = npt.NDArray[np.int64]
SmallInts = npt.NDArray[np.int32]

MOST_COURSES = 64
"""Courses of one programme that rules can grant, and outcomes of one learner: the width of a mask."""


class Places(NamedTuple):
    """The places in rules that each type fits. T types; ``start`` [T+1] says where the entries of a type begin."""

    start: Ints
    rule: SmallInts
    slot: SmallInts
    grade: SmallInts
    """The least grade."""


class Rules(NamedTuple):
    """[R] by rule."""

    slots: SmallInts
    """How many."""
    choose: SmallInts
    budget: Ints
    category: SmallInts
    """As a bit position of ``Caps.categories``."""


class Hits(NamedTuple):
    """By rule, the programmes where it can grant something, and the mask of the courses; ``start`` [R+1]."""

    start: Ints
    programme: SmallInts
    courses: Ints


class Courses(NamedTuple):
    """[P, …] what the bits of each programme mean."""

    reach: Ints
    """[L+1, P] the courses up to each level."""
    credits: Ints
    """[P, 64]"""
    module: Ints
    """[P, 64] counted within the programme; -1: none."""


class Modules(NamedTuple):
    """By programme, its tables; ``start`` [P+1]; the others as in ``search_arrays.Tree``."""

    start: Ints
    table: Ints
    shift: Ints
    cut: Ints
    additive: npt.NDArray[np.bool_]
    tables: SmallInts
    """Small, so that those of all programmes stay in the processor's cache."""


class Caps(NamedTuple):
    """By programme, its caps, those of all categories last; ``start`` [P+1]."""

    start: Ints
    categories: Ints
    """Mask of the categories that the cap counts; -1: all."""
    room: Ints


class Totals(NamedTuple):
    """[P] figures of each programme; 0 where it is beyond the arrays."""

    rest: Ints
    """What remains with nothing converted."""
    fixed: Ints
    """The part of it that no rule can touch."""
    least: Ints
    """At least so much remains whatever is converted: ``rest`` less the narrowest cap that counts everything."""
    by_rest: Ints
    """The programmes within the arrays, by (rest, id)."""


class Arrays(NamedTuple):
    """The index itself. In groups, because numba hands on every array of a tuple one by one."""

    places: Places
    rules: Rules
    hits: Hits
    courses: Courses
    modules: Modules
    caps: Caps
    totals: Totals


@dataclass(frozen=True, eq=False)
class Index:
    """A compiled market: its arrays, what the arrays do not hold, and its name."""

    market: Market
    arrays: Arrays
    beyond: tuple[int, ...]
    """Programmes that do not fit the arrays."""
    hash: str
    """SHA-256 of the market."""

    @property
    def top_level(self) -> int:
        """The highest level of a course."""
        return int(self.arrays.courses.reach.shape[0]) - 1


def market_hash(market: Market, /) -> str:
    """SHA-256 of the market's text; fields stand in the order of their structs, so one market has one text."""
    return hashlib.sha256(msgspec.json.encode(market)).hexdigest()


def save_index(index: Index, path: Path, /) -> None:
    """Write the index as one file of numpy arrays (``.npz``)."""
    text = np.frombuffer(msgspec.json.encode(index.market), dtype=np.uint8)
    groups = index.arrays._asdict().items()
    arrays = {f"{group}.{name}": array for group, of in groups for name, array in of._asdict().items()}
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, market=text, beyond=np.array(index.beyond, dtype=np.int64), **arrays)


def load_index(path: Path, /) -> Index:
    """Read what ``save_index`` wrote."""
    with np.load(path, allow_pickle=False) as stored:
        text = stored["market"].tobytes()
        return Index(
            market=msgspec.json.decode(text, type=Market),
            arrays=Arrays(
                Places(**_group(stored, "places")),
                Rules(**_group(stored, "rules")),
                Hits(**_group(stored, "hits")),
                Courses(**_group(stored, "courses")),
                Modules(**_group(stored, "modules")),
                Caps(**_group(stored, "caps")),
                Totals(**_group(stored, "totals")),
            ),
            beyond=tuple(stored["beyond"].tolist()),
            hash=hashlib.sha256(text).hexdigest(),
        )


def _group(stored: Mapping[str, npt.NDArray[Any]], name: str) -> dict[str, npt.NDArray[Any]]:
    """The arrays of one group by their names."""
    return {key.removeprefix(f"{name}."): stored[key] for key in stored if key.startswith(f"{name}.")}
