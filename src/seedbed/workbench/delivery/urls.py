"""The addresses of the programme pages."""

from __future__ import annotations

from django.urls import path

from seedbed.workbench.delivery import (
    book_views,
    events_views,
    evidence_views,
    forecast_views,
    gate_views,
    grievance_views,
    money_views,
    programme_views,
    report_views,
    result_views,
    verification_views,
    work_views,
)

_GATE = "gates/<str:gate>/<str:subproject>"

urlpatterns = [
    path("programme", programme_views.programme, name="programme"),
    path("programme/work", work_views.work, name="programme-work"),
    path("programme/events", events_views.bring_in, name="events-import"),
    path("programme/results", result_views.results, name="results"),
    path("programme/results/new", result_views.enter, name="result-new"),
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
    path("gates", gate_views.gates, name="gates"),
    path(_GATE, gate_views.gate, name="gate"),
    path(f"{_GATE}/papers", gate_views.give_paper, name="gate-hand-in"),
    path(f"{_GATE}/decision", gate_views.decide_on, name="gate-decide"),
    path("grievances", grievance_views.grievances, name="grievances"),
    path("grievances/new", grievance_views.file, name="grievance-new"),
    path("grievances/<str:grievance>", grievance_views.grievance, name="grievance"),
    path("grievances/<str:grievance>/step", grievance_views.step, name="grievance-step"),
    path("evidence", evidence_views.evidence, name="evidence"),
    path("evidence/new", evidence_views.add, name="evidence-new"),
    path("evidence/<str:evidence>/file", evidence_views.fetch, name="evidence-file"),
    path("books/<slug:book>", book_views.book, name="book"),
    path("books/<slug:book>/new", book_views.new, name="book-new"),
    path("books/<slug:book>/<str:row>", book_views.change, name="book-row"),
    path("books/<slug:book>/<str:row>/close", book_views.close, name="book-close"),
    path("money", money_views.money, name="money"),
    path("money/payments/new", money_views.pay, name="payment-new"),
    path("money/rules/<str:rule>", money_views.money_rule, name="money-rule"),
    path("forecast", forecast_views.forecast, name="forecast"),
    path("forecast/jobs/<uuid:job>", forecast_views.job, name="forecast-job"),
    path("forecast/jobs/<uuid:job>/cancel", forecast_views.cancel, name="cancel-forecast"),
]
