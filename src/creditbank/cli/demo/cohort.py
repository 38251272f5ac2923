"""The sponsored cohort: who the workers are, what they have, and how it comes into the bank."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

import msgspec

from creditbank.bank.enrol import enrol
from creditbank.bank.roster import RosterRow, certify_roster
from creditbank.catalogue.achievements import Entry, add_achievements
from creditbank.cli.demo.acting import ActRefused, Stage, act_id
from creditbank.cli.demo.city import PASSWORD
from creditbank.cli.demo.hero import UNDECIDED
from creditbank.cli.demo.institutions import who
from creditbank.cli.demo.outcomes import Facts, Outcome, Printer, specimens
from creditbank.cli.demo.papers import COMMON, PAPERS
from creditbank.cli.demo.people_data import Person, make_person
from creditbank.people.learners import open_account
from creditbank.people.roles import Role
from creditbank.people.users import create_user
from creditbank.rules.rulebook import Rulebook

SEED = "江州 2025"
YEAR = 2025
ENROLLED_ON = date(2025, 9, 1)
MAJORS = (
    ("craftsman-college/460103", ("jiangzhou-machine-tools", "hengli-electromechanical")),
    ("craftsman-college/460301", ("hengli-electromechanical", "jiangzhou-machine-tools", "zhibi-robotics")),
    ("craftsman-college/460702", ("qiming-vehicles",)),
    ("craftsman-college/470201", ("qingyuan-chemicals",)),
    ("vocational-college/460305", ("zhibi-robotics", "hengli-electromechanical")),
    ("vocational-college/460701", ("qiming-vehicles", "jiangzhou-machine-tools")),
    ("vocational-college/470208", ("qingyuan-chemicals",)),
    ("vocational-college/510214", ("yungong-software", "zhibi-robotics")),
)
"""The eight majors, and where their students work."""
SHARES = (5, 5, 4, 3, 2, 2, 2, 2)
"""How the cohort spreads over the majors, in twenty-fifths."""
MEDIAN, SPREAD, FEWEST, MOST = 13, 0.5, 5, 40
"""Outcomes of one worker: log-normal about the median, within bounds."""
LEARNERS_WITH_LOGIN = 5
"""Every fifth worker has a user account of his own and applies for conversion."""


@dataclass(slots=True)
class Worker:
    """One worker of the cohort; ids are there once his account is open.

    ``username`` if he has a log-in; ``pending``: what he puts in himself later.
    """

    number: int
    person: Person
    programme: str
    employer: str
    outcomes: list[Outcome] = field(default_factory=list)
    username: str = ""
    pending: Outcome | None = None
    learner_id: int = 0
    lines: list[UUID] = field(default_factory=list)
    """What he applied for and what waits for the school's decision."""

    @property
    def enrolment_id(self) -> UUID:
        """An enrolment has the id of the act that made it."""
        return act_id("enrol", self.number)

    @property
    def school(self) -> str:
        """The institution that runs his programme."""
        return self.programme.split("/", 1)[0]


def draw_workers(book: Rulebook, size: int, today: date, printer: Printer) -> list[Worker]:
    """The workers with what they have. The same on every machine, and the first ones the same for every size."""
    pools = {programme: specimens(book, programme, today) for programme, _ in MAJORS}
    majors = [major for major, share in zip(MAJORS, SHARES, strict=True) for _ in range(share)]
    workers = []
    for number in range(size):
        rng = Random(f"{SEED}/{number}")  # noqa: S311 (a demonstration, not a secret)
        programme, employers = majors[(7 * number + number // len(majors)) % len(majors)]
        person = make_person(number + 1, rng)
        worker = Worker(number, person, programme, rng.choice(employers))
        worker.username = f"worker{number:03d}" if number % LEARNERS_WITH_LOGIN == 0 else ""
        _give_outcomes(worker, pools[programme], printer, rng, today)
        workers.append(worker)
    return workers


def _give_outcomes(worker: Worker, pool: dict[str, list[Facts]], printer: Printer, rng: Random, today: date) -> None:
    wanted = min(MOST, max(FEWEST, round(rng.lognormvariate(math.log(MEDIAN), SPREAD))))
    kinds, weights = list(PAPERS), [paper.weight for paper in PAPERS.values()]
    held: Counter[str] = Counter()
    keys: set[tuple[str, str]] = set()
    if worker.username:
        wanted += 1
    for _ in range(40 * wanted):
        if len(worker.outcomes) == wanted:
            break
        kind = rng.choices(kinds, weights)[0]
        facts = _facts(kind, pool, rng)
        earned_on = _earned_on(worker, kind, facts or {}, rng, today)
        if facts is None or earned_on is None or held[kind] == PAPERS[kind].at_most:
            continue
        outcome = printer.outcome(kind, facts, earned_on, rng, worker.employer)
        if outcome.key not in keys:
            keys.add(outcome.key)
            held[kind] += 1
            worker.outcomes.append(outcome)
    if worker.username:
        worker.pending = worker.outcomes.pop()


def _facts(kind: str, pool: dict[str, list[Facts]], rng: Random) -> Facts | None:
    """What stands on a paper of this kind: three times of five something that the major's rules look for."""
    common = [facts for one, facts in COMMON if one == kind]
    chosen = pool[kind] if pool[kind] and (rng.random() < 0.6 or not common) else common
    if not chosen:
        return None
    facts = dict(rng.choice(chosen))
    if kind == "occupational_skill_certificate" and rng.random() < 0.4:
        facts["level"] = rng.choice(("5", "4", "3"))
    if kind == "skill_contest_prize" and rng.random() < 0.6:
        facts.update(tier="city", prize=rng.choice(("third", "second", "first")))
    return facts


def _earned_on(worker: Worker, kind: str, facts: Facts, rng: Random, today: date) -> date | None:
    """A day on which he may have earned it, rather late than early; ``None`` if he is too young for it."""
    paper, birth = PAPERS[kind], worker.person.birth_date
    age = max(paper.age, {"2": 30, "3": 24}.get(str(facts.get("level")), 0)) if "level" in paper.fixed else paper.age
    if kind in {"diploma", "degree_course"}:
        age = 19 if facts.get("level") == "secondary" else 22
        first = last = birth.year + age
    else:
        first, last = max(paper.since, birth.year + age), today.year - 1
    if first > last or last >= today.year or first < 2000:
        return None
    years = last - first + 1
    year = first + int(years * max(rng.random(), rng.random()))
    return date(year, 1, 1) + timedelta(days=rng.randrange(364))


def open_accounts(stage: Stage, workers: Iterable[Worker], progress: Callable[[int], None]) -> None:
    """The union's officer opens an account for each; the school's registrar enrols him."""
    for worker in workers:
        password = PASSWORD if worker.username == UNDECIDED else None
        user = (
            create_user(username=worker.username, display_name=worker.person.name, password=password)
            if worker.username
            else None
        )
        call = stage.call("union", "account", worker.number)
        learner = open_account(
            request_id=call.request_id,
            actor=call.actor,
            name=worker.person.name,
            identity_type="resident_id",
            identity_number=worker.person.identity_number,
            phone=worker.person.phone,
            employer=worker.employer,
            institution="city-union",
            user=user,
            at=call.now,
        )
        worker.learner_id = learner.pk
        enrol(
            stage.call(who(worker.school, Role.REGISTRAR), "enrol", worker.number),
            learner_id=learner.pk,
            programme=worker.programme,
            year=YEAR,
            enrolled_on=ENROLLED_ON,
        )
        progress(1)


def fill_catalogue(stage: Stage, outcomes: Iterable[Outcome]) -> None:
    """The centre's operator enters everything that anybody has into the catalogue, once."""
    entries: dict[str, Entry] = {outcome.entry.id: outcome.entry for outcome in outcomes}
    call = stage.call("operator", "catalogue")
    listed = [entries[name] for name in sorted(entries)]
    add_achievements(listed, request_id=call.request_id, actor=call.actor, at=call.now)


def certify_rosters(stage: Stage, workers: Sequence[Worker], progress: Callable[[int], None]) -> None:
    """Each body certifies what it knows of all workers, as one roster."""
    rosters: dict[str, list[RosterRow]] = defaultdict(list)
    for worker in workers:
        for outcome in worker.outcomes:
            rosters[outcome.entry.body].append(RosterRow(worker.learner_id, outcome.entry.id, outcome.claim))
    for body in sorted(rosters):
        result = certify_roster(
            stage.call(who(body, Role.CERTIFICATION_REVIEWER), "roster", body), body=body, rows=rosters[body]
        )
        for number, fault in result.faults.items():
            act = rosters[body][number].achievement_id
            raise ActRefused("DEMO_ACT_REFUSED", act=act, reasons=msgspec.to_builtins(fault.reasons))
        progress(len(rosters[body]))
