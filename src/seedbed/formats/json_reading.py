"""JSON of unknown origin: bounded, strict, and told what it is."""

from __future__ import annotations

import json
from typing import NoReturn, TypeAlias

from seedbed.formats.limits import Limits
from seedbed.messages import Refusal

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


def read_json(data: bytes | str, name: str, limits: Limits) -> Json:
    """Parse JSON.

    Raises
    ------
    Refusal
        ``formats.too-large``; ``formats.too-deep``; ``formats.not-json`` with the line.
    """
    if len(data) > limits.file_bytes:
        raise Refusal.because("formats.too-large", file=name, megabytes=limits.file_bytes >> 20)
    try:
        text = data if isinstance(data, str) else data.decode("utf-8-sig")
        value: Json = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise Refusal.because("formats.too-deep", file=name, limit=limits.depth) from None
    except json.JSONDecodeError as error:
        raise Refusal.because("formats.not-json", file=name, line=error.lineno) from None
    except ValueError:  # not UTF-8, NaN, or a number of thousands of digits
        raise Refusal.because("formats.not-json", file=name, line=1) from None
    if _deeper_than(value, limits.depth):
        raise Refusal.because("formats.too-deep", file=name, limit=limits.depth)
    return value


def _no_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON (RFC 8259)")


def _deeper_than(value: Json, depth: int) -> bool:
    level: list[Json] = [value]
    for _ in range(depth + 1):
        below: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        if not below:
            return False
        level = below
    return True
