"""李师傅's way through the bank, act by act, each on its own day and by its own person."""

from dataclasses import replace
from random import Random
from uuid import UUID

import msgspec

from creditbank.bank.appeal import appeal, decide_appeal
from creditbank.bank.apply import apply
from creditbank.bank.certify import certify
from creditbank.bank.decide import decide, publish_notice
from creditbank.bank.deposit import accept, deposit, return_for_correction, submit
from creditbank.bank.enrol import enrol
from creditbank.bank.issue import issue
from creditbank.bank.quote import quote
from creditbank.cli.demo.acting import ActRefused, Stage, act_id
from creditbank.cli.demo.city import PASSWORD
from creditbank.cli.demo.cohort import ENROLLED_ON, SEED
from creditbank.cli.demo.hero import BRINGS, EMPLOYER, HERO, PROGRAMME, RETURNED, USERNAME, YEAR
from creditbank.cli.demo.institutions import who
from creditbank.cli.demo.outcomes import Outcome, Printer
from creditbank.kernel.decision import Reason, Refer, Refuse
from creditbank.people.learners import open_account
from creditbank.people.roles import Role
from creditbank.people.users import create_user

REGISTRAR, SECOND_REGISTRAR = "registrar", "registrar2"
"""Who decided the line does not decide the appeal."""
REFUSED_RULE, REFERRED_RULE = "craftsman-college/online-mathematics", "craftsman-college/project-block"
"""Which lines the registrar refuses and refers; where the plan has no such line, the first and the last."""
ENROLMENT = act_id("li", "enrol")


class Story:
    """The acts, in order; ``building`` says on which day each is."""

    def __init__(self, stage: Stage, printer: Printer) -> None:
        rng = Random(f"{SEED}/hero")  # noqa: S311 (a demonstration, not a secret)
        self.stage = stage
        self.outcomes: dict[str, Outcome] = {
            one.name: printer.outcome(one.kind, one.facts, one.earned_on, rng, EMPLOYER, one.valid_until)
            for one in BRINGS
        }
        self.learner_id = 0
        self.awards: dict[str, UUID] = {}

    def begin(self) -> None:
        """The union opens his account, the college enrols him, he puts in everything he has."""
        user = create_user(username=USERNAME, display_name=HERO.name, password=PASSWORD)
        call = self.stage.call("union", "li", "account")
        self.learner_id = open_account(
            request_id=call.request_id,
            actor=call.actor,
            name=HERO.name,
            identity_type="resident_id",
            identity_number=HERO.identity_number,
            phone=HERO.phone,
            employer=EMPLOYER,
            institution="city-union",
            user=user,
            at=call.now,
        ).pk
        call = self.stage.call(REGISTRAR, "li", "enrol")
        enrol(call, learner_id=self.learner_id, programme=PROGRAMME, year=YEAR, enrolled_on=ENROLLED_ON)

    def put_in(self) -> None:
        """He puts in everything he has; on one paper he mistypes the number."""
        for name, outcome in self.outcomes.items():
            claim = outcome.claim
            if name == RETURNED:
                typed = str(claim.details["certificate_number"])[:-1]
                claim = replace(claim, details={**claim.details, "certificate_number": typed})
            call = self.stage.call(USERNAME, "li", name)
            deposit(call, learner_id=self.learner_id, achievement_id=outcome.entry.id, claim=claim)

    def look_through(self) -> None:
        """The bodies' clerks take the deposits into review, but return one."""
        for name, outcome in self.outcomes.items():
            clerk = who(outcome.entry.body, Role.CERTIFICATION_CLERK)
            if name == RETURNED:
                reasons = [Reason("EVIDENCE_MISSING", "result_notice")]
                note = "证书编号比扫描件少一位；成绩公布文件缺名次页，请补齐后重新提交。"
                call = self.stage.call(clerk, "li", "return", name)
                return_for_correction(call, deposit_id=act_id("li", name), reasons=reasons, note=note)
            else:
                accept(self.stage.call(clerk, "li", "accept", name), deposit_id=act_id("li", name))

    def correct(self) -> None:
        """He hands the returned one in again, with the right number."""
        call = self.stage.call(USERNAME, "li", "correct", RETURNED)
        submit(call, deposit_id=act_id("li", RETURNED), claim=self.outcomes[RETURNED].claim)
        clerk = who(self.outcomes[RETURNED].entry.body, Role.CERTIFICATION_CLERK)
        accept(self.stage.call(clerk, "li", "accept", RETURNED), deposit_id=act_id("li", RETURNED))

    def certify(self) -> None:
        """The bodies' reviewers confirm all of them."""
        for name, outcome in self.outcomes.items():
            reviewer = who(outcome.entry.body, Role.CERTIFICATION_REVIEWER)
            award = certify(self.stage.call(reviewer, "li", "certify", name), deposit_id=act_id("li", name))
            if isinstance(award, Refuse | Refer):
                raise ActRefused("DEMO_ACT_REFUSED", act=name, reasons=msgspec.to_builtins(award.reasons))
            self.awards[name] = award.pk

    def apply(self) -> None:
        """He asks for the best plan and applies for all of it."""
        plan = quote(self.stage.call(USERNAME, "li", "quote"), enrolment_id=ENROLMENT).plan
        conversion = apply(
            self.stage.call(USERNAME, "li", "apply"), enrolment_id=ENROLMENT, lines=plan.lines, plan=plan
        )
        lines = list(conversion.lines.all())
        self.refused = next((line for line in lines if line.rule == REFUSED_RULE), lines[0]).pk
        self.referred = next((line for line in lines if line.rule == REFERRED_RULE), lines[-1]).pk
        self.approved = [line.pk for line in lines if line.pk not in {self.refused, self.referred}]

    def decide(self) -> None:
        """The registrar refuses one line, refers one, approves the others and publishes them."""
        call = self.stage.call(REGISTRAR, "li", "decide", self.refused)
        reasons = [Reason("CONDITION", "award.proctored", "is", True)]
        decide(
            call,
            line_id=self.refused,
            verdict="refuse",
            reasons=reasons,
            note="证书未注明考核方式，无法确认为线下监考。",
        )
        call = self.stage.call(REGISTRAR, "li", "decide", self.referred)
        reasons = [Reason("FACT_MISSING", "award.author_order")]
        decide(call, line_id=self.referred, verdict="refer", reasons=reasons, note="请企业出具完成人排名证明。")
        for line in self.approved:
            decide(self.stage.call(REGISTRAR, "li", "decide", line), line_id=line, verdict="approve")
            publish_notice(self.stage.call(REGISTRAR, "li", "publish", line), line_id=line)

    def object(self) -> None:
        """He appeals against the refusal."""
        text = "平台已补发考核说明：该课程期末为线下集中监考，成绩 68 分，请复核。"
        appeal(self.stage.call(USERNAME, "li", "appeal"), line_id=self.refused, text=text)

    def settle(self) -> None:
        """Another registrar upholds the appeal; the missing fact has come; both lines are published."""
        call = self.stage.call(SECOND_REGISTRAR, "li", "decide appeal")
        decide_appeal(
            call, appeal_id=act_id("li", "appeal"), outcome="upheld", reason="平台考核说明属实，符合线下监考要求。"
        )
        publish_notice(self.stage.call(SECOND_REGISTRAR, "li", "publish", self.refused), line_id=self.refused)
        call = self.stage.call(REGISTRAR, "li", "decide again", self.referred)
        facts, note = {"author_order": 3}, "企业证明：第三完成人。"
        decide(call, line_id=self.referred, verdict="approve", facts=facts, note=note)
        publish_notice(self.stage.call(REGISTRAR, "li", "publish", self.referred), line_id=self.referred)

    def take_along(self) -> None:
        """He takes a signed credential of everything that was certified."""
        for name, award_id in self.awards.items():
            issue(self.stage.call(USERNAME, "li", "issue", name), award_id=award_id)
