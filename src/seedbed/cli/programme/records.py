"""`seedbed programme enter|verify|evidence|grievance`: what people enter beside placements."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from seedbed.cli.options import DryRun, Form, Format, Lang, On, Region
from seedbed.cli.output import Printer, day_of
from seedbed.cli.programme.known import choices_of, must_be_known
from seedbed.cli.wording import print_worded
from seedbed.messages import Refusal
from seedbed.store import open_region
from seedbed.usecases.add_evidence import add_evidence
from seedbed.usecases.check_evidence import check_evidence
from seedbed.usecases.enter_result import enter_result
from seedbed.usecases.record_grievance import record_grievance
from seedbed.usecases.results_to_verify import results_to_verify
from seedbed.usecases.review_grievances import review_grievances
from seedbed.usecases.verify_result import verify_result

NOT_THE_SAME = 2


class Decision(StrEnum):
    """What can be decided about a reported result."""

    VERIFIED = "verified"
    RETURNED = "returned"
    REJECTED = "rejected"


Evidence = Annotated[
    list[str] | None, typer.Option("--evidence", help="id of a registered file, repeatable 证据编号，可重复")
]
Reason = Annotated[str | None, typer.Option("--reason", help="why 理由")]
Subproject = Annotated[str | None, typer.Option("--subproject", help="subproject 子项目")]


def verify(
    region: Region,
    result: Annotated[
        str | None,
        typer.Argument(help="id; lists what waits if absent 编号，缺省列出待核实者", metavar="RESULT"),
    ] = None,
    decision: Annotated[
        Decision, typer.Option("--decision", help="what is decided 结论")
    ] = Decision.VERIFIED,
    by: Annotated[str | None, typer.Option("--by", help="who decides 核实人")] = None,
    reason: Reason = None,
    evidence: Evidence = None,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Decide on a reported result, by someone other than who entered it; or list those that wait."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if result is None:
        waiting = results_to_verify(store)
        if form is not Format.TABLE:
            printer.frame(waiting)
        elif waiting.height:
            print_worded(printer, waiting.drop("recorded_at").rename({"reason": "finding"}))
        printer.say("cli.to-verify", results=waiting.height)
        return
    if by is None:
        raise Refusal.because("cli.needs-by")
    act = verify_result(
        store,
        result,
        decision.value,
        by,
        on=day_of(on),
        reason=reason,
        evidence=evidence or (),
        dry_run=dry_run,
    )
    _tell(printer, act, dry_run)


def enter(
    region: Region,
    indicator: Annotated[str, typer.Argument(help="indicator 指标", metavar="INDICATOR")],
    period: Annotated[str, typer.Argument(help="2026, 2026-Q1, 2026-03, 2024/2026 期间", metavar="PERIOD")],
    value: Annotated[float, typer.Argument(help="value in the indicator's unit 数值", metavar="VALUE")],
    by: Annotated[str, typer.Option("--by", help="who enters it; may not verify it 填报人，不得核实")],
    numerator: Annotated[float | None, typer.Option(help="of a share 比例的分子")] = None,
    denominator: Annotated[float | None, typer.Option(help="of a share 比例的分母")] = None,
    subproject: Subproject = None,
    sex: Annotated[str | None, typer.Option(help="female or male 性别：female 或 male")] = None,
    evidence: Evidence = None,
    locator: Annotated[str | None, typer.Option(help="where the figure stands 数值出处")] = None,
    dry_run: DryRun = False,
    lang: Lang = None,
) -> None:
    """Enter a result that was measured outside; it counts once somebody else has verified it."""
    printer = Printer.of(lang)
    entered = enter_result(
        open_region(region),
        indicator,
        period,
        value,
        by,
        numerator=numerator,
        denominator=denominator,
        subproject=subproject,
        sex=sex,
        evidence=evidence or (),
        locator=locator,
        dry_run=dry_run,
    )
    _tell(printer, entered, dry_run)


def evidence(
    region: Region,
    file: Annotated[Path | None, typer.Argument(help="file to register 要登记的文件", metavar="FILE")] = None,
    check: Annotated[
        Path | None,
        typer.Option("--check", help="compare a folder with what is registered 与登记核对的文件夹"),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="what it shows 所证明的内容")] = None,
    holder: Annotated[
        str | None, typer.Option("--holder", help="organisation that keeps it 保存机构")
    ] = None,
    subproject: Subproject = None,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Register a file of evidence by name and hash, compare a folder with the register, or list it."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if check is not None:
        checked = check_evidence(store, check)
        if form is Format.TABLE:
            print_worded(printer, checked.table, state="evidence-state")
        else:
            printer.frame(checked.table)
        printer.findings(checked.findings)
        printer.say("cli.evidence-checked", files=checked.table.height, wrong=len(checked.findings))
        if checked.findings:
            raise typer.Exit(NOT_THE_SAME)
    elif file is not None:
        added = add_evidence(
            store,
            file,
            title=title,
            holder=holder,
            subproject=subproject,
            received=day_of(on),
            dry_run=dry_run,
        )
        row = {"evidence": added.evidence, "type": added.type, "size": added.size, "sha256": added.sha256}
        printer.frame(pl.DataFrame([row]))
        _tell(printer, added.evidence, dry_run)
    else:
        printer.frame(store.table("evidence"), own_names=True)


def grievance(
    region: Region,
    kind: Annotated[
        str | None,
        typer.Argument(
            help="received, acknowledged, answered, resolved, appealed, closed; lists them if absent 缺省列出",
            metavar="KIND",
        ),
    ] = None,
    grievance_id: Annotated[
        str | None, typer.Option("--grievance", help="id, from the second entry on 编号，自第二条起必填")
    ] = None,
    category: Annotated[
        str | None, typer.Option(help="selection, payment, conduct, safety, data, other 类别")
    ] = None,
    channel: Annotated[str | None, typer.Option(help="in_person, letter, telephone, online 渠道")] = None,
    subproject: Subproject = None,
    summary: Annotated[str | None, typer.Option(help="what happened, without names 摘要，不含姓名")] = None,
    on: On = None,
    dry_run: DryRun = False,
    lang: Lang = None,
    form: Form = Format.TABLE,
) -> None:
    """Enter what happened to a grievance, or list where all of them stand and which are overdue."""
    printer = Printer.of(lang, form)
    store = open_region(region)
    if kind is None:
        stands = review_grievances(store, on=day_of(on))
        if form is not Format.TABLE:
            printer.frame(stands.table)
        elif stands.table.height:
            print_worded(printer, stands.table, state="grievance-state", category="pr-category")
        printer.say("cli.grievances", grievances=stands.table.height, overdue=_overdue(stands.table))
        printer.findings(stands.findings)
        return
    must_be_known("kind", kind, choices_of("grievances", "kind"))
    must_be_known("category", category, choices_of("grievances", "category"))
    must_be_known("channel", channel, choices_of("grievances", "channel"))
    name = record_grievance(
        store, kind, grievance=grievance_id, on=day_of(on), category=category, channel=channel,
        subproject=subproject, summary=summary, dry_run=dry_run,
    )  # fmt: skip
    _tell(printer, name, dry_run)


def _overdue(table: pl.DataFrame) -> int:
    return table.filter(pl.col("overdue_days") > 0).height


def _tell(printer: Printer, name: str, dry_run: bool) -> None:
    """Under which id something was entered."""
    if dry_run:
        printer.say("cli.dry-run")
    else:
        printer.say("cli.entered", id=name)
