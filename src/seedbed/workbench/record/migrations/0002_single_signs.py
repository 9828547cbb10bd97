"""Single signs become terms of their own: a search for one sign reads them like any other, in order."""

import re
import unicodedata
from collections.abc import Iterable

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TEXTS = {
    "Organisations": ("name", "name_zh"),
    "People": ("title",),
    "Needs": ("title",),
    "Opportunities": ("title",),
    "Subprojects": ("name", "name_zh"),
}
_PIECES = re.compile(r"[0-9a-z]+|[^\W0-9a-z_]+")
_AT_ONCE = 10_000


def add_single_signs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every sign of a text begins a pair or stands alone at the end: what is lacking is the first of each pair."""
    for model in TEXTS:
        table = schema_editor.quote_name(apps.get_model("record", f"{model}Term")._meta.db_table)
        schema_editor.execute(
            f"INSERT INTO {table} (term, position) SELECT DISTINCT substr(term, 1, 1), position FROM {table}"
            " WHERE length(term) > 1 ORDER BY 1, 2 ON CONFLICT DO NOTHING"
        )


def keep_last_signs(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """As it was: of single signs only those at the end of a word, and letters that are words."""
    using = schema_editor.connection.alias
    for model, columns in TEXTS.items():
        terms = apps.get_model("record", f"{model}Term")
        table = schema_editor.quote_name(terms._meta.db_table)
        schema_editor.execute(f"DELETE FROM {table} WHERE length(term) = 1")
        rows = apps.get_model("record", model).objects.using(using).order_by("position")
        kept = []
        for position, *texts in rows.values_list("position", *columns).iterator(_AT_ONCE):
            kept += [terms(term=sign, position=position) for sign in sorted(_last_signs(texts))]
            if len(kept) >= _AT_ONCE:
                terms.objects.using(using).bulk_create(kept, _AT_ONCE)
                kept = []
        terms.objects.using(using).bulk_create(kept, _AT_ONCE)


def _last_signs(texts: Iterable[str | None]) -> set[str]:
    pieces = [
        piece
        for text in texts
        for piece in _PIECES.findall(unicodedata.normalize("NFKC", text or "").lower())
    ]
    return {piece[-1] for piece in pieces if len(piece) == 1 or not re.match("[0-9a-z]", piece)}


class Migration(migrations.Migration):
    """Terms only; no table changes its form."""

    dependencies = (("record", "0001_initial"),)

    operations = (migrations.RunPython(add_single_signs, keep_last_signs),)
