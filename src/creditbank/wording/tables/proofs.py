"""What is wrong with proofs, keys, tokens and the forms in which credentials travel, said to holders and verifiers."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "CREDENTIAL_TOO_LARGE": (
        "文件太大，超过 {most}，未予读取。",
        "The document is too large (more than {most}) and was not read.",
    ),
    "CREDENTIAL_TOO_DEEP": (
        "文件嵌套太深（超过 {most} 层），未予读取。",
        "The document is nested deeper than {most} and was not read.",
    ),
    "CREDENTIAL_TYPE_UNKNOWN": ("{path} 不是这种格式的类型。", "{path} is no type of this format."),
    "MEMBER_MISSING": ("缺少 {path}；请联系颁发机构更正。", "{path} is missing. Ask the issuer to mend it."),
    "MEMBER_MALFORMED": (
        "{path} 的写法不对；请联系颁发机构更正。",
        "{path} is not as it should be. Ask the issuer to mend it.",
    ),
    "MEMBER_TWICE": (
        "“{name}”出现了两次，读到哪个不得而知；这份文件不能采信。",
        "“{name}” stands there twice, and readers may take either. The document cannot be relied on.",
    ),
    "MOMENT_MALFORMED": (
        "{path} 处的时间“{text}”不规范，应带时区，如 2026-03-01T08:00:00+08:00。",
        "The time “{text}” at {path} is not proper; it needs a zone, as in 2026-03-01T08:00:00+08:00.",
    ),
    "NUMBER_NOT_EXACT": ("数字 {number} 无法准确表示。", "The number {number} cannot be said exactly."),
    "NUMBER_NOT_FINITE": ("{path} 处的数字没有大小。", "The number at {path} is not finite."),
    "NUMBER_MALFORMED": ("{path} 应为数字。", "{path} must be a number."),
    "NUMBER_OUT_OF_RANGE": ("{path} 处的数字大得不合情理。", "The number at {path} is absurd."),
    "TEXT_NOT_UNICODE": (
        "文件里有不成字的字节，应为 UTF-8 编码。",
        "It holds bytes that are no letters. It must be UTF-8.",
    ),
    "VALUE_NOT_JSON": ("文件里有 JSON 没有的内容（{kind}）。", "It holds something that JSON does not have ({kind})."),
    "DIGEST_MALFORMED": ("摘要值写法不对。", "A digest is not written as it should be."),
    "CONTEXT_MALFORMED": ("用语的出处（@context）写法不对。", "Its @context is not written as it should be."),
    "CONTEXT_UNKNOWN": (
        "用语的出处 {url} 不在本系统收录之列，无法确知其含义；请换用通用格式的凭证。",
        "What the words of {url} mean is not known here. Use a credential in a common format.",
    ),
    "CONTEXT_ALTERED": (
        "程序自带的 {url} 与登记的不符；请重新安装本程序。",
        "The program's own copy of {url} is not the one on record. Install the program again.",
    ),
    "CONTEXT_IMPORT": ("用语的出处不能再引用别处。", "Its @context may not import another."),
    "CONTEXT_TOO_COMPLEX": ("用语的出处过于复杂，未予处理。", "Its @context is too complex and was not processed."),
    "TERM_DROPPED": (
        "“{term}”没有定义，签名管不到它；这份凭证不能采信。",
        "“{term}” has no meaning, so the signature does not cover it. The credential cannot be relied on.",
    ),
    "NOT_LINKED_DATA": ("内容不是规范的 JSON-LD。", "It is no proper JSON-LD."),
    "IRI_NOT_ABSOLUTE": ("内容里有不完整的网址。", "It holds an address that is not whole."),
    "LANGUAGE_MALFORMED": ("内容里有不规范的语言标记。", "It holds a language tag that is not proper."),
    "GRAPH_TOO_COMPLEX": (
        "内容的结构过于复杂（{blank_nodes} 个无名节点），像是为拖垮核验程序而造，未予核验。",
        "It is so entangled ({blank_nodes} nameless nodes) that it seems made to overload verifiers. It was not verified.",
    ),
    "SUITE_UNKNOWN": (
        "签名方法 {suite} 这里不认识，无法核验；请索取用通用方法签名的凭证。",
        "The way it is signed, {suite}, is not known here. Ask for one signed in a common way.",
    ),
    "SIGNATURE_WRONG": (
        "签名与内容不符：内容被改动过，或不是该机构所签。不能使用，请向持有人索取原件。",
        "The signature does not fit the content: it was altered, or signed by someone else. Ask the holder for the original.",
    ),
    "PROOF_EXPIRED": (
        "签名的期限（{expires}）已过；请持有人重新出示。",
        "The proof ran out at {expires}. Ask the holder to show it again.",
    ),
    "PROOF_MEMBER_MALFORMED": ("签名中的 {member} 写法不对。", "{member} of the proof is not as it should be."),
    "PROOF_VALUE_MALFORMED": ("签名值写法不对。", "The value of the proof is not as it should be."),
    "PROOF_VALUE_MISFIT": ("签名值与凭证内容对不上。", "The value of the proof does not fit the credential."),
    "PROOF_CONTEXT_MISMATCH": (
        "签名时的用语出处与凭证现在的不一致，内容的含义可能被换过。",
        "The @context that was signed is not the one it has now: its words may have been given another meaning.",
    ),
    "PREVIOUS_PROOF_ABSENT": (
        "签名所依据的前一个签名（{proof}）不在文件里。",
        "The earlier proof {proof} that it rests on is not there.",
    ),
    "PURPOSE_MISMATCH": (
        "签名的用途是“{found}”，这里需要“{expected}”。",
        "The proof was made for “{found}”, and “{expected}” is needed.",
    ),
    "PURPOSE_NOT_ALLOWED": (
        "密钥 {method} 不能用于“{purpose}”；不能当作该机构的凭证。",
        "The key {method} is not meant for “{purpose}”. It is not that institution's word.",
    ),
    "PURPOSE_UNKNOWN": ("不认识签名的用途“{purpose}”。", "The purpose “{purpose}” of the proof is not known."),
    "CHALLENGE_MISMATCH": (
        "出示文件没有回答这一次的询问，可能是旧的；请本人重新出示。",
        "It does not answer this question and may be an old one. Ask the holder to show it again.",
    ),
    "DOMAIN_MISMATCH": (
        "出示文件是给别人看的；请持有人为本核验方重新出示。",
        "It was made for another verifier. Ask the holder to show it to you.",
    ),
    "CONTROLLER_UNKNOWN": (
        "查不到 {controller} 的密钥，无法核验签名；请用可信名单或联网后重新核验。",
        "The keys of {controller} are not known here, so the signature cannot be checked. Verify with a trust list, or online.",
    ),
    "CONTROLLER_MISMATCH": (
        "密钥登记在“{found}”名下，不是 {controller} 的。",
        "The key is held by “{found}”, not by {controller}.",
    ),
    "CONTROLLER_URL_MALFORMED": ("“{url}”不是规范的机构地址。", "“{url}” is no proper address of an institution."),
    "METHOD_URL_MALFORMED": (
        "签名没有规范地指明密钥（{method}）。",
        "The proof does not name its key properly ({method}).",
    ),
    "METHOD_ABSENT": (
        "{controller} 名下没有密钥 {method}；签名不能证明出自该机构。",
        "{controller} has no key {method}: nothing shows that it signed this.",
    ),
    "METHOD_MALFORMED": ("密钥 {method} 的登记写法不对。", "The key {method} is not recorded as it should be."),
    "KEY_MALFORMED": ("密钥写法不对。", "A key is not as it should be."),
    "KEY_REVOKED": (
        "密钥 {method} 自 {since} 起已作废，签名在其后；请持有人申请重新签发。",
        "The key {method} was withdrawn on {since}, before this was signed. The holder can ask for a new one.",
    ),
    "KEY_EXPIRED": (
        "密钥 {method} 自 {since} 起已停用，签名在其后；请持有人申请重新签发。",
        "The key {method} went out of use on {since}, before this was signed. The holder can ask for a new one.",
    ),
    "KEY_NOT_FOR_SUITE": ("密钥（{algorithm}）不能用于 {suite}。", "A key of {algorithm} cannot be used with {suite}."),
    "MULTIBASE_MALFORMED": ("编码“{text}”不对。", "“{text}” is not encoded as it should be."),
    "CBOR_MALFORMED": ("签名值的编码不对。", "The value of the proof is not encoded as it should be."),
    "BASE_PROOF_ABSENT": ("没有可供选择性出示的签名。", "There is no proof from which parts could be shown."),
    "CHAIN_NOT_SELECTIVE": (
        "相互依赖的签名不能选择性出示。",
        "Proofs that rest on each other cannot be shown in part.",
    ),
    "POINTERS_TOO_MANY": ("选择的内容太多，最多 {limit} 项。", "Too many parts were chosen; {limit} at most."),
    "POINTER_MALFORMED": ("“{pointer}”不是规范的位置。", "“{pointer}” is no proper place."),
    "POINTER_UNMATCHED": ("凭证里没有 {pointer}。", "The credential has no {pointer}."),
    "SELECTION_EMPTY": ("没有选择要出示的内容。", "Nothing was chosen to be shown."),
    "SELECTION_UNSTABLE": ("所选内容无法稳定地分开。", "What was chosen cannot be told apart reliably."),
    "JWT_MALFORMED": (
        "令牌不完整，无法读取；请持有人重新导出。",
        "The token is not whole. Ask the holder to export it again.",
    ),
    "JWT_TYPE": ("令牌的类型“{type}”不是凭证。", "A token of type “{type}” is no credential."),
    "JWT_ALGORITHM": (
        "令牌的签名算法“{algorithm}”不予接受。",
        "A token signed with “{algorithm}” is not accepted.",
    ),
    "JWT_MEMBER": (
        "令牌里不应有 {member}；请颁发机构按新版标准重新签发。",
        "A token may not have {member}. Ask the issuer for one of the newer standard.",
    ),
    "JWT_CLAIM_MALFORMED": ("令牌的 {claim} 写法不对。", "{claim} of the token is not as it should be."),
    "JWT_CLAIM_CONTRADICTS": (
        "令牌的 {claim} 与其中的凭证不一致，不能采信。",
        "{claim} of the token contradicts the credential in it, which cannot be relied on.",
    ),
    "JWT_KEY_UNNAMED": ("令牌没有指明用哪个密钥核验。", "The token does not say with which key it is to be checked."),
    "JWT_EXPIRED": ("令牌的有效期到 {until} 为止，已经过期。", "The token was valid until {until} and has expired."),
    "JWT_NOT_YET_VALID": ("令牌自 {since} 起生效。", "The token is valid from {since} on."),
    "ENVELOPE_MALFORMED": ("{path} 处的封装不规范。", "The envelope at {path} is not as it should be."),
    "ENVELOPE_UNREADABLE": (
        "封装的内容（{media}）这里读不了。",
        "What the envelope holds ({media}) cannot be read here.",
    ),
    "ENCLOSED_TOO_MANY": (
        "里面的凭证太多，最多 {limit} 份。",
        "There are too many credentials inside; {limit} at most.",
    ),
    "ENCLOSED_UNSECURED": ("{path} 处的凭证没有签名。", "The credential at {path} is not signed."),
    "PICTURE_MALFORMED": (
        "图片已损坏，或格式不对；请重新下载。",
        "The picture is damaged or of another form. Download it again.",
    ),
    "PICTURE_EMPTY": (
        "图片里没有凭证；请上传原始的徽章图片，截图不行。",
        "There is no credential in the picture. Give the original badge, no screenshot.",
    ),
    "PICTURE_TWICE": ("图片里有不止一份凭证，不知该信哪一份。", "There is more than one credential in the picture."),
    "PICTURE_COMPRESSED": (
        "图片里的凭证是压缩过的，标准不允许。",
        "The credential in the picture is compressed, which the standard forbids.",
    ),
    "PICTURE_ENTITIES": (
        "图片里有实体声明，像是攻击，未予读取。",
        "The picture declares entities, as attacks do. It was not read.",
    ),
    "PICTURE_TOO_LARGE": ("图片太大，超过 {most} 字节。", "The picture is larger than {most} bytes."),
    "PICTURE_TEXT_TOO_LONG": (
        "凭证太长，放不进图片（最多 {most} 字节）。",
        "The credential is too long for a picture ({most} bytes at most).",
    ),
    "PICTURE_TEXT_UNFIT": ("凭证里有图片放不下的字符。", "The credential has letters that this picture cannot hold."),
}
