"""How much of a stranger's file is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass

_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file; a file beyond any of them is refused with the bound named.

    The defaults leave room for a CV of fifty pages with photographs. What they do not bound: the
    time a PDF engine takes over a drawing made to be slow, and what LZW streams of a PDF inflate
    to. Whoever reads files of strangers reads them in a process of its own, with a limit on its
    memory and time, as :mod:`seedbed.usecases.import_people` does.

    Parameters
    ----------
    file_bytes
        Size of the file as it comes.
    unpacked_bytes
        Size of everything that is inflated out of it, together.
    unpacking_ratio
        Inflated size over packed size, looked at from ``ratio_from_bytes`` on (small files of
        repetitive XML pack very well and harm nobody).
    members, directory_bytes
        Entries of an archive, and the size of its directory.
    pages, characters
        Of a document's text.
    depth
        Nesting of XML elements, and of JSON.
    postings
        Job postings in one file.
    """

    file_bytes: int = 20 * _MEGABYTE
    unpacked_bytes: int = 64 * _MEGABYTE
    unpacking_ratio: int = 150
    ratio_from_bytes: int = 4 * _MEGABYTE
    members: int = 2_000
    directory_bytes: int = _MEGABYTE
    pages: int = 100
    characters: int = 400_000
    depth: int = 200
    postings: int = 50_000


DEFAULT_LIMITS = Limits()
