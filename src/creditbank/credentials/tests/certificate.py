"""One signed certificate with everything that matters to showing parts of it, and its issuer's key."""

from datetime import UTC, datetime
from typing import Any

from creditbank.credentials.proofs.controllers import Controllers
from creditbank.credentials.proofs.integrity import ProofResult, check_proofs
from creditbank.credentials.proofs.keys import did_key_signer, private_of_bytes
from creditbank.credentials.proofs.selective import sign_base

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
KEY = private_of_bytes("P-256", bytes(range(1, 33)))
SIGNER = did_key_signer(KEY)
ISSUER = SIGNER.verification_method.partition("#")[0]
CERTIFICATE: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", BADGES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "学分银行管理中心"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2031-01-01T00:00:00Z",
    "name": "电工（三级）",
    "credentialStatus": [
        {
            "id": "https://bank.example/status/3#94567",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": "https://bank.example/status/3",
        }
    ],
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$0123456789abcdef",
                "identityType": "nationalIdentityNumber",
                "salt": "saltsalt",
            }
        ],
        "achievement": {
            "id": "urn:uuid:7d3cbd0a-1f0c-4c1c-a0a2-d4bbd45e7d2d",
            "type": ["Achievement"],
            "name": "电工（三级）",
            "description": "职业技能等级证书",
            "criteria": {"narrative": "理论与实操考核合格。"},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "电工",
                    "targetUrl": "https://bank.example/occupations/6-31-01-03",
                    "targetCode": "6-31-01-03",
                }
            ],
        },
        "result": [
            {"type": ["Result"], "value": "86"},
            {"type": ["Result"], "value": "91.5"},
        ],
    },
}
ACHIEVEMENT = "/credentialSubject/achievement"


def signed(document: dict[str, Any] = CERTIFICATE, pointers: tuple[str, ...] | None = None) -> dict[str, Any]:
    return sign_base(document, SIGNER, created=NOW, mandatory_pointers=pointers)


def result_of(document: dict[str, Any], **asked: Any) -> ProofResult:
    (result,) = check_proofs(document, Controllers(), now=NOW, **asked)
    return result
