"""What Seedbed does for people, one verb per file: each composes the engines over a store.

A use case takes a :class:`~seedbed.store.RegionStore` first, reads what it needs, and leaves its
outcome there: as rows of a table, as events, or as a kept run.
"""
