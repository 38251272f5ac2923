"""The rows of the main job. Facts are appended and never edited; what may change is named in each docstring."""

from creditbank.bank.models.appeals import Appeal, Inquiry, Review
from creditbank.bank.models.awards import Award, AwardEvent
from creditbank.bank.models.conversions import Conversion, ConversionLine, LineDecision, LineGrant, LineInput
from creditbank.bank.models.deposits import Deposit, DepositStep
from creditbank.bank.models.enrolments import CoursePassed, Enrolment, EnrolmentEvent

__all__ = [
    "Appeal",
    "Award",
    "AwardEvent",
    "Conversion",
    "ConversionLine",
    "CoursePassed",
    "Deposit",
    "DepositStep",
    "Enrolment",
    "EnrolmentEvent",
    "Inquiry",
    "LineDecision",
    "LineGrant",
    "LineInput",
    "Review",
]
