"""The cryptosuites: how a document and the options of a proof become the bytes that are signed. One line for each in ``SUITES``.

``sm2-jcs-2023`` is this project's own and experimental: no body has registered a suite for SM2. It is ``eddsa-jcs-2022`` with
SM3 (GB/T 32905) for both hashes and an SM2 signature (GB/T 32918.2, user id 1234567812345678, ``r || s`` of 64 bytes). It goes
beside a registered suite in a proof set, so that verifiers inside and outside China each find a proof that they accept.
"""

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

import gmssl_pyx
import msgspec

from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs import selective_suite
from creditbank.credentials.proofs.canonical import Limits, jcs, rdfc
from creditbank.credentials.proofs.keys import PublicKey, Signer
from creditbank.credentials.proofs.members import listed
from creditbank.credentials.proofs.multibase import bytes_of_base58, multibase

Options = Mapping[str, Any]
"""A proof without its ``proofValue``."""


class Sign(Protocol):
    """Makes the ``proofValue`` over an unsecured document. Raises ``DocumentRefused``."""

    def __call__(self, document: Mapping[str, Any], options: Options, signer: Signer, limits: Limits) -> str:
        """The ``proofValue``."""
        ...


class Check(Protocol):
    """Whether a ``proofValue`` is the key's over this document and these options. Raises ``DocumentRefused``."""

    def __call__(
        self, document: Mapping[str, Any], options: Options, proof_value: str, key: PublicKey, limits: Limits
    ) -> bool:
        """Whether it is."""
        ...


class Suite(msgspec.Struct, frozen=True, kw_only=True):
    """A cryptosuite. ``name`` stands in the proof as ``cryptosuite``, or as ``type`` for a suite older than Data Integrity."""

    name: str
    algorithms: tuple[str, ...]
    check: Check
    sign: Sign | None = None
    """None where this project only verifies."""
    context_in_proof: bool = False
    """Whether the proof repeats the document's ``@context``: suites over JSON, where contexts are else not bound to terms."""

    @property
    def legacy(self) -> bool:
        """Whether the suite is a type of proof of its own."""
        return self.name == "Ed25519Signature2020"


_HASH: Mapping[str, Callable[[bytes], bytes]] = {
    "Ed25519": lambda content: hashlib.sha256(content).digest(),
    "P-256": lambda content: hashlib.sha256(content).digest(),
    "P-384": lambda content: hashlib.sha384(content).digest(),
    "SM2": lambda content: bytes(gmssl_pyx.sm3_hash(content)),
}
"""Hash of a suite by the algorithm of its key. Data Integrity ECDSA 1.0, §3.2 and §3.3."""

Transform = Callable[[Mapping[str, Any], Options, str, Limits], tuple[bytes, bytes]]


def statements_form(
    document: Mapping[str, Any], options: Options, algorithm: str, limits: Limits
) -> tuple[bytes, bytes]:
    """Document and options as canonical statements. Data Integrity EdDSA 1.0, §3.2.3 and §3.2.5; the contexts are the document's."""
    inner = "sha384" if algorithm == "P-384" else "sha256"
    configuration = {**options, "@context": document.get("@context", [])}
    return (
        rdfc(document, limit=limits, hash=inner).encode(),
        rdfc(configuration, limit=limits, hash=inner).encode(),
    )


def json_form(document: Mapping[str, Any], options: Options, algorithm: str, limits: Limits) -> tuple[bytes, bytes]:
    """Document and options as canonical JSON. Data Integrity EdDSA 1.0, §3.3.2: contexts may have been added behind the signed ones."""
    if "@context" in options:
        signed, found = listed(options["@context"]), listed(document.get("@context"))
        if found[: len(signed)] != signed:
            raise DocumentRefused("PROOF_CONTEXT_MISMATCH")
        document = {**document, "@context": options["@context"]}
    return jcs(document, limit=limits), jcs(options, limit=limits)


def hash_data(form: tuple[bytes, bytes], algorithm: str) -> bytes:
    """What is signed: hash of the options, then hash of the document. Data Integrity EdDSA 1.0, §3.2.4."""
    document, configuration = form
    digest = _HASH[algorithm]
    return digest(configuration) + digest(document)


def _plain(name: str, algorithms: tuple[str, ...], transform: Transform, *, signs: bool = True) -> Suite:
    """A suite that signs the one ``hash_data`` of a transformation."""

    def sign(document: Mapping[str, Any], options: Options, signer: Signer, limits: Limits) -> str:
        algorithm = signer.public.algorithm
        return multibase(signer.sign(hash_data(transform(document, options, algorithm, limits), algorithm)))

    def check(document: Mapping[str, Any], options: Options, proof_value: str, key: PublicKey, limits: Limits) -> bool:
        if proof_value[:1] != "z":
            raise DocumentRefused("PROOF_MEMBER_MALFORMED", member="proofValue")
        signature = bytes_of_base58(proof_value[1:])
        return key.verify(signature, hash_data(transform(document, options, key.algorithm, limits), key.algorithm))

    in_proof = transform is json_form
    return Suite(name=name, algorithms=algorithms, check=check, sign=sign if signs else None, context_in_proof=in_proof)


_ECDSA = ("P-256", "P-384")

_suites: dict[str, Suite] = {
    suite.name: suite
    for suite in (
        _plain("eddsa-rdfc-2022", ("Ed25519",), statements_form),
        _plain("eddsa-jcs-2022", ("Ed25519",), json_form),
        _plain("ecdsa-rdfc-2019", _ECDSA, statements_form),
        _plain("ecdsa-jcs-2019", _ECDSA, json_form),
        Suite(
            name=selective_suite.NAME,
            algorithms=selective_suite.ALGORITHMS,
            sign=selective_suite.sign,
            check=selective_suite.check,
        ),
        _plain("sm2-jcs-2023", ("SM2",), json_form),
        _plain("Ed25519Signature2020", ("Ed25519",), statements_form, signs=False),
    )
}

SUITES: Mapping[str, Suite] = MappingProxyType(_suites)
"""Every suite by its name."""
