"""批量签发: the credentials of a whole cohort, signed by several processes, resumable.

A chunk is drawn for, signed outside of any transaction, and then written in one, in which every award is looked at again:
one that was revoked, frozen or corrected meanwhile is left out. Broken off, the next run goes on where this one stopped,
whatever its request id, since what has a credential in force is passed over.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

import msgspec
from django.db import connections, transaction

from creditbank.audit import trail
from creditbank.bank import lots
from creditbank.bank.call import Call
from creditbank.bank.credential_facts import award_facts
from creditbank.bank.errors import NotFound
from creditbank.bank.issue import ISSUABLE, Ground, award_issue, ground_of, numbered_id
from creditbank.bank.models import Award
from creditbank.credentials import award as facts
from creditbank.credentials import issued
from creditbank.credentials.signing import OPEN_BADGE, SigningKey, require_award_format, signed_award
from creditbank.credentials.status_bits import draw
from creditbank.kernel.canonical import digest
from creditbank.kernel.decision import Reason
from creditbank.people.lookups import lock_learners
from creditbank.people.permissions import Action
from creditbank.plan.partitions import Progress

CHUNK = 100
"""Awards signed and written together: a third of a second of one process."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """What a run did: credentials issued now, awards that had one, and those left out, with why."""

    issued: int
    there: int
    left: tuple[tuple[UUID, Reason], ...]


class Unsigned(msgspec.Struct, frozen=True, kw_only=True):
    """The facts of a chunk and what signs them: plain values, so that they can be sent to another process."""

    awards: tuple[facts.Award, ...]
    format: str
    keys: tuple[SigningKey, ...]
    created: datetime
    suite: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Awards on their way: by id with the state in which they were read, and the facts under the ids drawn for them."""

    rows: dict[UUID, Award]
    states: dict[UUID, lots.AwardState]
    ids: dict[UUID, UUID]
    unsigned: Unsigned


def issue_cohort(
    call: Call,
    *,
    body: str,
    award_ids: Sequence[UUID],
    format: str = OPEN_BADGE,  # noqa: A002
    suite: str = "",
    processes: int = 2,
    progress: Progress | None = None,
) -> Cohort:
    """Issue for these awards of one body. ``progress`` is told how many are done, and of how many.

    Not inside a transaction: each chunk has its own. Raises ``Forbidden``, ``NotFound`` (an award of another body, or
    none), ``CredentialError`` (no key, unknown format); before anything is written.
    """
    call.require(Action.ISSUE_CREDENTIAL, institution=body)
    require_award_format(format)
    wanted = list(dict.fromkeys(award_ids))
    ground = ground_of(call, body)
    waiting = _waiting(body, wanted, format)
    _record(call, body, wanted, format)
    done, left = 0, list[tuple[UUID, Reason]]()
    there = len(wanted) - len(waiting)
    chunks = _chunks(waiting, body, format, suite, ground, left)
    with _signers(min(processes, -(-len(waiting) // CHUNK))) as signed:
        for chunk, texts in signed(chunks):
            done += _keep(call, chunk, texts, ground, left)
            if progress:
                progress(there + done + len(left), len(wanted))
    return Cohort(done, there, tuple(left))


def sign_chunk(work: Unsigned) -> list[str]:
    """The signed texts of a chunk: what a process does, without a database."""
    return [
        signed_award(award, work.format, work.keys, created=work.created, suite=work.suite) for award in work.awards
    ]


def _waiting(body: str, wanted: Sequence[UUID], format: str) -> list[UUID]:  # noqa: A002
    """Those without a credential in force, in the order given. All must be awards of the body."""
    known: set[UUID] = set()
    for first in range(0, len(wanted), issued.AT_ONCE):
        rows = Award.objects.filter(pk__in=wanted[first : first + issued.AT_ONCE], body=body)
        known |= set(rows.values_list("pk", flat=True))
    if missing := next((one for one in wanted if one not in known), None):
        raise NotFound("AWARD_UNKNOWN", award=str(missing))
    standing = issued.live_ones(wanted, format)
    return [one for one in wanted if one not in standing]


def _record(call: Call, body: str, wanted: Sequence[UUID], format: str) -> None:  # noqa: A002
    content = [body, digest([str(one) for one in wanted]), format]
    with transaction.atomic():
        if call.earlier("issue_cohort", content) is None:
            call.record("issue_cohort", "institution", body, content, institution=body, detail={"awards": len(wanted)})


def _chunks(
    waiting: Sequence[UUID],
    body: str,
    format: str,  # noqa: A002
    suite: str,
    ground: Ground,
    left: list[tuple[UUID, Reason]],
) -> Iterator[Chunk]:
    """Read the awards, draw their bits, gather their facts. One chunk is made when a process is free for it."""
    for first in range(0, len(waiting), CHUNK):
        some = waiting[first : first + CHUNK]
        found = Award.objects.filter(pk__in=some).select_related("learner", "achievement", "body", "deposit")
        states = lots.states_of(found)
        rows = {row.pk: row for row in found if states[row.pk].status in ISSUABLE}
        left += [(row.pk, Reason("AWARD_WITHHELD", found=states[row.pk].status)) for row in found if row.pk not in rows]
        before = issued.counts(rows, format)
        ids = {pk: numbered_id(pk, format, before[pk]) for pk in rows}
        statuses = draw(body, list(ids.values()))
        said = [
            award_facts(row, states[pk], ground.rulebook, id=ids[pk], statuses=statuses[ids[pk]], now=ground.now)
            for pk, row in rows.items()
        ]
        unsigned = Unsigned(awards=tuple(said), format=format, keys=ground.keys, created=ground.now, suite=suite)
        yield Chunk(rows, states, ids, unsigned)


@transaction.atomic
def _keep(call: Call, chunk: Chunk, texts: Sequence[str], ground: Ground, left: list[tuple[UUID, Reason]]) -> int:
    """Write what is still as it was read; how many. The learners are locked: nothing befalls their awards meanwhile."""
    lock_learners(row.learner_id for row in chunk.rows.values())
    now = lots.states_of(chunk.rows.values())
    standing = issued.live_ones(chunk.rows, chunk.unsigned.format)
    kept, deeds = [], []
    for (pk, row), said, text in zip(chunk.rows.items(), chunk.unsigned.awards, texts, strict=True):
        if pk in standing or now[pk] != chunk.states[pk]:
            left.append((pk, Reason("AWARD_CHANGED")))
            continue
        new_id = chunk.ids[pk]
        kept.append(award_issue(row, new_id, chunk.unsigned.format, text, said.valid_until, ground))
        deeds.append(
            trail.Deed(
                request_id=call.derived("issue", new_id),
                verb="issue",
                actor=call.actor.user_id,
                subject_type="credential",
                subject_id=str(new_id),
                content=[str(pk), chunk.unsigned.format],
                at=call.now,
                institution=row.body_id,
            )
        )
    issued.keep(kept, at=call.now)
    trail.record_many(deeds)
    return len(kept)


Signed = Callable[[Iterator[Chunk]], Iterator[tuple[Chunk, list[str]]]]
"""Turns chunks into chunks with their texts, in order."""


@contextmanager
def _signers(processes: int) -> Iterator[Signed]:
    """How the chunks are signed: here, or by so many processes, which know no database."""
    if processes < 2:
        yield lambda chunks: ((chunk, sign_chunk(chunk.unsigned)) for chunk in chunks)
        return
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    # A connection that two processes share would mix up their answers.
    connections.close_all()
    with context.Pool(processes) as pool:

        def signed(chunks: Iterator[Chunk]) -> Iterator[tuple[Chunk, list[str]]]:
            # Twice as many as processes are on their way: while they sign, the next are read and the last are written.
            begun = deque((one, pool.apply_async(sign_chunk, (one.unsigned,))) for one in islice(chunks, 2 * processes))
            while begun:
                chunk, answer = begun.popleft()
                texts = answer.get()
                begun.extend((one, pool.apply_async(sign_chunk, (one.unsigned,))) for one in islice(chunks, 1))
                yield chunk, texts

        yield signed
