"""The rows of a whole database as plain values, and back: the same form for both kinds of database."""

import base64

from django.db import connection, transaction

OWN = {"django_migrations", "django_content_type", "auth_permission"}  # Django keeps them in step itself


def tables():
    return sorted(set(connection.introspection.table_names()) - OWN)


def rows_of(names):
    """Table -> its columns in order, and its rows, sorted."""
    found = {}
    with connection.cursor() as cursor:
        for name in names:
            columns = sorted(
                column.name for column in connection.introspection.get_table_description(cursor, name)
            )
            listed = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f'SELECT {listed} FROM "{name}"')
            rows = [[_plain(cell) for cell in row] for row in cursor.fetchall()]
            found[name] = {"columns": columns, "rows": sorted(rows, key=repr)}
    return found


def fill(kept):
    """Put rows in the place of what the tables hold."""
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for name in tables():
                cursor.execute(f'DELETE FROM "{name}"')
        else:
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables()))
        for name, table in kept.items():
            listed = ", ".join(f'"{column}"' for column in table["columns"])
            marks = ", ".join(["%s"] * len(table["columns"]))
            cursor.executemany(
                f'INSERT INTO "{name}" ({listed}) VALUES ({marks})',
                [[_cell(cell) for cell in row] for row in table["rows"]],
            )


def _plain(cell):
    if isinstance(cell, bytes | memoryview):
        return {"base64": base64.b64encode(bytes(cell)).decode("ascii")}
    return cell


def _cell(cell):
    """PostgreSQL reads a number or a truth value out of its text, whatever the column is."""
    if isinstance(cell, dict):
        return base64.b64decode(cell["base64"])
    return str(cell) if connection.vendor == "postgresql" and isinstance(cell, int | float) else cell
