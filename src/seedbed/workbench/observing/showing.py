"""One page of the observatory: what can be chosen, pictures with tables, files, how to cite it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from seedbed.report.document import Block
from seedbed.workbench.observing.choosing import Choice
from seedbed.workbench.observing.citing import cite, sources_of
from seedbed.workbench.observing.files import file_of, tables_of


def show(
    request: HttpRequest,
    title: str,
    blocks: tuple[Block, ...],
    choices: Sequence[Choice],
    *,
    run: str = "",
    problems: tuple[str, ...] = (),
    files: Mapping[str, pl.DataFrame] | None = None,
    line: str = "",
    **more: object,
) -> HttpResponse:
    """The page, or with ``format`` one of its tables as a file.

    Parameters
    ----------
    run
        The run that the page shows.
    problems
        What is to be minded, above everything.
    files
        Tables by key that are longer than what stands on the page.
    line
        How to cite it, where it does not rest on the record.
    more
        For the template.
    """
    chosen = {choice.name: choice.chosen for choice in choices if choice.chosen}
    line = line or cite(request, title, run, chosen)
    if "format" in request.GET:
        return file_of(blocks, request.GET.get("table", ""), request.GET["format"], line, files)
    context = {
        "title": title,
        "blocks": blocks,
        "choices": choices,
        "problems": problems,
        "cite": line,
        "sources": sources_of(table.frame for table in tables_of(blocks).values()),
        "downloads": True,
        "query": urlencode(chosen),
        **more,
    }
    return render(request, "observing/section.html", context)
