"""A program at the doors of the site with ``--vc-api-test``, and how it reads the answers."""

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

from django.http import HttpResponse
from django.test import Client

from creditbank.credentials.proofs.integrity import add_proof
from creditbank.credentials.tests.other_verifiers import ISSUERS, NOW
from creditbank.web.tests.conformance_tables import V2, Change, Json

HOLDER, CHALLENGE, DOMAIN = ISSUERS["Ed25519"], "u4nQ0c0", "bank.example"


class Door:
    """A program at the doors of the site."""

    def __init__(self) -> None:
        self._client = Client()

    def post(self, path: str, body: object) -> HttpResponse:
        """One request of JSON."""
        answer = self._client.post(path, json.dumps(body), content_type="application/json")
        return cast("HttpResponse", answer)

    def get(self, url: str) -> Any:
        """A published document."""
        answer = self._client.get("/" + url.split("/", 3)[3])
        assert answer.status_code == 200, answer.content
        return json.loads(answer.content)

    def issue(self, credential: Json, way: str = "eddsa-rdfc-2022", **options: Any) -> Json:
        """What is issued for it; an answer without is an error."""
        answer = self.post(f"/issuers/{way}/credentials/issue", {"credential": credential, "options": options})
        assert answer.status_code == 201, answer.content.decode()
        issued: Json = json.loads(answer.content)["verifiableCredential"]
        return issued

    def verify(self, credential: object, **options: Any) -> HttpResponse:
        """The answer about a credential, asked as the suites ask."""
        asked = {"checks": ["proof"], **options}
        return self.post("/credentials/verify", {"verifiableCredential": credential, "options": asked})

    def present(self, presentation: object, **options: Any) -> HttpResponse:
        """The answer about a presentation."""
        asked = {"checks": ["proof"], **options}
        return self.post("/presentations/verify", {"verifiablePresentation": presentation, "options": asked})


def accepted(answer: HttpResponse) -> bool:
    """Whether an answer says yes. One that says no says why, and with a status that a suite takes for a no."""
    said = json.loads(answer.content)
    if answer.status_code == 200:
        assert said["verified"] is True
        assert said["errors"] == []
        return True
    assert answer.status_code in {400, 422}, answer.content.decode()
    assert said.get("errors") or said.get("code"), said
    return False


def answers_of(
    table: Mapping[str, Change], document: Json, ask: Callable[[Json], HttpResponse]
) -> Iterator[tuple[str, HttpResponse]]:
    """The answer about each change of a document."""
    for sentence, change in table.items():
        yield sentence, ask(change(copy.deepcopy(document)))


def wrongly_accepted(table: Mapping[str, Change], document: Json, ask: Callable[[Json], HttpResponse]) -> list[str]:
    """The changes of a document that are let pass. The document itself must be, else nothing would be shown."""
    assert accepted(ask(document))
    return [sentence for sentence, answer in answers_of(table, document, ask) if accepted(answer)]


def by_holder(document: Json) -> Json:
    """The document as an assertion of the holder's own."""
    return document | {"issuer": HOLDER.did}


def presentation(*credentials: Json) -> Json:
    """A presentation of these, without a proof."""
    inside = {"verifiableCredential": list(credentials)} if credentials else {}
    return {"@context": [V2], "type": ["VerifiablePresentation"], "holder": HOLDER.did, **inside}


def shown(presented: Json) -> Json:
    """The presentation with the holder's proof, as an answer to ``CHALLENGE`` for ``DOMAIN``."""
    return add_proof(
        presented,
        HOLDER.signer,
        suite="eddsa-rdfc-2022",
        created=NOW,
        purpose="authentication",
        challenge=CHALLENGE,
        domain=DOMAIN,
    )
