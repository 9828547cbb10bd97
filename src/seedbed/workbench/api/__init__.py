"""The record for other programs: tokens, tables, imports, runs, reports."""
