"""Section 1: what this is, and the numbers that a reader meets first."""

from __future__ import annotations

from seedbed.charts import spoken_number
from seedbed.messages import Lang
from seedbed.report.document import Block, Fact, Facts, Prose, Section, spoken_moment
from seedbed.report.wording import words_of
from seedbed.usecases.report_contents import ReportContents


def what_this_is(contents: ReportContents, lang: Lang) -> Section:
    """The idea in two paragraphs, the warning about drawn data, and the headline numbers."""
    words = words_of(lang)
    region = contents.region_zh if lang == "zh" else contents.region_en
    head, certificate = contents.headline, contents.certificate

    def count(value: int) -> str:
        return spoken_number(value, "integer", lang)

    facts = [
        Fact(count(head.people), words("people"), words("people-note", skills=head.skills)),
        Fact(
            count(head.opportunities), words("opportunities"), words("opportunities-note", seats=head.seats)
        ),
    ]
    if certificate is not None:
        share = certificate.filled / certificate.capacity if certificate.capacity else None
        facts.append(
            Fact(
                count(certificate.filled),
                words("places-filled"),
                words("places-filled-note", share=spoken_number(share, "percent", lang)),
            )
        )
    facts.append(
        Fact(count(head.organisations), words("organisations"), words("organisations-note", ties=head.ties))
    )
    facts.append(Fact(count(head.observations), words("observations"), words("observations-note")))
    for row in contents.indicators.iter_rows(named=True):
        label = row["label_zh" if lang == "zh" else "label_en"] or row["label_en"]
        target = spoken_number(row["target"], "integer", lang)
        note = words("of-target", target=target, period=row["target_period"])
        facts.append(Fact(spoken_number(row["actual"], "integer", lang), label, note))

    blocks: list[Block] = [Prose(words("what", region=region)), Prose(words("how-to-read"))]
    if contents.synthetic:
        blocks.append(Prose(words("synthetic-warning"), "warning"))
    blocks.append(Facts(tuple(facts)))
    blocks.append(
        Prose(
            words(
                "made",
                moment=spoken_moment(contents.created, lang),
                version=contents.version,
                catalogue=contents.catalogue_release,
            ),
            "note",
        )
    )
    return Section("overview", words("overview-title"), tuple(blocks), contents.synthetic)
