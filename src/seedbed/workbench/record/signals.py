"""What other applications may listen to."""

from __future__ import annotations

from django.dispatch import Signal

person_forgotten = Signal()
"""Sent inside the transaction that forgets a person, with ``tombstone``
(:class:`~seedbed.store.forgetting.Tombstone`) and ``using``, the database's alias. A receiver takes the person out of its own tables
and returns how many rows it changed."""

person_exported = Signal()
"""Sent when a person takes everything along, with ``person``. A receiver returns what its own tables hold about
the person: name of a list -> its rows, plain values only."""
