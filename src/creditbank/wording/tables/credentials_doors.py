"""The doors of the room of credentials: the check page, the VC API, keys of programs, the commands."""

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "VERDICT_NAME_VALID": ("有效", "Valid"),
    "VERDICT_NAME_SUSPENDED": ("暂停", "Suspended"),
    "VERDICT_NAME_REVOKED": ("已撤销", "Revoked"),
    "VERDICT_NAME_EXPIRED": ("已过期", "Expired"),
    "VERDICT_NAME_NOT_YET_VALID": ("尚未生效", "Not yet valid"),
    "VERDICT_NAME_UNKNOWN": ("无法确认", "Unknown"),
    "VERDICT_NAME_INVALID": ("无效", "Invalid"),
    "VERDICT_VALID_UNVOUCHED": (
        "有效：签名完整，没有发现问题；但没有人为颁发机构作保，它是谁请自行判断。",
        "Valid: the signature is whole, and nothing speaks against it; but nobody vouches for the issuer. Judge for yourself who that is.",
    ),
    "STEP_OUTCOME_PASSED": ("通过", "passed"),
    "STEP_OUTCOME_FAILED": ("未通过", "failed"),
    "STEP_OUTCOME_NOT_CHECKED": ("未核验", "not checked"),
    "STEP_UNREACHED": (
        "另有一步没有通过，这一步没有做。",
        "Another step failed, so it was not done.",
    ),
    "STEP_UNASKED": ("这次核验没有要求这一项。", "This was not asked for."),
    "SAYS_ISSUER": ("颁发机构", "Issuer"),
    "SAYS_HOLDER": ("持有人", "Holder"),
    "SAYS_OUTCOME": ("内容", "What"),
    "SAYS_PROGRAMME": ("培养方案", "Programme"),
    "SAYS_NUMBER": ("编号", "Number"),
    "SAYS_ORIGINAL_ISSUER": ("原发证机构", "Original issuer"),
    "SAYS_CREDITS": ("学分", "Credits"),
    "SAYS_EARNED_ON": ("取得日期", "Earned on"),
    "SAYS_VALID_FROM": ("签发日期", "Issued on"),
    "SAYS_VALID_UNTIL": ("有效期至", "Valid until"),
    "SAYS_COURSES": ("课程和成果数", "Courses and outcomes"),
    "SAYS_SUBJECT": ("对象", "About"),
    "SAYS_COMMENT": ("评语", "Comment"),
    "VERIFY_SAYS": ("文件所载：", "What it says:"),
    "VERIFY_STEPS": ("核验步骤：", "Steps:"),
    "VERIFY_ISSUER_HINT": (
        "要确认颁发机构：从它的网站取得 {url}，存成文件，再加上 --issuer 文件名 核验一次。",
        "To be sure of the issuer: fetch {url} from its site, keep it as a file, and verify again with --issuer FILE.",
    ),
    "VERIFY_PART": ("其中第 {number} 份：{verdict}", "Credential {number} inside: {verdict}"),
    "NOTHING_HANDED_IN": (
        "请选一个文件，或粘贴二维码里的文字。",
        "Choose a file, or paste the text of a code.",
    ),
    "ASKED_TOO_OFTEN": (
        "核验太频繁：一分钟最多 {limit} 次。请等 {seconds} 秒再试。",
        "Too many verifications: at most {limit} in a minute. Try again in {seconds} seconds.",
    ),
    "REQUEST_TOO_LARGE": (
        "内容太大：最多 {limit} 字节。请只提交一份凭证。",
        "This is too large: at most {limit} bytes. Hand in one credential only.",
    ),
    "REQUEST_MEMBER_MISSING": (
        "请求里缺少 {path}，请补上。",
        "The request lacks {path}. Add it.",
    ),
    "REQUEST_MEMBER_MALFORMED": (
        "请求里的 {path} 应为 {wanted}，请改正。",
        "{path} of the request should be: {wanted}. Mend it.",
    ),
    "JSON_ONLY": (
        "这个接口只接受 JSON（收到的是“{found}”）：请把 Content-Type 设为 application/json。",
        "This door takes JSON only (found “{found}”): set Content-Type to application/json.",
    ),
    "API_KEY_NEEDED": (
        "签发须出示机构的接口密钥，这次没有出示，或密钥无效、已被吊销。请在 Authorization 头中写“Bearer 密钥”；没有密钥的，向管理中心申请。",
        (
            "Issuing needs a key of the institution; none was shown, or it is unknown or revoked. Send it in the Authorization"
            " header as “Bearer key”; ask the bank centre for one."
        ),
    ),
    "API_KEY_OF_OTHER": (
        "这把接口密钥不属于机构“{institution}”，不能以它的名义签发。请换用该机构的密钥，或改用自己机构的地址。",
        (
            "This key does not belong to “{institution}” and cannot issue in its name. Use a key of that institution, or the"
            " address of your own."
        ),
    ),
    "API_KEY_SHOWN": (
        "这个请求已经生成过接口密钥；密钥只显示一次，不能再读。请另外生成一把，并吊销旧的。",
        "This request has made a key before; a key is shown once and cannot be read again. Make another, and revoke that one.",
    ),
    "API_KEY_UNKNOWN": (
        "没有编号为 {key} 的接口密钥，请核对编号。",
        "There is no API key {key}. Check its number.",
    ),
    "CREDENTIAL_EXPECTED": (
        "这里（{path}）应是一份可验证凭证（类型含 VerifiableCredential）。请检查提交的内容。",
        "A verifiable credential (with the type VerifiableCredential) is expected here ({path}). Check what you send.",
    ),
    "PRESENTATION_EXPECTED": (
        "这里（{path}）应是一份可验证表述（类型含 VerifiablePresentation）。请检查提交的内容。",
        "A verifiable presentation (with the type VerifiablePresentation) is expected here ({path}). Check what you send.",
    ),
    "STATUS_LIST_BY_HAND": (
        "状态列表由系统自己签发，不能代为签名。要撤销或暂停凭证，请用设置状态的接口。",
        "Status lists are signed by the system itself and not on request. To revoke or suspend, set the status instead.",
    ),
    "POINTERS_NOT_FOR_SUITE": (
        "签名套件 {suite} 不能选择性披露，请去掉 mandatoryPointers，或改用 ecdsa-sd-2023。",
        "The suite {suite} discloses everything: leave out mandatoryPointers, or use ecdsa-sd-2023.",
    ),
    "CREDENTIAL_ID_TAKEN": (
        "编号 {credential} 已经签发过，状态会分不清。请换一个新的 id。",
        "The id {credential} was issued before, and their status could not be told apart. Use a new id.",
    ),
    "REVOCATION_STAYS": (
        "撤销不能收回（{credential}）：别人可能已经读到。请签发一份新的凭证。",
        "A revocation cannot be taken back ({credential}): others may have read it. Issue a new credential.",
    ),
    "EXPORT_FORMAT_UNKNOWN": (
        "不能导出为“{format}”，可选：{known}。",
        "There is no export “{format}”. Known: {known}.",
    ),
    "EXPORT_NOT_FOR_TRANSCRIPT": (
        "凭证 {credential} 是成绩单，没有这种格式；可导出为 open-badge、png、svg、pdf、elmo 或 bundle。",
        "Credential {credential} is a transcript and has no such form. Export it as open-badge, png, svg, pdf, elmo or bundle.",
    ),
    "EXPORT_SOURCE_ABSENT": (
        "没有找到这次转换所依据的成果的凭证（{sources}）。请先为那些成果签发凭证。",
        "The outcomes behind this conversion have no credential ({sources}). Issue theirs first.",
    ),
    "ISSUER_FILE_MALFORMED": (
        "文件 {file} 不是颁发机构的控制者文档（did.json）：{text}",
        "{file} is no controller document (did.json) of an issuer: {text}",
    ),
    "FILE_UNREADABLE": ("读不了文件 {file}：{text}。", "{file} cannot be read: {text}."),
    "NOTHING_TO_VERIFY": (
        "“{text}”既不是文件，也不是编号、凭证或离线核验码（CB1:…）。请核对写法，文字要加引号。",
        "“{text}” is no file, number, credential or offline code (CB1:…). Check the spelling, and put text in quotes.",
    ),
    "FILE_TOO_LARGE": ("文件 {file} 太大，最多 {limit} 字节。", "{file} is too large: at most {limit} bytes."),
    "TEST_ADDRESS_ONLY": (
        "--vc-api-test 只能在 127.0.0.1 上使用（给出的是 {host}）：它不要密钥就签发。",
        "--vc-api-test works on 127.0.0.1 only (found {host}): it issues without a key.",
    ),
    "VC_API_TEST_BY_SWITCH": (
        "环境变量 CREDITBANK_VC_API_TEST 会让任何人不用密钥就能签发，不能用于正常服务；请去掉它，测试时用 creditbank serve --vc-api-test。",
        "The environment variable CREDITBANK_VC_API_TEST lets anybody issue without a key, so the site is not served with it. Remove it; for tests use creditbank serve --vc-api-test.",
    ),
    "TLS_FOR_TEST_ONLY": (
        "--tls 使用自签名证书，只能与 --vc-api-test 一起用。正式服务请在前面放一个终结 https 的代理。",
        "--tls uses a self-signed certificate and works with --vc-api-test only. In service, put a proxy for https in front.",
    ),
    "SERVING_TEST": (
        "测试模式（VC API）：{address}，不要密钥即可签发。签发者、地址和 id：",
        "Test mode (VC API) at {address}: issues without a key. Issuers, addresses and ids:",
    ),
    "SERVING_TLS": (
        "自签名证书在 {file}，让测试程序信任它，或不检查证书。",
        "The self-signed certificate is {file}: let the suite trust it, or not check it.",
    ),
    "DONE_ISSUE": ("凭证 {number} 已签发。", "Credential {number} is issued."),
    "DONE_COHORT": (
        "新签发 {issued} 份，已有 {there} 份，未签发 {left} 份。",
        "{issued} issued, {there} were there already, {left} left out.",
    ),
    "COHORT_LEFT": ("  {award}：{reason}", "  {award}: {reason}"),
    "COHORT_PROGRESS": ("签发", "Issuing"),
    "DONE_EXPORT": (
        "凭证 {number} 已写入 {file}（{format}）。",
        "Credential {number} is written to {file} ({format}).",
    ),
    "DONE_KEY": (
        "机构“{institution}”的 {algorithm} 密钥已启用，编号 {key}。",
        "The {algorithm} key of “{institution}” is in force, number {key}.",
    ),
    "DONE_KEY_REVOKED": (
        "密钥 {key} 自 {since} 起不再可信。",
        "Key {key} is not to be trusted from {since} on.",
    ),
    "KEY_LINE": (
        "{key}  {algorithm}  {public}  自 {since}  {state}",
        "{key}  {algorithm}  {public}  since {since}  {state}",
    ),
    "KEY_STATE_ACTIVE": ("在用", "in force"),
    "KEY_STATE_RETIRED": ("已更换", "replaced"),
    "KEY_STATE_REVOKED": ("已吊销", "revoked"),
    "KEYS_NONE": ("机构“{institution}”还没有密钥。", "“{institution}” has no keys yet."),
    "DONE_API_KEY": (
        "机构“{institution}”的接口密钥（编号 {key}），只显示这一次：\n{text}",
        "API key of “{institution}” (number {key}), shown this once only:\n{text}",
    ),
    "DONE_API_KEY_REVOKED": ("接口密钥 {key} 已吊销。", "API key {key} is revoked."),
    "DONE_LISTS": ("已重新签发 {count} 份状态列表。", "{count} status lists are signed again."),
    "LIST_LEFT": ("未能签发 {url}：{text}", "Not signed: {url}: {text}"),
}
