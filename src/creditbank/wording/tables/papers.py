"""Certificates, transcripts and codes on paper, and the claim set inside a QR code."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "QR_TOO_LONG": (
        "内容有 {length} 个字符，一个二维码装不下：请缩短网址，或不印离线核验码。",
        "{length} characters are more than one QR code holds: shorten the address, or print without the offline code.",
    ),
    "FONT_MISSING": (
        "找不到字体文件 {file}：请安装 Python 包 {package} 后重试。",
        "The font file {file} is not there: install the Python package {package} and try again.",
    ),
    "PAPER_LANGUAGE_UNKNOWN": (
        "证书和成绩单没有“{language}”这种语言，可选：{known}。",
        "Certificates and transcripts do not speak “{language}”; choose one of {known}.",
    ),
    "COMPACT_SIGNER_OTHER": (
        "离线核验码须由签发机构自己的密钥签名：凭证由 {issuer} 签发，密钥属于 {signer}。请换用签发机构的密钥。",
        (
            "The issuer's own key must sign the offline code: the credential is issued by {issuer}, the key is of {signer}."
            " Use a key of the issuer."
        ),
    ),
    "COMPACT_TOO_LONG": (
        "离线核验码长 {length}，超过上限 {limit}：名称过长。请只印联网查验码，或出示完整凭证。",
        (
            "The offline code would be {length} long, more than the limit of {limit}: names are too long. Print the online code"
            " only, or show the whole credential."
        ),
    ),
    "COMPACT_FORM_UNKNOWN": (
        "这不是本系统的离线核验码（开头是“{start}”，应为“CB1:”）：请确认扫的是证书上较大的那个二维码。",
        "This is not an offline code of this kind (it begins “{start}”, not “CB1:”): scan the larger code of the certificate.",
    ),
    "COMPACT_ALGORITHM_UNKNOWN": (
        "离线核验码用了本程序不认识的签名算法（编号 {byte}）：请升级程序，或联网查验。",
        "The offline code uses a signature algorithm this program does not know (number {byte}): update it, or check online.",
    ),
    "COMPACT_MALFORMED": (
        "离线核验码读得不全或被改动过（{reason}）：请重新扫描；仍不行的，请联网查验或请持证人出示完整凭证。",
        (
            "The offline code was read in part or altered ({reason}): scan again; if that does not help, check online or ask for"
            " the whole credential."
        ),
    ),
    "COMPACT_STATUS_OFFLINE": (
        "签名有效；截至 {as_of} 是否已撤销或中止未知：纸上的码说不出印制之后的事，请用状态表或联网查验。",
        (
            "The signature is valid; whether revoked or suspended is unknown as of {as_of}: a printed code cannot tell what"
            " happened after printing. Use the status list, or check online."
        ),
    ),
    "COMPACT_STATUS_UNNAMED": (
        "签名有效；截至 {as_of} 是否已撤销未知，且码中没有写明状态表：请向签发机构核实。",
        "The signature is valid; whether revoked is unknown as of {as_of}, and the code names no status list: ask the issuer.",
    ),
}
