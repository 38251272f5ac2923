"""A call of a verb: who, when, and the caller's request id, which makes the call safe to repeat."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.conf import settings

from creditbank.audit import trail
from creditbank.people.permissions import Action, Actor, require


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, when (``now`` is aware), and under which request id. The clock is an argument everywhere."""

    request_id: UUID
    actor: Actor
    now: datetime

    @property
    def day(self) -> date:
        """The bank's local day."""
        return self.now.astimezone(ZoneInfo(settings.TIME_ZONE)).date()

    def derived(self, *names: object) -> UUID:
        """An id that the same call always derives for the same names."""
        return uuid5(self.request_id, "/".join(str(name) for name in names))

    def require(self, action: Action, *, institution: str | None = None, learner_id: int | None = None) -> None:
        """Raise ``Forbidden`` unless the actor may do this here, to this learner."""
        require(self.actor, action, institution=institution, learner_id=learner_id)

    def earlier(self, verb: str, content: Any) -> str | None:
        """The subject id that this same request wrote before, if it did; the verb then returns that.

        Raises ``RequestConflict`` when the request id was used for something else.
        """
        row = trail.earlier(self.request_id, verb, content)
        return None if row is None else row.subject_id

    def record(
        self,
        verb: str,
        subject_type: str,
        subject_id: object,
        content: Any,
        *,
        institution: str = "",
        detail: Any = None,
    ) -> None:
        """Write the audit row of this call; its primary key is the request id, so it can be written once only."""
        trail.record(
            request_id=self.request_id,
            verb=verb,
            actor=self.actor.user_id,
            institution=institution,
            subject_type=subject_type,
            subject_id=str(subject_id),
            content=content,
            at=self.now,
            detail=detail,
        )
