"""The claim set in a QR code: what is packed comes back, what was altered is refused."""

import hashlib
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime

import msgspec
import pytest
import segno
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from creditbank.credentials.award import Award, Holder, Status
from creditbank.credentials.compact import award_of, pack, unpack
from creditbank.credentials.compact_form import PREFIX, TEXT_MAX, message_of, text_of
from creditbank.credentials.compact_words import DICTIONARY
from creditbank.credentials.errors import CredentialError, DocumentRefused
from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.keys import ALGORITHMS, SoftwareSigner, did_key_signer, generate
from creditbank.credentials.tests.compact_samples import (
    AT,
    GOOD,
    KEY,
    NOW,
    SIGNER,
    body_of,
    checked,
    controller,
    lists,
    outcome,
    text_of_body,
)
from creditbank.credentials.tests.paper_samples import (
    DID,
    ISSUER,
    LONG_ACHIEVEMENT,
    LONG_NAME,
    WELDER,
    award,
    conversion,
    named,
)
from creditbank.credentials.verify.policy import Policy
from creditbank.credentials.verify.report import FORM
from creditbank.kernel.masking import mask_name as masked_name

# What is packed comes back


def test_a_usual_award_fits_with_all_its_facts() -> None:
    text = pack(award(), SIGNER, at=AT)
    assert len(text) <= TEXT_MAX
    claims = unpack(text)
    assert claims.omitted == ()
    assert (claims.issuer, claims.issuer_name, claims.number) == (DID, ISSUER.name["zh"], award().number)
    assert (claims.achievement, claims.kind, claims.code, claims.level) == (
        WELDER.name["zh"], WELDER.kind, WELDER.code, WELDER.level,
    )  # fmt: skip
    assert (claims.credits, claims.hours, claims.earned_on) == (1250, 320, date(2025, 6, 30))
    assert (claims.valid_from, claims.valid_until) == (award().valid_from, award().valid_until)
    assert (claims.original_issuer, claims.clause) == (award().original_issuer, award().clause)
    assert claims.statuses == award().statuses
    assert claims.signed_at == AT


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_algorithm_signs_and_fits(algorithm: str) -> None:
    signer = SoftwareSigner(f"{DID}#key-of-{algorithm}", generate(algorithm))
    text = pack(award(), signer, at=AT)
    assert len(text) <= TEXT_MAX
    result = checked(text, resolve=Controllers([controller(signer)]), status_of=lists())
    assert result.signature_valid


def test_the_text_is_read_back_from_the_code() -> None:
    text = pack(award(), SIGNER, at=AT)
    code = segno.make_qr(text, error="m")
    assert code.mode == "alphanumeric"
    rows = [bytes(0 if bit else 255 for bit in row for _ in range(4)) for row in code.matrix_iter(border=4)]
    picture = memoryview(b"".join(row for row in rows for _ in range(4))).cast("B", (len(rows) * 4, len(rows) * 4))
    assert [one.text for one in zxingcpp.read_barcodes(picture)] == [text]


def test_the_name_is_masked_unless_the_holder_asks() -> None:
    assert unpack(pack(award(), SIGNER, at=AT)).holder == "欧***"
    in_full = unpack(pack(award(), SIGNER, at=AT, mask_name=False))
    assert (in_full.holder, in_full.masked) == ("欧阳建国", False)
    assert masked_name("Maria da Silva") == "M**** d* S****"


def test_neither_identity_nor_learner_number_nor_the_holders_id_is_carried() -> None:
    held = award().holder
    for mask_name in (True, False):
        plain = repr(unpack(pack(award(), SIGNER, at=AT, mask_name=mask_name)))
        for secret in (held.identity_hash, held.identity_salt, held.number, held.id):
            assert secret not in plain


def test_a_conversion_carries_course_and_programme() -> None:
    claims = unpack(pack(conversion(), SIGNER, at=AT))
    assert (claims.achievement, claims.code) == ("焊接工艺与设备", "ME2031")
    assert claims.programme == "机械制造与自动化（高职专科） 460104 2026"
    assert claims.clause == "第三条第二款"


def test_the_longest_name_of_a_contest_still_fits() -> None:
    prize = msgspec.structs.replace(WELDER, name=named(LONG_ACHIEVEMENT), kind="skill_contest_prize")
    claims = unpack(pack(award(achievement=prize), SIGNER, at=AT))
    assert claims.achievement == LONG_ACHIEVEMENT
    assert claims.omitted == ("clause", "original_issuer", "code")
    assert claims.issuer == DID


def test_what_explains_gives_way_where_all_does_not_fit_and_is_named() -> None:
    crowded = award(holder=Holder(name=LONG_NAME), clause="《学习成果认定标准》" + LONG_ACHIEVEMENT * 2)
    text = pack(crowded, SIGNER, at=AT, mask_name=False)
    claims = unpack(text)
    assert len(text) <= TEXT_MAX
    assert claims.omitted == ("clause",)
    assert claims.clause == ""
    assert claims.original_issuer == crowded.original_issuer


UNPACKABLE = {
    "a name that leaves no room": (award(holder=Holder(name="".join(map(chr, range(0x4E00, 0x4F00))))), SIGNER, AT),
    "names that unfold without end": (award(holder=Holder(name="王" * 4000)), SIGNER, AT),
    "a key of somebody else": (award(), did_key_signer(KEY), AT),
    "a moment without a zone": (award(), SIGNER, datetime(2026, 3, 2, 8)),  # noqa: DTZ001 - that is the point
}


@pytest.mark.parametrize(("one", "signer", "at"), UNPACKABLE.values(), ids=UNPACKABLE.keys())
def test_what_cannot_be_packed_is_refused(one: Award, signer: SoftwareSigner, at: datetime) -> None:
    with pytest.raises(CredentialError) as refused:
        pack(one, signer, at=at, mask_name=False)
    assert refused.value.code in {"COMPACT_TOO_LONG", "COMPACT_SIGNER_OTHER", "MOMENT_WITHOUT_ZONE"}


texts = st.text("电工钳装配学分银行课程三级李娜𠮷龘ABC xyz'\"\\%:。（）", max_size=12)
moments = st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001 - bounds
    lambda moment: moment.replace(microsecond=0)
)
amounts = st.none() | st.integers(0, 10**6)
awards = st.builds(
    award,
    number=texts,
    holder=texts.map(lambda name: Holder(name=name)),
    earned_on=st.none() | st.dates(),
    valid_from=moments,
    valid_until=st.none() | moments,
    original_issuer=texts,
    credits=amounts,
    hours=amounts,
    clause=texts,
    statuses=st.lists(
        st.builds(
            Status, list_url=texts, index=st.integers(0, 2**40), purpose=st.sampled_from(["revocation", "suspension"])
        ),
        max_size=3,
    ).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(awards, moments, st.booleans())
def test_any_award_comes_back_as_it_was(one: Award, at: datetime, mask_name: bool) -> None:
    text = pack(one, SIGNER, at=at, mask_name=mask_name)
    assert len(text) <= TEXT_MAX
    claims = unpack(text)
    assert claims.holder == (masked_name(one.holder.name) if mask_name else one.holder.name)
    for field in (
        "number",
        "earned_on",
        "valid_from",
        "valid_until",
        "original_issuer",
        "credits",
        "hours",
        "clause",
        "statuses",
    ):
        assert getattr(claims, field) == getattr(one, field)
    assert claims.signed_at == at
    assert award_of(claims).achievement.name["zh"] == one.achievement.name["zh"]
    assert checked(text, now=max(at, one.valid_from, NOW)).signature_valid


# What was altered is refused


@pytest.mark.parametrize("algorithm", ["Ed25519", "P-256", "SM2"])
def test_every_flipped_byte_is_refused(algorithm: str) -> None:
    signer = SoftwareSigner(f"{DID}#key", generate(algorithm))
    resolve = Controllers([controller(signer)])
    text = pack(award(), signer, at=AT)
    assert checked(text, resolve=resolve).signature_valid
    body = body_of(text)
    for at in range(len(body)):
        altered = text_of_body(body[:at] + bytes([body[at] ^ 1 << at % 8]) + body[at + 1 :])
        result = checked(
            altered, resolve=resolve, status_of=lists(), policy=Policy(accept="any", unknown_status_allowed=True)
        )
        assert not result.signature_valid, at
        assert result.verdict in {"invalid", "unknown"}, at


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_every_changed_letter_is_refused(data: st.DataObject) -> None:
    text = pack(award(), SIGNER, at=AT)
    at = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.characters(min_codepoint=32, max_codepoint=126).filter(lambda one: one != text[at]))
    result = checked(text[:at] + letter + text[at + 1 :])
    assert not result.signature_valid
    assert result.verdict in {"invalid", "unknown"}


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.binary(max_size=400).map(text_of_body) | st.binary(max_size=300).map(
    lambda content: text_of_body(b"\x01" + bytes(64) + content)))  # fmt: skip
def test_whatever_the_text_a_result_comes_back(text: str) -> None:
    result = checked(text)
    assert result.verdict == "invalid"
    assert outcome(result, FORM)[0] == "failed"


def raw(content: bytes, algorithm: str = "Ed25519") -> str:
    """Content of somebody who has a key and does not keep to the format."""
    return text_of(algorithm, SIGNER.sign(message_of(algorithm, content)), content)


def deflated(plain: bytes) -> bytes:
    press = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return press.compress(plain) + press.flush()


PLAIN = msgspec.msgpack.decode(
    zlib.decompressobj(-15, zdict=DICTIONARY).decompress(body_of(pack(award(), SIGNER, at=AT))[65:])
)


def with_field(position: int, value: object) -> str:
    return raw(deflated(msgspec.msgpack.encode([*PLAIN[:position], value, *PLAIN[position + 1 :]])))


MALFORMED: Mapping[str, str] = {
    "nothing": "",
    "the address of the check page": "https://xuefen.gdftu.org.cn/check/CB-7K2M-Q9XD-4RTV-H",
    "another version": GOOD.replace("CB1:", "CB2:"),
    "small letters": GOOD.lower(),
    "the prefix alone": PREFIX,
    "a letter outside the alphabet": GOOD[:50] + "1" + GOOD[51:],
    "a space inside": GOOD[:50] + " " + GOOD[50:],
    "padding": GOOD + "=",
    "cut off in the middle": GOOD[: len(GOOD) // 2],
    "cut off in the signature": GOOD[:40],
    "the last letter gone": GOOD[:-1],
    "the last two letters gone": GOOD[:-2],
    "letters behind the end": GOOD + "AAAAAAAA",
    "letters that hide bits": GOOD[:-1] + chr(ord(GOOD[-1]) + 1),
    "longer than any claim set": PREFIX + "A" * 697,
    "megabytes": PREFIX + "A" * 5_000_000,
    "an unknown algorithm": text_of_body(b"\x09" + body_of(GOOD)[1:]),
    "bytes that are no deflate": raw(b"\xff" * 100),
    "a bomb": raw(deflated(bytes(200_000))),
    "bytes behind the deflate": raw(deflated(msgspec.msgpack.encode(PLAIN)) + b"x"),
    "no array": raw(deflated(msgspec.msgpack.encode({"issuer": DID}))),
    "a field too few": raw(deflated(msgspec.msgpack.encode(PLAIN[:-1]))),
    "a field too many": raw(deflated(msgspec.msgpack.encode([*PLAIN, 1]))),
    "values behind the claims": raw(deflated(msgspec.msgpack.encode(PLAIN) + b"\x01")),
    "a number for the issuer": with_field(0, 7),
    "a key hash of the wrong length": with_field(1, b"1234567"),
    "a moment before the calendar": with_field(2, -(10**15)),
    "a moment after the calendar": with_field(16, 10**15),
    "a day after the calendar": with_field(14, 10**9),
    "a moment as a fraction": with_field(2, 1.5),
    "negative credits": with_field(12, -100),
    "credits as a fraction": with_field(12, 12.5),
    "a field that cannot be omitted": with_field(21, [20]),
    "a status without its index": with_field(20, [["https://a.example", "revocation"]]),
    "deep nesting": raw(deflated(b"\x91" * 4000 + b"\x01")),
    "a text that is no UTF-8": raw(deflated(msgspec.msgpack.encode(PLAIN).replace(b"welder", b"\xff\xfe\xfd\xfc\xfb\xfa").replace("焊".encode(), b"\xff\xff\xff"))),
    "an integer written longer than needed": raw(deflated(msgspec.msgpack.encode(PLAIN).replace(b"\xcd\x04\xe2", b"\xce\x00\x00\x04\xe2"))),
}  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_text_is_refused_at_its_form(text: str) -> None:
    with pytest.raises(DocumentRefused):
        unpack(text)
    result = checked(text, status_of=lists(), policy=Policy(accept="any", unknown_status_allowed=True))
    assert result.verdict == "invalid"
    assert outcome(result, FORM)[0] == "failed"
    assert [step.number for step in result.steps] == list(range(10))
    assert result.claims is None


def test_line_ends_of_a_scanner_do_no_harm() -> None:
    assert checked(f"{GOOD}\r\n").signature_valid


DICTIONARY_SHA256 = "ad15141cbaf56d645dd88a11357a053e3cbdc989fc3471e5d24293aef4126ef3"


def test_the_dictionary_of_format_1_never_changes() -> None:
    assert hashlib.sha256(DICTIONARY).hexdigest() == DICTIONARY_SHA256
