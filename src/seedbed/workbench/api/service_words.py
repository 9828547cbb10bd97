"""What every call may be refused with."""

from __future__ import annotations

PROBLEMS = frozenset({400, 401, 403, 404, 405, 409, 413, 415, 422, 429})
"""Statuses of problems."""
