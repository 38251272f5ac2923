"""What the search works on: plain int64 arrays. Masks are int64 too; bit 63 is the sign and is used like the others."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from creditbank.plan.compiled import compiled

Integers = NDArray[np.int64]
MOST_BITS = 64
"""Awards, and courses that can be granted, of one problem."""


class Variants(NamedTuple):
    """Ways to apply a candidate, V in all: each takes awards whole and grants a set of courses."""

    outcomes: Integers
    """[V] mask of the awards it takes; never empty."""
    blocks: Integers
    """[V] mask of the awards that nothing else in the plan may take: ``outcomes`` and their parts and wholes."""
    courses: Integers
    """[V] mask of the courses it grants; never empty."""
    rigid: Integers
    """[V] those of ``courses`` that it cannot leave out (all of them, or none where any non-empty subset may be granted)."""
    widest: NDArray[np.bool_]
    """[V] no other variant of its candidate grants these courses and more. Where no cap stands in the way the least remaining is found among these alone."""
    price: Integers
    """[V] what it adds to the key, above 0; all prices of a plan together are less than ``Goal.unit``."""
    amounts: Integers
    """[V, C] what it takes of the room of each cap."""


class Tree(NamedTuple):
    """What remains to be studied: the sum of one table for each module, by the mask of its courses that are granted.

    All tables together save at most ``2**15``.
    """

    table: Integers
    """All tables, one after another; each falls, or stays, with every course granted."""
    start: Integers
    """[M] where the table of a module begins."""
    shift: Integers
    """[M] the first bit of a module's courses: they have adjacent bits."""
    cut: Integers
    """[M] ``2**courses - 1``: the length of its table less one."""
    additive: NDArray[np.bool_]
    """[M] each course of it saves the same whatever else is granted."""
    module: Integers
    """[64] the module of each course bit; -1 where it is in none."""
    credits: Integers
    """[64] the most that a course can save."""


class Goal(NamedTuple):
    """What is sought and how hard."""

    unit: int
    """What one unit of remaining weighs in the key; 1: only the least remaining is sought, prices are ignored."""
    floor: int
    """No choice leaves less than this (known before; else 0)."""
    ceiling: int
    """Only keys below this are of interest (in the key's measure; else 2**62)."""
    most_nodes: int
    fixed: int
    """Position of a variant that must be chosen; -1: none."""


@compiled
def study(tree, granted):  # type: ignore[no-untyped-def]
    """What remains to be studied where these courses are granted."""
    total = 0
    for m in range(tree.start.size):
        total += tree.table[tree.start[m] + ((granted >> tree.shift[m]) & tree.cut[m])]
    return total


_DE_BRUIJN = 0x03F79D71B4CB0A89
_BIT = np.zeros(64, np.int64)
for _place in range(64):
    _BIT[(_DE_BRUIJN << _place & (2**64 - 1)) >> 58] = _place


@compiled
def lowest_bit(mask):  # type: ignore[no-untyped-def]
    """The position of the lowest bit of a mask that is not empty (by a de Bruijn sequence)."""
    return _BIT[((mask & -mask) * _DE_BRUIJN >> 58) & 63]


@compiled
def sum_over(values, mask):  # type: ignore[no-untyped-def]
    """The sum of the values at the bits of a mask."""
    total = 0
    while mask:
        total += values[lowest_bit(mask)]
        mask &= mask - 1
    return total


@compiled
def keep_best(mask, fresh, value, at, best, lead):  # type: ignore[no-untyped-def]
    """At each bit of a mask keep the greatest value and where it was found; ``fresh``: bits that have none so far."""
    while mask:
        bit = lowest_bit(mask)
        mask &= mask - 1
        if fresh >> bit & 1 or value > best[bit]:
            best[bit], lead[bit] = value, at


def mask_array(masks: list[int]) -> Integers:
    """Masks of up to 64 bits as an array."""
    return np.array(masks, np.uint64).view(np.int64)
