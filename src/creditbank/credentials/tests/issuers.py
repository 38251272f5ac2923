"""Two institutions, their keeper of keys and a learner, for the tests of what the database keeps."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from creditbank.credentials.issued import Issue, Source, keep
from creditbank.credentials.keyring import make_key
from creditbank.credentials.models import Credential, IssuerKey
from creditbank.credentials.status_bits import draw
from creditbank.people.learners import open_account
from creditbank.people.models import Institution, Learner
from creditbank.people.permissions import SYSTEM, Actor
from creditbank.people.roles import Role

AT = datetime(2025, 6, 1, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
OPERATOR = Actor(1, None, (("bank-centre", Role.BANK_OPERATOR),))
CENTRE, COLLEGE = "skill-centre", "river-college"


def found_issuers() -> None:
    """A certifying body and a school."""
    Institution.objects.create(id=CENTRE, type="certification_body", name_zh="技能评价中心", name_en="Skill centre")
    Institution.objects.create(id=COLLEGE, type="college", name_zh="江河学院", name_en="River College")


def new_key(institution: str = CENTRE, *, at: datetime = AT, algorithm: str = "Ed25519") -> IssuerKey:
    """A key in the database."""
    return make_key(request_id=uuid4(), actor=SYSTEM, institution=institution, at=at, algorithm=algorithm)


def li() -> Learner:
    """李师傅."""
    return open_account(
        request_id=uuid4(),
        actor=OPERATOR,
        name="李大勇",
        identity_type="resident_id",
        identity_number="11010519491231002X",
        at=AT,
    )


def kept(
    key: IssuerKey,
    learner: Learner,
    *sources: Source,
    kind: str = "award",
    subject: UUID | None = None,
    format: str = "open_badge",  # noqa: A002
) -> Credential:
    """A credential with bits of its own, whose document nobody reads."""
    new_id = uuid4()
    draw(key.institution_id, [new_id])
    keep(
        [
            Issue(
                id=new_id,
                number=f"VC-{new_id.hex[:12]}",
                kind=kind,  # type: ignore[arg-type]
                format=format,
                subject=subject or uuid4(),
                issuer=key.institution_id,
                learner_id=learner.pk,
                key_id=key.pk,
                document="{}",
                issued_at=AT,
                valid_until=None,
                sources=sources,
            )
        ],
        at=AT,
    )
    return Credential.objects.get(pk=new_id)
