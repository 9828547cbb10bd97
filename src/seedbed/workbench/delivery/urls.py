"""The addresses of the programme pages."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.delivery import programme_views, report_views, verification_views

urlpatterns = [
    path("programme", programme_views.programme, name="programme"),
    path("programme/results/new", verification_views.enter, name="result-new"),
    path("programme/indicators/<str:indicator>", programme_views.indicator, name="indicator"),
    path("programme/<slug:part>", programme_views.part, name="programme-part"),
    path("verification", verification_views.verification, name="verification"),
    path("verification/results/<str:result>", verification_views.decide_result, name="verify-result"),
    path("verification/placements/<str:event>", verification_views.decide_placement, name="verify-placement"),
    path("reports", report_views.reports, name="reports"),
    path("reports/issue", report_views.issue, name="report-issue"),
    path("reports/compare", report_views.compare, name="compare-reports"),
    path("reports/<str:report>", report_views.report, name="report"),
    path("reports/<str:report>/word", report_views.word_file, name="report-word"),
]
