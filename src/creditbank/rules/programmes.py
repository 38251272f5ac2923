"""Programmes (培养方案) as requirement trees, posts (岗位) and the bank's own settings: more shapes of the rulebook."""

from datetime import date
from typing import Literal

from creditbank.rules.definitions import Name, Shape, Source

TAGS = ("central", "practice", "thesis", "politics", "physical_education", "internship", "theory", "skill", "online")


class Course(Shape, frozen=True, kw_only=True):
    """A course or unit of a programme; granted whole or not at all."""

    name: Name
    credits: str
    nature: Literal["public", "specialised", "elective"]
    tags: tuple[str, ...] = ()
    hours: int | None = None


class Node(Shape, frozen=True, kw_only=True):
    """A node of the requirement tree; all conditions on it hold, all children are required unless ``choose``."""

    id: str = "root"
    name: Name | None = None
    all: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    child: "tuple[Node, ...]" = ()
    choose: int | None = None
    """So many of the children and ``courses`` must be satisfied."""
    min_credits: str = ""
    at_most: str = ""
    """How much of what is earned here counts upward."""
    open: bool = False
    study_step: str = ""
    accepts_block: bool = False


class Programme(Shape, frozen=True, kw_only=True):
    """One catalogue year of a qualification: a degree, a skill-level certificate, a training programme."""

    id: str
    name: Name
    source: Source
    year: int
    qualification: Literal["degree", "skill_level", "training"]
    level: str
    level_scale: str = "education"
    unit: str = "course_credit"
    field: str = ""
    """Field of study, read as ``programme.field``."""
    occupations: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    tree: Node
    course: dict[str, Course]

    @property
    def institution(self) -> str:
        """The school or body that runs it: the first part of the id."""
        return self.id.split("/", 1)[0]


class Post(Shape, frozen=True, kw_only=True):
    """A post (岗位): an occupation at a level with the functions it asks."""

    id: str
    name: Name
    source: Source
    occupation: str
    level: str
    functions: tuple[Name, ...]
    programmes: tuple[str, ...] = ()


class BankSettings(Shape, frozen=True, kw_only=True):
    """What the bank itself sets: days of grace, deadlines in working days, who is who."""

    name: Name
    source: Source
    evidence_days: int
    review_days: int
    appeal_days: int
    decide_days: int
    objection_days: int
    inquiry_days: int
    rescind_days: int
    return_grace_days: int


class CalendarDay(Shape, frozen=True, kw_only=True):
    """A day that is not what its weekday says."""

    date: date
    worked: bool


class CalendarDefinition(Shape, frozen=True, kw_only=True):
    """The exceptions of the working calendar, with the notices that set them."""

    source: Source
    day: tuple[CalendarDay, ...] = ()
