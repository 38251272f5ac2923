"""Documents that are whole, and not good: revoked, untold, of an issuer not accredited, of another holder, not what is asked."""

from datetime import UTC, date, datetime

from creditbank.credentials.tests.people import (
    GOOD,
    INDEX,
    KIND,
    LEARNER_KEY,
    LISTS,
    NOW,
    OTHER,
    OTHER_KEY,
    badge,
    signed,
    signer,
    status_list,
    without,
)
from creditbank.credentials.tests.spoiling import (
    Bad,
    changed,
    presentation,
    short_list,
    trust_of,
    untold,
    with_list,
    with_subject,
    zip_bomb,
)
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.trust import Accreditation, Span

STANDING: dict[str, Bad] = {
    # status
    "revoked": Bad(
        make=lambda: GOOD,
        verdict="revoked",
        step="status",
        code="STATUS_REVOKED",
        given={"lists": lambda: with_list(set_bits=(INDEX["revocation"],))},
    ),
    "suspended": Bad(
        make=lambda: GOOD,
        verdict="suspended",
        step="status",
        code="STATUS_SUSPENDED",
        given={"lists": lambda: with_list("suspension", set_bits=(INDEX["suspension"],))},
    ),
    "revoked, and the other list is not at hand": Bad(
        make=lambda: GOOD,
        verdict="revoked",
        step="status",
        code="STATUS_REVOKED",
        given={"lists": lambda: {LISTS["revocation"]: status_list(set_bits=(INDEX["revocation"],))}},
    ),
    "no list at hand": untold(dict, "STATUS_UNREACHABLE"),
    "a list that ended yesterday": untold(
        lambda: with_list(validUntil="2026-11-23T00:00:00Z", validFrom="2026-11-22T00:00:00Z"), "STATUS_LIST_STALE"
    ),
    "a list older than the verifier allows": untold(
        with_list, "STATUS_LIST_STALE", policy=Policy(accept="trusted", status_age_seconds_max=60)
    ),
    "a list that begins tomorrow": untold(
        lambda: with_list(validFrom="2026-11-25T00:00:00Z", validUntil="2026-11-26T00:00:00Z"), "STATUS_LIST_EARLY"
    ),
    "a list without a signature": untold(
        lambda: {**with_list(), LISTS["revocation"]: without(status_list(), "proof")}, "STATUS_LIST_UNPROVEN"
    ),
    "a list that somebody altered": untold(
        lambda: {**with_list(), LISTS["revocation"]: {**status_list(), "validUntil": "2027-01-01T00:00:00Z"}},
        "STATUS_LIST_UNPROVEN",
    ),
    "a list of somebody else": untold(lambda: with_list(issuer=OTHER, key=OTHER_KEY), "STATUS_LIST_WRONG_ISSUER"),
    "a list in the bank's name with another's key": untold(lambda: with_list(key=OTHER_KEY), "STATUS_LIST_UNPROVEN"),
    "another list of the bank in its place": untold(
        lambda: with_list(id="https://bank.example/status/2"), "STATUS_LIST_MISLINKED"
    ),
    "a list that does not say which it is": untold(
        lambda: {**with_list(), LISTS["revocation"]: signed(without(status_list(), "proof", "id"), created=NOW)},
        "STATUS_LIST_MISLINKED",
    ),
    "the list for the other purpose": untold(
        lambda: with_subject(statusPurpose="suspension"), "STATUS_LIST_WRONG_PURPOSE"
    ),
    "a credential that is no list": untold(lambda: with_list(type=["VerifiableCredential"]), "STATUS_LIST_WRONG_TYPE"),
    "a badge in place of the list": untold(
        lambda: {**with_list(), LISTS["revocation"]: signed({**badge(), "id": LISTS["revocation"]})},
        "STATUS_LIST_WRONG_TYPE",
    ),
    "a list that unpacks to sixty-four megabytes": untold(zip_bomb, "STATUS_LIST_TOO_LARGE"),
    "a list of a thousand bits": untold(short_list, "STATUS_LIST_SHORT"),
    "a list that is no gzip": untold(lambda: with_subject(encodedList="uAAAA"), "STATUS_LIST_MALFORMED"),
    "a list whose bits are a number": untold(lambda: with_subject(encodedList=5), "STATUS_LIST_MALFORMED"),
    "a list that is a text": untold(
        lambda: {**with_list(), LISTS["revocation"]: "revoked: none"}, "STATUS_LIST_UNPROVEN"
    ),
    "an index beyond the list": Bad(
        make=lambda: signed(changed(badge(), "credentialStatus/0/statusListIndex", "131072")),
        verdict="invalid",
        step="status",
        code="STATUS_INDEX_OUT_OF_RANGE",
    ),
    "a status of a kind that is not known here": Bad(
        make=lambda: signed(
            {**badge(), "credentialStatus": {"type": "https://example.org/#Oracle", "id": "https://o.example/1"}}
        ),
        verdict="unknown",
        step="status",
        code="STATUS_TYPE_UNKNOWN",
    ),
    "no status where the verifier wants one": Bad(
        make=lambda: signed(badge(statuses=())),
        verdict="invalid",
        step="status",
        code="STATUS_ABSENT",
        given={"policy": Policy(accept="trusted", status_required=True)},
    ),
    # accreditation
    "an issuer accredited only later": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="accreditation",
        code="ISSUER_NOT_ACCREDITED",
        given={"trust": trust_of(accreditations=(Accreditation(kinds=(KIND,), period=Span(date(2026, 2, 21))),))},
    ),
    "an issuer whose accreditation rested": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="accreditation",
        code="ISSUER_NOT_ACCREDITED",
        given={
            "trust": trust_of(
                accreditations=(
                    Accreditation(
                        kinds=(KIND,),
                        period=Span(date(2025, 1, 1)),
                        suspensions=(Span(date(2026, 2, 1), date(2026, 3, 1)),),
                    ),
                )
            )
        },
    ),
    "an issuer accredited for something else": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="accreditation",
        code="ISSUER_NOT_ACCREDITED",
        given={"trust": trust_of(accreditations=(Accreditation(kinds=("training",), period=Span(date(2025, 1, 1))),))},
    ),
    "an accreditation that nobody can tell, where it must be told": Bad(
        make=lambda: GOOD,
        verdict="unknown",
        step="accreditation",
        code="ACCREDITATION_UNTOLD",
        given={"trust": trust_of(accreditations=None), "policy": Policy(accept="trusted", accreditation_required=True)},
    ),
    # holder
    "about somebody else": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="holder",
        code="HOLDER_DIFFERS",
        given={"policy": Policy(accept="trusted", holder="did:example:somebody")},
    ),
    "shown by somebody who is not the holder named": Bad(
        make=lambda: presentation(holder="did:example:acme"), verdict="invalid", step="holder", code="HOLDER_NOT_SIGNER"
    ),
    "shown by somebody else than asked": Bad(
        make=lambda: presentation(key=signer(4)),
        verdict="invalid",
        step="holder",
        code="HOLDER_DIFFERS",
        given={"policy": Policy(accept="trusted", holder=LEARNER_KEY.verification_method.partition("#")[0])},
    ),
    "an answer to another question": Bad(
        make=presentation,
        verdict="invalid",
        step="signature",
        code="CHALLENGE_MISMATCH",
        given={"policy": Policy(accept="trusted", challenge="other", domain="employer.example")},
    ),
    "an answer for another verifier": Bad(
        make=presentation,
        verdict="invalid",
        step="signature",
        code="DOMAIN_MISMATCH",
        given={"policy": Policy(accept="trusted", challenge="8f2c", domain="elsewhere.example")},
    ),
    # policy
    "an issuer that the verifier has not named": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="policy",
        code="ISSUER_NOT_ACCEPTED",
        given={"policy": Policy(accept="named", issuers=(OTHER,))},
    ),
    "another type than wanted": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="policy",
        code="TYPE_NOT_ACCEPTED",
        given={"policy": Policy(accept="trusted", types=("ClrCredential",))},
    ),
    "another kind than wanted": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="policy",
        code="KIND_NOT_ACCEPTED",
        given={"policy": Policy(accept="trusted", kinds=("training",))},
    ),
    "issued longer ago than wanted": Bad(
        make=lambda: GOOD,
        verdict="invalid",
        step="policy",
        code="ISSUED_TOO_EARLY",
        given={"policy": Policy(accept="trusted", issued_since=datetime(2026, 6, 1, tzinfo=UTC))},
    ),
    "no proof of a public log where one is wanted": Bad(
        make=lambda: GOOD,
        verdict="unknown",
        step="log",
        code="LOG_ABSENT",
        given={"policy": Policy(accept="trusted", log_required=True)},
    ),
}
"""Sentence → case."""
