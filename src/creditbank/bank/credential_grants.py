"""What credentials of conversions and transcripts say: courses granted for awards, and courses passed. Reads only."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings

from creditbank.bank.credential_facts import holder_of, party_of
from creditbank.bank.models import ConversionLine, CoursePassed, Enrolment, LineGrant
from creditbank.bank.record_rows import institution_name, required_credits, rule_of, target_name
from creditbank.credentials.award import Achievement, Association, Award, Granted, Result, Status, Transcript
from creditbank.kernel.quantity import parse_amount
from creditbank.rules.definitions import Name
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook

Credits = int | None
"""At scale 2; nothing where a programme counts papers."""


def grants_of(line: ConversionLine) -> list[LineGrant]:
    """The grants of a line in their order, with what their credentials read."""
    rows = LineGrant.objects.filter(line=line, live=True).order_by("position")
    return list(rows.select_related("line__enrolment__learner", "line__enrolment__institution"))


def grant_id(grant: LineGrant) -> UUID:
    """What the credential of this grant is about: one course or module of one line."""
    return uuid5(grant.line_id, f"grant/{grant.course or grant.module}")


def grant_facts(
    grant: LineGrant,
    book: Rulebook,
    *,
    id: str,  # noqa: A002
    statuses: tuple[Status, ...],
    sources: Sequence[str],
    now: datetime,
) -> Award:
    """What the credential of one granted course or module says. ``sources``: ids of the credentials that paid for it."""
    line, enrolment = grant.line, grant.line.enrolment
    programme = book.programmes[(enrolment.programme, enrolment.year)]
    rule = rule_of(line, book)
    name = target_name(programme, grant.course, grant.module)
    recorded = str(grant.grade_recorded.get("zh", ""))
    return Award(
        id=id,
        number="",
        holder=holder_of(enrolment.learner),
        issuer=party_of(enrolment.institution),
        achievement=_course(programme, grant.course or grant.module, name, rule.text),
        earned_on=line.final_on,
        valid_from=now,
        credits=_credits(grant.amount, programme, book),
        results=(Result(name="成绩", value=recorded),) if recorded else (),
        statuses=statuses,
        clause=rule.text,
        granted=Granted(
            programme=programme.name,
            programme_code=programme.id,
            year=programme.year,
            target=grant.course or grant.module,
            target_name=name,
            rule=rule.id,
            rule_hash=line.rule_hash,
            clause=rule.text,
            sources=tuple(sources),
        ),
    )


def transcript_facts(
    row: Enrolment,
    book: Rulebook,
    *,
    id: UUID,  # noqa: A002
    number: str,
    granted: Sequence[Award],
    statuses: tuple[Status, ...],
    now: datetime,
) -> Transcript:
    """What the transcript of an enrolment says: the courses granted (made before by ``grant_facts``), and those passed."""
    programme = book.programmes[(row.programme, row.year)]
    studied = [_passed(item, row, programme, book, id, now) for item in row.passed.order_by("course")]
    awards = (*granted, *studied)
    scale = book.units[programme.unit].scale
    counts = scale == 2
    return Transcript(
        id=id.urn,
        number=number,
        holder=holder_of(row.learner),
        issuer=party_of(row.institution),
        name={"zh": f"{programme.name['zh']}成绩单", "en": f"Transcript: {programme.name['en']}"},
        valid_from=now,
        programme=programme.name,
        programme_code=programme.id,
        year=row.year,
        earned=sum(one.credits or 0 for one in awards) if counts else None,
        required=required_credits(programme, scale) if counts else None,
        awards=awards,
        associations=tuple(_parts_of(awards, f"{id.urn}#programme")),
        statuses=statuses,
    )


def _parts_of(awards: Iterable[Award], programme: str) -> Iterable[Association]:
    """Every course is a part of the programme."""
    seen = dict.fromkeys(award.achievement.id for award in awards)
    return (Association(type="isPartOf", source=course, target=programme) for course in seen)


def _passed(
    item: CoursePassed, row: Enrolment, programme: Programme, book: Rulebook, transcript: UUID, now: datetime
) -> Award:
    course = programme.course[item.course]
    amount = parse_amount(course.credits, book.units[programme.unit].scale)
    school = institution_name(row.institution)
    criteria = f"在{school['zh']}修读并考核合格。"
    return Award(
        id=uuid5(transcript, f"course/{item.course}").urn,
        number="",
        holder=holder_of(row.learner),
        issuer=party_of(row.institution),
        achievement=_course(programme, item.course, course.name, criteria, f"Studied and passed at {school['en']}."),
        earned_on=item.passed_on,
        valid_from=now,
        credits=_credits(amount, programme, book),
        hours=course.hours,
        results=(Result(name="成绩", value=item.score),) if item.score else (),
    )


def _course(programme: Programme, code: str, name: Name, criteria: str, criteria_en: str = "") -> Achievement:
    return Achievement(
        id=f"{settings.SITE_URL}/programmes/{programme.id}/{programme.year}/#{code}",
        name=name,
        description={
            "zh": f"{programme.name['zh']}：{name['zh']}",
            "en": f"{programme.name['en']}: {name['en']}",
        },
        criteria={"zh": criteria, "en": criteria_en or criteria},
        type="Course",
        code=code,
    )


def _credits(amount: int, programme: Programme, book: Rulebook) -> Credits:
    return amount if book.units[programme.unit].scale == 2 else None
