"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Language(StrEnum):
    """Language of what is printed."""

    ZH = "zh"
    EN = "en"


class Format(StrEnum):
    """Form of a table that is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


class Method(StrEnum):
    """How an allocation is made."""

    AUTO = "auto"
    DUAL = "dual"
    EXACT = "exact"


Region = Annotated[Path, typer.Argument(help="folder of the region 区域文件夹", metavar="REGION")]
Lang = Annotated[Language | None, typer.Option("--lang", help="language 语言")]
Form = Annotated[Format, typer.Option("--format", help="form of the table 表格形式")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="change nothing 不作任何更改")]
On = Annotated[
    str | None, typer.Option("--on", help="day, 2026-03-31; today if absent 日期，默认今天", metavar="DAY")
]
