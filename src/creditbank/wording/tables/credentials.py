"""What a verification found, step by step, and what that means for whoever holds the credential and whoever is shown it."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "VERDICT_VALID": (
        "有效：签名完整，颁发机构可信，未被撤销或暂停。",
        "Valid: the signature is whole, the issuer is trusted, and it is neither revoked nor suspended.",
    ),
    "VERDICT_SUSPENDED": (
        "暂停：颁发机构暂时停用了这份凭证，恢复前不能使用；请持有人联系颁发机构。",
        "Suspended: its issuer has put it on hold. It cannot be used until that is lifted; the holder can ask the issuer.",
    ),
    "VERDICT_REVOKED": (
        "已撤销：颁发机构收回了这份凭证，不能再使用；如有异议，请持有人联系颁发机构。",
        "Revoked: its issuer has taken it back, and it can no longer be used. The holder can ask the issuer why.",
    ),
    "VERDICT_EXPIRED": (
        "已过期：凭证是真的，但有效期已过；请持有人申请新的凭证。",
        "Expired: it is genuine, but its time is over. The holder can ask for a new one.",
    ),
    "VERDICT_NOT_YET_VALID": (
        "尚未生效：凭证是真的，但有效期还没有开始。",
        "Not yet valid: it is genuine, but its time has not begun.",
    ),
    "VERDICT_UNKNOWN": (
        "无法确认：手头的资料不足以下结论，请勿据此办理；补齐资料后可重新核验。",
        "Unknown: what is at hand is not enough to tell. Do not rely on it; verify again with what is missing.",
    ),
    "VERDICT_INVALID": (
        "无效：这份文件不能作为凭证使用；请向持有人索取原件，或联系颁发机构。",
        "Invalid: this document is no proof of anything. Ask the holder for the original, or ask the issuer.",
    ),
    "STEP_TIME": ("有效期：现在是否在有效期内", "Time: is it within its period of validity"),
    "STEP_FORM": ("格式：能否读出", "Form: can it be read"),
    "STEP_SHAPE": ("结构：内容是否符合标准", "Shape: is it built as the standards ask"),
    "STEP_ISSUER": (
        "颁发机构：当时是否在可信名单上，密钥是否为其所有",
        "Issuer: trusted at that time, and the key its own",
    ),
    "STEP_SIGNATURE": ("签名：内容是否被改动过", "Signature: has anything been altered"),
    "STEP_STATUS": ("状态：是否被撤销或暂停", "Status: is it revoked or suspended"),
    "STEP_ACCREDITATION": (
        "资质：颁发机构当时能否认证这类成果",
        "Accreditation: could the issuer certify this kind then",
    ),
    "STEP_HOLDER": ("持有人：是否为本人出示", "Holder: is it shown by the person it is about"),
    "STEP_POLICY": ("要求：是否符合核验方的要求", "Policy: is it what the verifier accepts"),
    "STEP_LOG": ("公开日志：是否登记在册", "Public log: is it recorded there"),
    "NOT_YET_VALID": (
        "凭证自 {since} 起生效，现在还不能使用。",
        "It is valid from {since} on and cannot be used yet.",
    ),
    "MEMBER_HIDDEN": (
        "凭证里的“{member}”换了写法，可能是为了隐藏状态或有效期，因此不予采信；请向颁发机构索取原件。",
        "“{member}” stands in it under another name, which can hide a revocation or an end of validity, so it is not believed. Ask the issuer for the original.",
    ),
    "CREDENTIAL_EXPIRED": (
        "凭证的有效期到 {until} 为止，已经过期；请持有人向颁发机构申请新的凭证。",
        "It was valid until {until} and has expired. The holder can ask the issuer for a new one.",
    ),
    "MOMENT_WITHOUT_ZONE": (
        "核验时间没有时区，请给出带时区的时间。",
        "The time of verification has no zone. Give one that has.",
    ),
    "FORM_UNKNOWN": (
        "认不出这是哪种凭证；请上传 JSON 文件、徽章图片（PNG 或 SVG）、令牌文本或离线核验包。",
        "This is no form of credential known here. Give a JSON file, a badge picture (PNG or SVG), a token or an offline bundle.",
    ),
    "BUNDLE_VERSION": (
        "离线核验包的版本是 {found}，这里能读的是 {wanted}；请重新导出。",
        "The offline bundle has version {found}; version {wanted} can be read here. Export it again.",
    ),
    "BUNDLE_MALFORMED": (
        "离线核验包在 {path} 处不完整；请重新导出。",
        "The offline bundle is not whole at {path}. Export it again.",
    ),
    "OBJECT_EXPECTED": (
        "{path} 处应当是一个或多个对象；请联系颁发机构更正。",
        "At {path} there must be one or more objects. Ask the issuer to mend it.",
    ),
    "CONTEXT_MISSING": (
        "文件没有写明用语的出处（@context），不是可验证凭证。",
        "It does not say what its words mean (@context), so it is no verifiable credential.",
    ),
    "CONTEXT_WRONG": (
        "{path} 的第一项应为 {wanted}；这不是规范的可验证凭证。",
        "{path} must begin with {wanted}. This is no proper verifiable credential.",
    ),
    "ID_MISSING": ("{path} 处缺少编号（id）。", "At {path} the id is missing."),
    "ID_MALFORMED": ("{path} 应为一个网址或 DID。", "{path} must be one URL or DID."),
    "TYPE_MISSING": ("{path} 处没有写明类型（type）。", "At {path} the type is missing."),
    "TYPE_MALFORMED": ("{path} 不是规范的类型名。", "{path} is no proper name of a type."),
    "TYPE_WRONG": (
        "{path} 应包含 {wanted}；这不是可验证凭证。",
        "{path} must include {wanted}. This is no verifiable credential.",
    ),
    "ISSUER_MISSING": ("凭证没有写明颁发机构。", "It names no issuer."),
    "ISSUER_MALFORMED": (
        "{path} 应为颁发机构的网址或 DID，不能只写名称。",
        "{path} must be the issuer's URL or DID; a name alone is not enough.",
    ),
    "SUBJECT_MISSING": ("凭证没有写明颁发给谁、证明什么。", "It does not say whom or what it is about."),
    "SUBJECT_EMPTY": ("{path} 处没有写任何内容。", "At {path} nothing is said."),
    "ISSUANCE_DATE_MISSING": ("凭证没有写明颁发日期。", "It does not say when it was issued."),
    "PERIOD_REVERSED": (
        "有效期的终点（{until}）早于起点（{since}）。",
        "Its validity ends ({until}) before it begins ({since}).",
    ),
    "MEMBER_OF_OTHER_VERSION": (
        "{path} 是旧版标准的写法，新版核验程序看不到它；请颁发机构重新颁发。",
        "{path} belongs to the older version of the standard, and no newer verifier would see it. Ask for a new one.",
    ),
    "TEXT_MALFORMED": (
        "{path} 应为文字，或注明语言的文字。",
        "{path} must be text, or text with its language.",
    ),
    "RESOURCE_TWICE": ("相关资料 {url} 列了两次。", "The related resource {url} is listed twice."),
    "DIGEST_MISSING": ("{path} 处的相关资料没有摘要值。", "The related resource at {path} has no digest."),
    "DIGEST_DIFFERS": (
        "相关资料 {url} 的摘要值对不上，内容可能被换过。",
        "The digest of {url} does not match: it may have been replaced.",
    ),
    "HOLDER_MALFORMED": ("{path} 应为持有人的网址或 DID。", "{path} must be the holder's URL or DID."),
    "PROOF_MALFORMED": ("{path} 处的签名不完整，无法核验。", "The proof at {path} is not whole and cannot be checked."),
    "PROOF_MISSING": (
        "文件没有签名，谁都可能写出它；请向持有人索取带签名的原件。",
        "It is not signed: anybody could have written it. Ask the holder for the signed original.",
    ),
    "PROOF_NOT_OF_ISSUER": (
        "签名的是 {found}，不是颁发机构 {issuer}；不能当作该机构的凭证。",
        "It was signed by {found}, not by its issuer {issuer}. It is not that institution's word.",
    ),
    "ISSUER_UNKNOWN": (
        "颁发机构 {issuer} 不在可信名单上，无法确认其身份；请向主管部门核实。",
        "The issuer {issuer} is not on the trust list. Ask the authority in charge who it is.",
    ),
    "ISSUER_NOT_LISTED": (
        "没有要求颁发机构在可信名单上；{issuer} 的身份请自行判断。",
        "The issuer was not required to be on a trust list. Judge for yourself who {issuer} is.",
    ),
    "ISSUER_NOT_LISTED_THEN": (
        "颁发机构 {issuer} 在签发之日（{on}）不在可信名单上。",
        "The issuer {issuer} was not on the trust list on the day of signing ({on}).",
    ),
    "ISSUER_KEY_UNPROVEN": (
        "颁发机构的密钥只出现在离线核验包里，没有旁证；请用可信名单或联网核验。",
        "Only the bundle itself says that this is the issuer's key. Verify with a trust list, or online.",
    ),
    "KEY_COMPROMISED": (
        "签名所用的密钥（{method}）已经泄露，签名不再能证明什么；请持有人申请重新签发。",
        "The key it was signed with ({method}) has leaked, so the signature proves nothing. The holder can ask for a new one.",
    ),
    "STATUS_REVOKED": (
        "颁发机构已撤销这份凭证，不能再使用；请持有人向颁发机构询问原因。",
        "Its issuer has revoked it; it can no longer be used. The holder can ask the issuer why.",
    ),
    "STATUS_SUSPENDED": (
        "颁发机构已暂停这份凭证，恢复之前不能使用。",
        "Its issuer has suspended it; it cannot be used until that is lifted.",
    ),
    "STATUS_SET": (
        "状态列表中标有“{purpose}”，其含义无法判断；请联系颁发机构。",
        "The status list marks it with “{purpose}”, which cannot be interpreted here. Ask the issuer.",
    ),
    "STATUS_NONE": (
        "凭证没有指明状态列表：颁发之后是否被撤销，无从得知。",
        "It names no status list: whether it was revoked since cannot be known.",
    ),
    "STATUS_ABSENT": (
        "凭证没有指明状态列表，而核验方要求能查到状态。",
        "It names no status list, and the verifier demands one.",
    ),
    "STATUS_ENTRIES_TOO_MANY": (
        "凭证指明的状态列表太多，最多 {limit} 个。",
        "It names too many status lists; {limit} at most.",
    ),
    "STATUS_UNREACHABLE": (
        "拿不到状态列表（{url}），不知道是否已被撤销；联网后请重新核验。",
        "The status list ({url}) is not at hand, so whether it was revoked is unknown. Verify again online.",
    ),
    "STATUS_TYPE_UNKNOWN": (
        "状态的登记方式（{type}）这里不认识，不知道是否已被撤销。",
        "Its status is kept in a way not known here ({type}), so whether it was revoked is unknown.",
    ),
    "STATUS_ENTRY_MALFORMED": (
        "{path} 处的状态登记写法有误；请颁发机构更正。",
        "The status entry is wrong at {path}. Ask the issuer to mend it.",
    ),
    "STATUS_INDEX_OUT_OF_RANGE": (
        "状态登记的位置（{index}）超出了列表（共 {length} 位）；请颁发机构更正。",
        "The place of its status ({index}) lies outside the list of {length}. Ask the issuer to mend it.",
    ),
    "STATUS_LIST_MALFORMED": (
        "状态列表无法解读，不知道是否已被撤销；请稍后重新核验。",
        "The status list cannot be read, so whether it was revoked is unknown. Verify again later.",
    ),
    "STATUS_LIST_TOO_LARGE": (
        "状态列表大得不合情理（超过 {limit} 字节），未予读取。",
        "The status list is absurdly large (more than {limit} bytes) and was not read.",
    ),
    "STATUS_LIST_SHORT": (
        "状态列表只有 {found} 位，少于标准要求的 {wanted} 位，不予采信。",
        "The status list has {found} places, fewer than the {wanted} that the standard demands, and is not relied on.",
    ),
    "STATUS_LIST_UNPROVEN": (
        "状态列表（{url}）的签名不成立，不予采信；不知道凭证是否已被撤销。",
        "The signature of the status list ({url}) does not hold; whether it was revoked is unknown.",
    ),
    "STATUS_LIST_UNSIGNED": (
        "状态列表（{url}）没有签名，不能证明凭证未被撤销。",
        "The status list ({url}) is not signed, so it cannot show that the credential was not revoked.",
    ),
    "STATUS_LIST_MISLINKED": (
        "拿到的状态列表不是凭证指明的那一份（应为 {url}，实为“{found}”）。",
        "The status list at hand is not the one named: {url} is wanted, “{found}” was given.",
    ),
    "STATUS_LIST_WRONG_TYPE": (
        "{url} 处的文件不是状态列表（{wanted}）。",
        "What is at {url} is no status list ({wanted}).",
    ),
    "STATUS_LIST_WRONG_ISSUER": (
        "状态列表（{url}）由 {found} 发布，它无权为这份凭证登记状态。",
        "The status list ({url}) was published by {found}, who may not speak about this credential.",
    ),
    "STATUS_LIST_WRONG_PURPOSE": (
        "状态列表（{url}）不登记“{wanted}”。",
        "The status list ({url}) is not kept for “{wanted}”.",
    ),
    "STATUS_LIST_STALE": (
        "状态列表（{url}）已经过时（{until}），其后是否被撤销不得而知；请取得新列表后重新核验。",
        "The status list ({url}) is out of date ({until}): what happened since is unknown. Verify again with a newer one.",
    ),
    "STATUS_LIST_EARLY": (
        "状态列表（{url}）自 {since} 起才生效。",
        "The status list ({url}) holds only from {since} on.",
    ),
    "ISSUER_NOT_ACCREDITED": (
        "颁发机构 {issuer} 在 {on} 没有认证“{kind}”的资质；请联系颁发机构或主管部门。",
        "On {on} the issuer {issuer} was not accredited for “{kind}”. Ask the issuer or the authority in charge.",
    ),
    "ACCREDITATION_UNTOLD": (
        "无法得知颁发机构当时有没有认证这类成果的资质，而核验方要求知道。",
        "Whether the issuer was accredited for this kind cannot be told, and the verifier wants to know.",
    ),
    "HOLDER_DIFFERS": (
        "这份凭证不属于出示人（应为 {wanted}）。",
        "It is not about, or not shown by, the person asked for ({wanted}).",
    ),
    "HOLDER_NOT_SIGNER": (
        "出示文件写明的持有人 {holder} 并没有签名；请本人重新出示。",
        "The holder {holder} whom the presentation names did not sign it. Ask that person to show it again.",
    ),
    "HOLDER_NOT_PROVEN": (
        "核验方要求本人出示，而这只是一份凭证；请持有人用出示文件（presentation）回答询问。",
        "The verifier asks the holder to show it, and this is the bare credential. Answer with a presentation.",
    ),
    "NOTHING_SHOWN": ("出示文件里没有凭证。", "The presentation shows no credential."),
    "TYPES_CONTRADICT": (
        "{path} 既称凭证又称出示文件，像是冒充，未予核验。",
        "{path} calls it a credential and a presentation at once, as a forgery would. It was not verified.",
    ),
    "SELF_ASSERTED_WITHOUT_HOLDER": (
        "出示人为自己开的凭证，必须写明持有人。",
        "Whoever shows a credential issued by himself must be named as its holder.",
    ),
    "ISSUER_NOT_ACCEPTED": (
        "核验方不接受 {issuer} 颁发的凭证。",
        "The verifier does not accept credentials of {issuer}.",
    ),
    "TYPE_NOT_ACCEPTED": ("核验方要的是：{types}。", "The verifier wants one of: {types}."),
    "KIND_NOT_ACCEPTED": ("核验方要的成果类型是：{kinds}。", "The verifier wants an outcome of kind: {kinds}."),
    "ISSUED_TOO_EARLY": (
        "核验方只接受 {since} 以后颁发的凭证；请持有人申请新的。",
        "The verifier accepts only what was issued since {since}. The holder can ask for a new one.",
    ),
    "LOG_ABSENT": (
        "没有公开日志可查，而核验方要求查证。",
        "There is no public log at hand, and the verifier demands one.",
    ),
    "LOG_NOT_INCLUDED": (
        "公开日志里没有这份凭证的登记；请联系颁发机构。",
        "The public log has no record of it. Ask the issuer.",
    ),
    "POLICY_EMPTY": (
        "没有说明相信谁颁发的凭证，无法核验；请指定颁发机构、可信名单，或明确接受任何颁发者。",
        "Nothing says whose credentials count, so nothing can be verified. Name issuers, a trust list, or accept anyone.",
    ),
    "POLICY_CONTRADICTS": (
        "核验要求自相矛盾：列出颁发机构时应选 named，其他情况不列（现为 {accept}）。",
        "The policy contradicts itself: issuers are listed with named, and only then (found {accept}).",
    ),
}
