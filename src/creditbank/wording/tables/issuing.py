"""Issuing credentials, the keys that sign them, and what a check of them finds."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "ISSUER_KEY_MISSING": (
        "机构“{institution}”现在没有可用的签名密钥，不能签发凭证。请管理中心为它生成密钥。",
        "“{institution}” has no signing key in force, so nothing can be issued. Ask the bank centre to make one.",
    ),
    "KEY_EXISTS": (
        "机构“{institution}”已有一把 {algorithm} 密钥在用。如要更换，请用“更换密钥”。",
        "“{institution}” has a {algorithm} key in force already. To replace it, rotate the key.",
    ),
    "KEY_UNKNOWN": (
        "没有编号为 {key} 的密钥，请核对密钥编号。",
        "There is no key {key}. Check its number.",
    ),
    "KEY_REVOKED_ALREADY": (
        "这把密钥已被吊销，自 {since} 起不再可信；吊销时间不能更改。",
        "This key is revoked already and not to be trusted since {since}; that moment cannot be changed.",
    ),
    "KEY_PERIOD": (
        "时间不对：这把密钥自 {since} 起启用，更换或吊销的时间须在此之后且不晚于现在。",
        "This moment does not fit: the key is in force since {since}; it can end only after that and not later than now.",
    ),
    "KEY_ALGORITHM_UNKNOWN": (
        "密钥算法“{found}”不能用在这里，可用：{known}。",
        "The key algorithm “{found}” cannot be used here. Known: {known}.",
    ),
    "DEVICE_UNKNOWN": (
        "没有配置名为“{device}”的签名设备（已配置：{known}）。请在 CREDITBANK_SIGNERS 中登记，并同时给出设备中的公钥。",
        "No signing device “{device}” is configured (configured: {known}). Name it in CREDITBANK_SIGNERS, and give the public key that lies in it.",
    ),
    "CREDENTIAL_FORMAT_UNKNOWN": (
        "不能以“{format}”格式签发凭证，可用：{known}。",
        "Credentials are not issued in the format “{format}”. Known: {known}.",
    ),
    "CREDENTIAL_UNKNOWN": (
        "没有找到编号为 {credential} 的凭证，请核对编号。",
        "There is no credential {credential}. Check its number.",
    ),
    "UNDER_REVIEW": (
        "其中一项成果已被撤销，院校正在复核这条转换，复核答复前不能签发凭证。",
        "An outcome of this line was revoked and the school reviews it; no credential can be issued before it has answered.",
    ),
    "AWARD_WITHHELD": (
        "这项成果现为“{found}”，没有为它签发凭证。",
        "This outcome is “{found}” now; no credential was issued for it.",
    ),
    "AWARD_CHANGED": (
        "签发期间这项成果有变动，没有写入。请再次运行批量签发。",
        "This outcome changed while its credential was being signed; nothing was written. Run the cohort again.",
    ),
    "CREDENTIAL_CHANGED": (
        "凭证 {credential} 的内容与签发时的哈希值不符。请停止写入，从备份核对。",
        "The document of credential {credential} does not have the hash it was issued with. Stop writing and compare with a backup.",
    ),
    "CREDENTIAL_BITS": (
        "凭证 {credential} 的状态位与它的状态不一致。",
        "The status bits of credential {credential} do not agree with its state.",
    ),
    "STATUS_LIST_COUNT": (
        "状态列表 {credential} 记录的已分配数与实际不符。",
        "The status list {credential} counts another number of drawn indexes than it has.",
    ),
    "CREDENTIAL_BEHIND": (
        "凭证 {credential} 没有跟随其来源 {source} 的变化（撤销、冲正、冻结或复核）。",
        "Credential {credential} has not followed what befell its source {source} (revoked, reversed, frozen or under review).",
    ),
}
