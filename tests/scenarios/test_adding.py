"""A kind, a standard, a policy, a programme and a rule are added as files, without a line of Python, and used."""

import shutil
from datetime import date
from pathlib import Path
from uuid import uuid4

from creditbank.bank.certify import certify
from creditbank.bank.models import Award
from creditbank.catalogue.achievements import add_achievement
from creditbank.catalogue.publishing import publish
from creditbank.people.institutions import accredit
from creditbank.people.permissions import SYSTEM
from creditbank.rules.schema import load_rulebook
from tests.people import CENTRE, FOUNDED, nine_on
from tests.scenarios.desk import Desk, granted, lot, targets

SOURCE = 'source = { document = "示范条例", year = 2026, demonstration = true }'
FILES = {
    "kinds/mentor_record.toml": f"""
        id = "mentor_record"
        name = {{ zh = "师带徒记录", en = "Record of mentoring" }}
        {SOURCE}
        certifiers = ["union"]
        minimum_age = 18
        standard = "bank/mentor-record"
        identity = ["record_number"]
        groups = {{ content = ["trade"] }}
        [evidence]
        contract = {{ name = {{ zh = "师徒协议", en = "Contract of mentoring" }} }}
        [details]
        record_number = {{ name = {{ zh = "编号", en = "Number" }}, type = "text" }}
        trade = {{ name = {{ zh = "工种", en = "Trade" }}, type = "text" }}
        apprentices = {{ name = {{ zh = "徒弟人数", en = "Apprentices" }}, type = "integer", at_least = 1, at_most = 20 }}
        [[version]]
        from = 2026-01-01
        [[version.example]]
        given = {{ record_number = "S-1", trade = "车工", apprentices = 2 }}
        expect = "grant:2.00"
        [[version.example]]
        given = {{ record_number = "S-2", trade = "车工", apprentices = 1 }}
        expect = "grant:1.00"
    """,
    "recognition/bank/mentor-record.toml": f"""
        id = "bank/mentor-record"
        owner = "bank"
        name = {{ zh = "师带徒积累学分标准", en = "Bank credits of mentoring" }}
        kind = "mentor_record"
        {SOURCE}
        [[version]]
        from = 2026-01-01
        per_hours = {{ hours = 1, step = "1.00", field = "apprentices", at_most = "3.00" }}
        [[version.example]]
        given = {{ apprentices = 2 }}
        expect = "2.00"
        [[version.example]]
        given = {{ apprentices = 0 }}
        expect = "refuse:WORTH_ZERO"
    """,
    "policies/craftsman-college/mentors.toml": f"""
        id = "craftsman-college/mentors"
        institution = "craftsman-college"
        name = {{ zh = "带徒学分办法", en = "Policy on mentoring" }}
        {SOURCE}
        [[version]]
        from = 2026-01-01
        notice_days = 3
        cap = [{{ id = "half", name = {{ zh = "一半", en = "Half" }}, measure = "credits", share = "0.50" }}]
        [[version.example]]
        programme = "craftsman-college/mentoring"
        line = {{ course = "MEN-101" }}
        expect = "grant"
        [[version.example]]
        programme = "craftsman-college/mentoring"
        recorded = [{{ course = "MEN-101" }}]
        line = {{ course = "MEN-102" }}
        expect = "refuse:CAP:half"
    """,
    "programmes/craftsman-college/mentoring/2026.toml": f"""
        id = "craftsman-college/mentoring"
        name = {{ zh = "技能传承", en = "Handing on of skills" }}
        year = 2026
        qualification = "training"
        level = "associate"
        level_scale = "education"
        unit = "course_credit"
        policies = ["craftsman-college/mentors"]
        {SOURCE}
        [tree]
        min_credits = "4.00"
        [[tree.child]]
        id = "core"
        name = {{ zh = "核心", en = "Core" }}
        all = ["MEN-101", "MEN-102"]
        [course]
        MEN-101 = {{ name = {{ zh = "带徒方法", en = "How to mentor" }}, credits = "2.00", nature = "specialised", hours = 32 }}
        MEN-102 = {{ name = {{ zh = "技能总结", en = "Writing skills down" }}, credits = "2.00", nature = "specialised", hours = 32 }}
    """,
    "articulation/craftsman-college/mentor-course.toml": f"""
        id = "craftsman-college/mentor-course"
        name = {{ zh = "师带徒换带徒方法", en = "Mentoring for the course on it" }}
        text = "带徒两人及以上，可换带徒方法。"
        programmes = ["craftsman-college/mentoring"]
        category = "achievement"
        overlap = 90
        {SOURCE}
        [[version]]
        from = 2026-01-01
        target = [{{ course = "MEN-101" }}]
        [[version.slot]]
        id = "record"
        when = [{{ field = "award.kind", is = "mentor_record" }}, {{ field = "award.apprentices", at_least = 2 }}]
        [[version.example]]
        given = {{ record = {{ apprentices = 2 }} }}
        expect = "grant"
        [[version.example]]
        given = {{ record = {{ apprentices = 1 }} }}
        expect = "refuse:CONDITION"
    """,
}


def test_one_file_of_each_is_loaded_checked_published_and_used(desk: Desk, root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "rulebook"
    shutil.copytree(root / "rulebook", folder)
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join(line.strip() for line in text.splitlines()), encoding="utf-8")
    published = publish(load_rulebook(folder), author="编制组", approver="审批组", at=nine_on(date(2026, 1, 5)))
    assert (published.added, published.ended) == (len(FILES), 0)
    accredit(
        request_id=uuid4(),
        actor=SYSTEM,
        institution=CENTRE,
        type="union",
        kinds=["mentor_record"],
        since=FOUNDED,
        source="授权书",
        at=nine_on(FOUNDED),
    )
    add_achievement(
        request_id=uuid4(), actor=SYSTEM, id="mentor_record", kind="mentor_record", body=CENTRE, name_zh="师带徒", name_en="Mentoring",
        at=nine_on(FOUNDED),
    )  # fmt: skip
    row = desk.deposit("li", "mentor_record", date(2026, 3, 2), trade="车工", apprentices=2)
    award = certify(desk.call("wang", date(2026, 3, 9)), deposit_id=row.pk)
    assert isinstance(award, Award)
    assert lot(award) == {"credit": 200}
    enrolment = desk.enrol("li", "craftsman-college/mentoring", date(2026, 3, 9), year=2026)
    (line,) = desk.convert(enrolment, date(2026, 4, 13))
    assert targets([line]) == {"MEN-101": 200}
    assert (line.notice_ends_on, granted(enrolment)) == (date(2026, 4, 16), 200)
