"""How many answers carry a proof that others can check, how long the logs are, and what making and checking them takes."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from benchmarks.engine_samples import OWN, SEEDS, generated, percent, profiles, scaled, spread, timed
from benchmarks.own_programmes import own_problems
from creditbank.plan.problem import Problem

LEARNERS = 100
"""Of each profile and seed, before three programmes each."""
TAMPERED = 5
"""One log in so many is tampered with, in every way."""
Row = dict[str, object]


@dataclass(slots=True)
class Measured:
    """What was found on many problems."""

    problems: int = 0
    proven: int = 0
    refused: int = 0
    """Logs of the prover that the checker did not accept: must be none."""
    tokens: list[int] = field(default_factory=list)
    proving: list[float] = field(default_factory=list)
    checking: list[float] = field(default_factory=list)
    tampered: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)


def run() -> dict[str, object]:
    """Every profile, then the rulebook's own programmes."""
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        jobs = {profile: [pool.submit(of_profile, profile, seed) for seed in SEEDS] for profile in profiles()}
        found = {profile: _joined([job.result() for job in parts]) for profile, parts in jobs.items()}
    found[OWN] = measure(own_problems())
    return {
        "subject": "engine_proof",
        "unit": "per cent, tokens or milliseconds, as the row says",
        "machine": {"cores": os.cpu_count()},
        "rows": [row for name, one in found.items() for row in _rows(name, one)],
        "note": (
            f"{scaled(LEARNERS)} learners of three seeds of each profile before three programmes, and the rulebook's own programmes. A"
            " log proves that no choice leaves less to study; where the prover gives up, the solver's word is all there is."
            " Both are pure Python; times: prover one run, checker median of three, with one process on each core."
            " `tampered`: logs with a claim one too high, the last token cut off, a token too many, or the first branch turned to"
            " a candidate that is not there; `refused` must be all of them."
        ),
    }


def of_profile(profile: str, seed: int) -> Measured:
    """The problems of one profile and seed."""
    return measure([pair.problem for pair in generated(profile, scaled(LEARNERS), seeds=(seed,))])


def _joined(parts: Sequence[Measured]) -> Measured:
    return Measured(
        problems=sum(one.problems for one in parts),
        proven=sum(one.proven for one in parts),
        refused=sum(one.refused for one in parts),
        tokens=[count for one in parts for count in one.tokens],
        proving=[took for one in parts for took in one.proving],
        checking=[took for one in parts for took in one.checking],
        tampered=sum((one.tampered for one in parts), Counter[str]()),
        caught=sum((one.caught for one in parts), Counter[str]()),
    )


def measure(problems: Sequence[Problem]) -> Measured:
    """Prove and check the optimum of each."""
    from creditbank.plan.check_proof import check_log
    from creditbank.plan.engine import least_remaining
    from creditbank.plan.prove import prove

    found = Measured()
    for problem in problems:
        least = least_remaining(problem)
        if least is None:
            continue
        found.problems += 1
        log, took = timed(lambda: prove(problem, least), repeats=1)  # noqa: B023
        found.proving.append(took)
        if log is None:
            continue
        found.proven += 1
        found.tokens.append(log.count(" ") + 1)
        reason, took = timed(lambda: check_log(problem, log, least))  # noqa: B023
        found.checking.append(took)
        found.refused += reason is not None
        if found.proven % TAMPERED == 0:
            for what, other, claim in _tampered(log, least):
                found.tampered[what] += 1
                found.caught[what] += check_log(problem, other, claim) is not None
    return found


def _tampered(log: str, claim: int) -> Iterator[tuple[str, str, int]]:
    """Logs that prove nothing."""
    tokens = log.split(" ")
    yield "claim too high", log, claim + 1
    yield "cut off", " ".join(tokens[:-1]), claim
    yield "token too many", f"{log} -", claim
    if not tokens[0].startswith("-"):
        yield "no such candidate", " ".join(["9999999", *tokens[1:]]), claim


def _rows(name: str, found: Measured) -> Iterator[Row]:
    counts = {"problems": found.problems, "refused": found.refused}
    yield {"name": f"{name}: with a log, %", "median": percent(found.proven, found.problems), **counts}
    yield {"name": f"{name}: length of a log, tokens", **spread(found.tokens), "problems": found.proven}
    yield {"name": f"{name}: proving, ms", **spread(found.proving), "problems": found.problems}
    yield {"name": f"{name}: checking, ms", **spread(found.checking), "problems": found.proven}
    tampered, caught = found.tampered.total(), found.caught.total()
    yield {"name": f"{name}: tampered logs refused, %", "median": percent(caught, tampered), "problems": tampered}
