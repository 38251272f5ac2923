"""Documents that several tests use."""

from typing import Any

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
EX = "https://www.w3.org/ns/credentials/examples/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

ALUMNI: dict[str, Any] = {
    "@context": [V2, EX],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
"""The document of the test vectors of Data Integrity EdDSA 1.0, §B, and ECDSA 1.0, §A."""

BADGE: dict[str, Any] = {
    "@context": [V2, OB],
    "id": "https://bank.example/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "焊工（高级工）职业技能等级证书认定",
    "issuer": {
        "id": "did:web:bank.example:issuers:wuxi",
        "type": ["Profile"],
        "name": "无锡市职工学分银行认证中心",
        "address": {"type": ["Address"], "addressCountry": "CN", "addressLocality": "无锡市"},
    },
    "validFrom": "2026-03-01T00:00:00Z",
    "validUntil": "2036-03-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:key:z6MkqBcSrcEZT6Y2NgkRbpDf4RUdS4tV7XhB5SEpk9PEDGgN",
        "type": ["AchievementSubject"],
        "creditsEarned": 6.5,
        "achievement": {
            "id": "https://bank.example/achievements/welder-3",
            "type": ["Achievement"],
            "achievementType": "Certification",
            "name": "焊工（三级／高级工）",
            "description": "能够独立完成不锈钢管对接、低碳钢板立位等项目的焊接，并能编制焊接工艺规程。",
            "criteria": {"narrative": "理论知识考试与操作技能考核均达到六十分以上。"},
            "creditsAvailable": 6.5,
            "tag": ["焊接", "制造"],
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": f"国家职业分类 {number}",
                    "targetCode": f"6-18-02-0{number}",
                    "targetUrl": f"https://bank.example/framework/{number}",
                }
                for number in range(3)
            ],
        },
        "result": [{"type": ["Result"], "value": "86"}, {"type": ["Result"], "value": "91"}],
    },
    "credentialStatus": {
        "id": "https://bank.example/status/1#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://bank.example/status/1",
    },
}
"""A badge in Chinese, as this bank issues it."""
