"""Good documents pass every step in every form; each leaf of a signed document counts; in doubt the answer is not valid."""

import contextlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.credentials.award import Award
from creditbank.credentials.errors import CredentialError
from creditbank.credentials.formats.baked import bake
from creditbank.credentials.formats.png import blank
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.envelopes import envelope
from creditbank.credentials.tests.people import (
    BANK,
    BANK_KEY,
    GOOD,
    INDEX,
    LEARNER,
    LEARNER_KEY,
    LISTS,
    NOW,
    TRUST,
    award,
    badge,
    controller,
    outcomes,
    signed,
    signer,
    status_list,
    verified,
    without,
)
from creditbank.credentials.tests.spoiling import bundle, changed, token, trust_of, with_list
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import NAMES
from creditbank.credentials.verify.trust import Trust

ANYONE = Policy(accept="any")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


FORMS: dict[str, tuple[Any, str]] = {
    "an object": (GOOD, "json"),
    "JSON as text": (json.dumps(GOOD, ensure_ascii=False), "json"),
    "JSON as bytes with a byte order mark": (b"\xef\xbb\xbf " + json.dumps(GOOD).encode(), "json"),
    "a token": (token(), "jwt"),
    "a token with a line break after it": (token().encode() + b"\n", "jwt"),
    "a token in an envelope": (envelope(token()), "jwt"),
    "a picture": (bake(blank(), json.dumps(GOOD, ensure_ascii=False)), "png"),
    "a picture with a token": (bake(blank(), token()), "png"),
    "a drawing": (bake(SVG, json.dumps(GOOD, ensure_ascii=False)), "svg"),
    "a bundle": (bundle([controller(BANK_KEY)]), "bundle+json"),
}


@pytest.mark.parametrize("sentence", FORMS)
def test_a_good_badge_is_valid_in_every_form(sentence: str) -> None:
    document, form = FORMS[sentence]
    report = verified(document)
    assert report.verdict == "valid", outcomes(report)
    assert outcomes(report) == dict.fromkeys(NAMES, "passed") | {"holder": "not_checked", "log": "not_checked"}
    assert (report.form, report.issuer, report.issuer_name) == (form, BANK, TRUST.institutions[0].name)
    assert isinstance(report.facts, Award)
    assert report.facts.achievement == award().achievement


SUITES = {
    "eddsa-rdfc-2022": "Ed25519",
    "eddsa-jcs-2022": "Ed25519",
    "ecdsa-rdfc-2019": "P-256",
    "ecdsa-jcs-2019": "P-384",
    "sm2-jcs-2023": "SM2",
}


@pytest.mark.parametrize("suite", SUITES)
def test_every_suite_carries_a_credential(suite: str) -> None:
    key = signer(5, f"{BANK}#key-2", SUITES[suite])
    trust = trust_of(keys=(controller(key),))
    document = signed(badge(statuses=()), key, suite)
    assert verified(document, trust=trust).verdict == "valid"
    assert verified(changed(document, "validFrom", "2026-03-02T00:00:00Z"), trust=trust).verdict == "invalid"


def test_a_set_of_proofs_is_whole_or_wrong_and_an_unknown_suite_does_no_harm() -> None:
    both = signed(GOOD, BANK_KEY, "eddsa-rdfc-2022")
    assert verified(both).verdict == "valid"
    unknown = {**both["proof"][1], "cryptosuite": "ml-dsa-2099"}
    assert verified({**both, "proof": [*both["proof"], unknown]}).verdict == "valid"
    assert verified({**both, "proof": [unknown]}).verdict == "invalid"


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Every leaf of a JSON value, with its JSON pointer."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inside is None:
        yield pointer, value
        return
    for name, one in inside:
        yield from leaves(one, f"{pointer}/{name}")


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_no_leaf_of_a_signed_document_can_be_altered(suite: str) -> None:
    document = signed(badge(), suite=suite)
    found = list(leaves(document))
    assert len(found) > 30
    for pointer, value in found:
        other = value + 1 if isinstance(value, int | float) and not isinstance(value, bool) else f"{value}x"
        assert verified(changed(document, pointer, other)).verdict in ("invalid", "unknown"), pointer


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "eddsa-rdfc-2022"])
def test_no_member_can_be_taken_out_or_put_in(suite: str) -> None:
    document = signed(badge(), suite=suite)
    for member in document:
        assert verified(without(document, member)).verdict == "invalid", member
    assert verified({**document, "description": "mit Auszeichnung"}).verdict == "invalid"


def test_it_is_valid_up_to_and_with_the_last_moment() -> None:
    document = signed(badge(valid_until=NOW))
    assert verified(document).verdict == "valid"
    later = NOW + timedelta(seconds=1)
    assert verified(document, now=later).verdict == "expired"
    assert verified(signed(badge(valid_from=later)), now=NOW).verdict == "not_yet_valid"


def test_a_revocation_is_told_before_an_expiry_and_a_wrong_signature_before_both() -> None:
    lists = with_list(set_bits=(INDEX["revocation"],))
    document = signed(badge(valid_until=NOW - timedelta(days=1)))
    assert verified(document, lists=lists).verdict == "revoked"
    assert verified({**document, "name": "x"}, lists=lists).verdict == "invalid"


def test_a_retired_or_revoked_key_leaves_old_signatures_valid() -> None:
    for member in ("expires", "revoked"):
        document = controller(BANK_KEY, **{member: "2026-06-01T00:00:00Z"})
        lists_key = signer(6, f"{BANK}#key-2")
        rotated = controller(lists_key)
        joined = {
            "id": BANK,
            "verificationMethod": [*document["verificationMethod"], *rotated["verificationMethod"]],
            "assertionMethod": [*document["assertionMethod"], *rotated["assertionMethod"]],
        }
        lists = {LISTS[one]: status_list(one, key=lists_key) for one in LISTS}
        assert verified(GOOD, trust=trust_of(keys=(joined,)), lists=lists).verdict == "valid"
        late = signed(badge(), created=NOW)
        assert verified(late, trust=trust_of(keys=(joined,)), lists=lists).verdict == "invalid"


def test_whoever_signs_well_is_accepted_only_if_the_policy_says_so() -> None:
    document = signed(badge(issuer=msgspec.structs.replace(award().issuer, id=LEARNER), statuses=()), LEARNER_KEY)
    assert verified(document).verdict == "unknown"
    report = verified(document, policy=ANYONE)
    assert (report.verdict, outcomes(report)["issuer"]) == ("valid", "ISSUER_NOT_LISTED")
    assert verified(document, policy=Policy(accept="named", issuers=(LEARNER,))).verdict == "valid"


def test_a_policy_must_ask_for_something() -> None:
    for policy, code in {
        Policy(): "POLICY_EMPTY",
        Policy(types=("ClrCredential",)): "POLICY_EMPTY",
        Policy(accept="named"): "POLICY_CONTRADICTS",
        Policy(accept="any", issuers=(BANK,)): "POLICY_CONTRADICTS",
    }.items():
        with pytest.raises(CredentialError) as caught:
            verified(GOOD, policy=policy)
        assert caught.value.code == code


def test_a_time_without_a_zone_is_the_callers_mistake() -> None:
    with pytest.raises(CredentialError) as caught:
        verified(GOOD, now=NOW.replace(tzinfo=None))
    assert caught.value.code == "MOMENT_WITHOUT_ZONE"


def test_what_comes_in_a_bundle_replaces_no_key_that_is_known() -> None:
    thief = signer(9, BANK_KEY.verification_method)
    forged = json.loads(bundle([controller(thief)]))
    forged["credential"] = signed(badge(), thief)
    assert verified(json.dumps(forged)).verdict == "invalid"
    report = verified(json.dumps(forged), trust=Trust(), resolve=Controllers(), policy=ANYONE)
    assert (report.verdict, report.failed and report.failed.code) == ("unknown", "ISSUER_KEY_UNPROVEN")


def test_the_lists_of_a_bundle_are_judged_by_their_own_dates() -> None:
    content = bundle([controller(BANK_KEY)])
    assert verified(content, lists={}).verdict == "valid"
    assert verified(content, lists={}, now=NOW + timedelta(days=3)).verdict == "unknown"


def test_a_strangers_proof_beside_an_unreadable_one_in_the_issuers_name_proves_nothing() -> None:
    own = signed(badge(), LEARNER_KEY)
    unreadable = {**GOOD["proof"], "cryptosuite": "ml-dsa-2099"}
    report = verified({**own, "proof": [unreadable, own["proof"]]})
    assert (report.verdict, report.failed and report.failed.code) == ("invalid", "PROOF_NOT_OF_ISSUER")
    assert verified({**own, "proof": [unreadable, own["proof"]]}, policy=ANYONE).verdict == "invalid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
    max_leaves=10,
)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=80), st.text(max_size=80), JSON.map(lambda value: json.dumps({"x": value}))))
def test_whatever_comes_in_a_report_comes_out(given_document: bytes | str) -> None:
    report = verified(given_document)
    assert report.verdict in ("invalid", "unknown")


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_value_at_any_place_gives_a_report(data: st.DataObject) -> None:
    places = [*GOOD, *(pointer.strip("/") for pointer, _ in leaves(GOOD))]
    place, value = data.draw(st.sampled_from(places)), data.draw(JSON)
    document = changed(GOOD, place, value)
    report = verified(document)
    if document != GOOD:
        assert report.verdict != "valid"
    with contextlib.suppress(TypeError, ValueError):
        assert verified(json.dumps(document)).verdict == report.verdict
