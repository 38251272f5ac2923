"""Every address of the site."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from creditbank.web import (
    account,
    certificates,
    checking,
    desk,
    desk_cases,
    health,
    learner,
    notices,
    public,
    published,
    vc_api,
)

DOORS = {
    "credentials/issue": vc_api.issue,
    "credentials/status": vc_api.set_status,
    "credentials/verify": vc_api.verify_credential,
    "credentials/derive": vc_api.derive,
    "presentations/verify": vc_api.verify_presentation,
}
"""The VC API: at the root, and under each issuer."""

urlpatterns = [
    path("", public.home, name="home"),
    path("verify/", checking.verify, name="verify"),
    path("c/<str:number>", checking.certificate, name="certificate"),
    path("institutions/", public.institutions, name="institutions"),
    path("programmes/", public.programmes, name="programmes"),
    path("programmes/<slug:institution>/<slug:code>/<int:year>/", public.programme, name="programme"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<uuid:line_id>/object/", notices.object_to, name="object"),
    path("login/", account.Login.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("record/", learner.record, name="record"),
    path("record/quote/<uuid:enrolment_id>/", learner.quote, name="quote"),
    path("record/transcript/<uuid:enrolment_id>/", learner.transcript, name="transcript"),
    path("record/awards/<uuid:award_id>/<slug:form>/", certificates.of_award, name="award_file"),
    path("record/lines/<uuid:line_id>/withdraw/", learner.withdraw, name="withdraw"),
    path("record/lines/<uuid:line_id>/appeal/", learner.appeal_line, name="appeal_line"),
    path("record/deposits/<uuid:deposit_id>/appeal/", learner.appeal_deposit, name="appeal_deposit"),
    path("desk/", desk.desk, name="desk"),
    path("desk/deposits/<uuid:deposit_id>/", desk.deposit, name="desk_deposit"),
    path("desk/lines/<uuid:line_id>/", desk.line, name="desk_line"),
    path("desk/appeals/<uuid:appeal_id>/", desk_cases.appeal, name="desk_appeal"),
    path("desk/reviews/<uuid:review_id>/", desk_cases.review, name="desk_review"),
    path("desk/inquiries/<uuid:inquiry_id>/", desk_cases.inquiry, name="desk_inquiry"),
    path("health/", health.health, name="health"),
    path(".well-known/did.json", published.site_did),
    path("issuers/<slug:name>/did.json", published.issuer_did),
    path("status/<slug:issuer>/<slug:purpose>/<int:number>", published.status_list),
    *(path(f"{place}{step}", view) for place in ("", "issuers/<slug:name>/") for step, view in DOORS.items()),
]
