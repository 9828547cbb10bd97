"""A figure as it was printed: how precise it is, and whether the value still says the same."""

from __future__ import annotations

import polars as pl

from seedbed.evidence.units import SCALE_WORDS

_WORDS = "|".join(sorted(SCALE_WORDS, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_TOKEN = rf"(?i)(?:{_NUMBER})(?:\s*-?\s*(?:{_WORDS}))?(?:\s*(?:%|percent|per cent))?"
_SPLIT = rf"(?i)^(?<digits>{_NUMBER})(?:\s*-?\s*(?<word>{_WORDS}))?(?:\s*(?<percent>%|percent|per cent))?$"
_WORD_SOMEWHERE = rf"(?i)(?:^|[\d\W_])(?:{_WORDS})s?(?:$|[^a-z])|[万亿]"
# A figure in words cannot be checked by its digits; nor can one that carries such a word beside them.
_IN_WORDS = (
    r"(?i)\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty"
    r"|thirty|forty|fifty|hundreds?|dozens?|decades?|half|third|quarter|once|twice|double[d-]?|tripled?|quadrupled?"
    r"|first|second|fourth|fifth|sixth|seventh|eighth|ninth|tenth)|[一二三四五六七八九十两半]"
)
# A table may say "in billions" in a row label or a heading, outside the printed figure.
_ROW_SCALES = (1e3, 1e4, 1e6, 1e8, 1e9, 1e12)
_PLACES = range(-9, 16)


def with_printed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with what its column ``printed`` says about ``value``.

    Steps: (1) take every number of the printed text with the scale word behind it; (2) keep the one
    that gives the value, exactly, or after the scale of a row label where the figure stands bare;
    (3) its last digit is the precision.

    Returns
    -------
    pl.DataFrame
        ``step``: the worth of the last printed digit, in the unit of ``value``; without a readable
        figure the worth of the last digit of the value itself, at most 1; zeros that end a whole
        number after its third digit are not taken as measured (1,770 billion is 1,765 to 1,775). ``last_digit``: the worth
        of the last digit that is not zero. ``as_printed``: true or false where the printed figure
        has digits that can be compared, else null.
    """
    value = pl.col("value").abs()
    places = [pl.when(_whole(value / 10.0**place)).then(pl.lit(10.0**place)) for place in reversed(_PLACES)]
    frame = frame.with_row_index("_row").with_columns(pl.coalesce(*places, pl.lit(1.0)).alias("last_digit"))
    tokens = (
        frame.select("_row", "printed", "counting_rule", value.alias("value"), "scale")
        .drop_nulls("printed")
        .with_columns(pl.col("printed").str.normalize("NFKC"))
        .with_columns(pl.col("printed").str.extract_all(_TOKEN).alias("token"))
        .explode("token")
        .drop_nulls("token")
    )
    read = tokens.with_columns(*_read(pl.col("token")), _bare()).with_columns(
        _unit_of_token(pl.col("digits"))
    )
    matches = [
        pl.when(allowed & _same(pl.col("number") * factor, pl.col("value") * scale)).then(
            pl.col("place") * factor / scale
        )
        for allowed, factor, scale in _readings()
    ]
    glued = pl.col("digits").str.contains(r",\d{3}\.\d{1,2}$")  # a full stop and a footnote's number
    found = read.with_columns(
        pl.coalesce(
            *matches,
            pl.when(glued & _same(pl.col("number").floor(), pl.col("value"))).then(pl.lit(1.0)),
        ).alias("step")
    )
    best = found.group_by("_row").agg(
        pl.col("step").min().alias("printed_step"),
        (pl.col("step").is_not_null().any() | _adds_up()).alias("agrees"),
        pl.col("digits").filter(pl.col("step").is_not_null()).str.contains(r"\.").any().alias("decimals"),
        pl.col("printed").first().str.contains(_IN_WORDS).alias("words"),
    )
    return (
        frame.join(best, on="_row", how="left", maintain_order="left")
        .with_columns(
            pl.max_horizontal(
                pl.coalesce("printed_step", pl.min_horizontal("last_digit", pl.lit(1.0))),
                pl.when(pl.col("decimals").fill_null(False)).then(0.0).otherwise(_measured()),
            ).alias("step"),
            pl.when(pl.col("agrees")).then(True).when(~pl.col("words")).then(False).alias("as_printed"),
        )
        .drop("_row", "printed_step", "agrees", "words", "decimals")
    )


def _measured() -> pl.Expr:
    """The last place that was measured: zeros that end a whole number after its third digit were not."""
    third = pl.lit(10.0).pow((pl.col("value").abs().log10() + 1e-12).floor() - 2)
    small = pl.col("value").abs() < 1000
    return pl.when(small).then(0.0).otherwise(pl.min_horizontal("last_digit", third))


def _adds_up() -> pl.Expr:
    """Whether the figure is printed as a sum, such as 6+1."""
    total = (pl.col("number") * pl.col("word_scale")).sum()
    return pl.col("printed").first().str.contains(r"\d\s*\+\s*\d") & _same(total, pl.col("value").first())


def _readings() -> list[tuple[pl.Expr, pl.Expr, pl.Expr]]:
    """(when, factor on the printed number, factor on the value), the most literal first."""
    one, scale, word = pl.lit(1.0), pl.col("scale"), pl.col("word_scale")
    literal = [(pl.lit(True), word, one), (pl.lit(True), word, scale)]
    as_share = [(pl.col("percent").is_not_null(), pl.lit(0.01), one)]
    rows = [(pl.col("bare"), pl.lit(factor), one) for factor in _ROW_SCALES]
    return [*literal, *as_share, *rows]


def _read(token: pl.Expr) -> list[pl.Expr]:
    groups = token.str.extract_groups(_SPLIT)
    digits = groups.struct.field("digits")
    word = groups.struct.field("word").str.to_lowercase()
    return [
        digits.alias("digits"),
        digits.str.replace_all(",", "").cast(pl.Float64).alias("number"),
        word.replace_strict(SCALE_WORDS, default=1.0, return_dtype=pl.Float64).alias("word_scale"),
        groups.struct.field("percent").alias("percent"),
    ]


def _bare() -> pl.Expr:
    """Whether the scale of a number may stand elsewhere: beside it, or in a table's heading."""
    alone = pl.col("printed").str.contains(rf"^[\s(（]*-?(?:{_NUMBER})[\s)）]*$")
    elsewhere = pl.concat_str("printed", pl.col("counting_rule").fill_null(""), separator=" ")
    own_word = pl.col("token").str.contains(rf"(?i)(?:{_WORDS})")
    return (~own_word & (alone | elsewhere.str.contains(_WORD_SOMEWHERE))).alias("bare")


def _unit_of_token(digits: pl.Expr) -> pl.Expr:
    decimals = digits.str.extract(r"\.(\d+)$").str.len_chars().fill_null(0)
    return pl.lit(10.0).pow(-decimals.cast(pl.Float64)).alias("place")


def _same(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    return (a - b).abs() <= 1e-9 * pl.max_horizontal(a.abs(), b.abs(), pl.lit(1e-300))


def _whole(value: pl.Expr) -> pl.Expr:
    """Whether a number is whole but not zero, up to the noise of a division by a power of ten."""
    return (value.round() != 0) & ((value - value.round()).abs() <= 1e-11 * value.abs())
