"""Hypothesis strategies for what a credential carries: any facts the bank could state, and no two ways to write one fact."""

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import strategies as st

from creditbank.credentials.award import (
    Achievement,
    Alignment,
    Association,
    Award,
    Endorsement,
    Evidence,
    Granted,
    Holder,
    Party,
    Result,
    Status,
    Transcript,
)
from creditbank.rules.definitions import Name

LETTERS = "电工钳装配学分银行课程三级李娜𠮷龘ABCxyzéß019&<>'\"\\/{}[]%#?=+@._-:；，（）😀"
"""Also letters that XML, JSON, URLs and UTF-16 treat in a way of their own."""

words = st.text(LETTERS, min_size=1, max_size=12)
texts = st.lists(words, min_size=1, max_size=3).map(" ".join)
maybe = st.just("") | texts
hexes = st.binary(min_size=32, max_size=32).map(bytes.hex)
numbers = st.integers(0, 999_999).map(lambda number: f"CB{number:06}")
urls = st.uuids().map(lambda uuid: uuid.urn) | st.integers(0, 9_999).map(lambda n: f"https://bank.example/{n}")
dids = st.integers(0, 99).map(lambda n: f"did:web:bank.example:issuers:{n}")
days = st.dates(date(1950, 1, 1), date(2099, 12, 31))
moments = st.datetimes(datetime(1950, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds
    lambda moment: moment.replace(microsecond=0)
)
later = st.none() | moments
plain: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-(2**50), 2**50) | st.sampled_from([0.1, -2.5, 1e21, 1e-7]) | maybe,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)
"""Any JSON value but ``null``, which counts as absent."""


def names() -> st.SearchStrategy[Name]:
    """Both languages, as the rulebook requires; sometimes the same words."""
    both: st.SearchStrategy[Name] = st.builds(lambda zh, en: {"zh": zh, "en": en}, texts, texts)
    return both | texts.map(lambda text: {"zh": text, "en": text})


def unknown(*members: str) -> st.SearchStrategy[dict[str, Any]]:
    """What foreign documents say besides: some of ``members``, with any value."""
    return st.dictionaries(st.sampled_from(members), plain, max_size=2)


def parties() -> st.SearchStrategy[Party]:
    return st.builds(
        Party,
        id=dids,
        name=names(),
        uscc=st.just("") | st.just("12110000400000123X"),
        url=st.just("") | urls,
        extra=unknown("email", "phone", "official", "parentOrg"),
    )


def holders() -> st.SearchStrategy[Holder]:
    clear = st.builds(
        Holder,
        id=st.just("") | urls,
        name=maybe,
        number=st.just("") | st.just("L000042"),
        extra=unknown("image", "hobby"),
    )
    hashed = st.builds(
        lambda digest, salt: Holder(identity_hash=f"sha256${digest}", identity_salt=salt), hexes, st.just("") | words
    )
    return clear | hashed


def alignments() -> st.SearchStrategy[Alignment]:
    types = st.sampled_from(["", "ceterms:Credential", "CFItem", "ext:other"])
    return st.builds(Alignment, framework=maybe, code=maybe, name=texts, url=urls, type=types)


def achievements() -> st.SearchStrategy[Achievement]:
    return st.builds(
        Achievement,
        id=urls,
        name=names(),
        description=names(),
        criteria=names(),
        kind=st.sampled_from(["", "occupational_skill_certificate", "union_course"]),
        type=st.sampled_from(["Achievement", "Certification", "Course", "MicroCredential"]),
        code=maybe,
        level=st.sampled_from(["", "3", "senior"]),
        level_scale=st.sampled_from(["", "occupational_skill"]),
        alignments=st.lists(alignments(), max_size=2).map(tuple),
        extra=unknown("tag", "fieldOfStudy", "version", "creator"),
    )


def statuses() -> st.SearchStrategy[tuple[Status, ...]]:
    entries = st.builds(
        Status, list_url=urls, index=st.integers(0, 131_071), purpose=st.sampled_from(["revocation", "suspension"])
    )
    return st.lists(entries, max_size=2).map(tuple)


def grants() -> st.SearchStrategy[Granted]:
    return st.builds(
        Granted,
        programme=names(),
        programme_code=texts,
        year=st.integers(1999, 2099),
        target=texts,
        target_name=names(),
        rule=texts,
        rule_hash=hexes,
        clause=maybe,
        sources=st.lists(urls, max_size=2).map(tuple),
    )


def awards() -> st.SearchStrategy[Award]:
    """Any award, with every field that an award can have."""
    return st.builds(
        Award,
        id=urls,
        number=st.just("") | numbers,
        holder=holders(),
        issuer=parties(),
        achievement=achievements(),
        earned_on=st.none() | days,
        valid_from=moments,
        valid_until=later,
        original_issuer=maybe,
        credits=st.none() | st.integers(0, 1_000_000) | st.sampled_from([0, 10, 20, 30, 110, 600, 999_999_999_999]),
        hours=st.none() | st.integers(0, 10_000),
        results=st.lists(st.builds(Result, name=maybe, value=maybe, scale=maybe), max_size=2).map(tuple),
        evidence=st.lists(
            st.builds(Evidence, name=maybe, sha256=st.just("") | hexes, url=st.just("") | urls), max_size=2
        ).map(tuple),
        statuses=statuses(),
        clause=maybe,
        granted=st.none() | grants(),
        extra=unknown("termsOfUse", "refreshService", "credentialSchema"),
    )


def transcripts() -> st.SearchStrategy[Transcript]:
    """Any transcript of at most two awards."""
    return st.builds(
        Transcript,
        id=urls,
        number=st.just("") | numbers,
        holder=holders(),
        issuer=parties(),
        name=names(),
        valid_from=moments,
        valid_until=later,
        programme=st.none() | names(),
        programme_code=maybe,
        year=st.none() | st.integers(1999, 2099),
        earned=st.none() | st.integers(0, 99_999),
        required=st.none() | st.integers(0, 99_999),
        partial=st.booleans(),
        awards=st.lists(awards(), max_size=2).map(tuple),
        associations=st.lists(
            st.builds(
                Association, type=st.sampled_from(["isChildOf", "precedes", "isRelatedTo"]), source=urls, target=urls
            ),
            max_size=2,
        ).map(tuple),
        statuses=statuses(),
        extra=unknown("termsOfUse", "refreshService"),
    )


def endorsements() -> st.SearchStrategy[Endorsement]:
    """Any word of one institution about something."""
    return st.builds(
        Endorsement,
        id=urls,
        issuer=parties(),
        subject=urls,
        comment=maybe,
        valid_from=moments,
        valid_until=later,
        statuses=statuses(),
        extra=unknown("termsOfUse", "refreshService"),
    )
