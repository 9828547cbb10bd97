"""Opening an Office archive of unknown origin without being flooded by it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass, field

from seedbed.formats.limits import Limits
from seedbed.messages import Refusal

_END = b"PK\x05\x06"
_END_SIZE = 22
_LONGEST_COMMENT = 0xFFFF
_ENCRYPTED = 0x1
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".jar", ".docm", ".iso")


@dataclass(slots=True)
class Archive:
    """An archive whose directory was looked over; members are inflated one by one, on demand.

    What was inflated so far counts toward the limit, whatever sizes the directory declares.
    """

    name: str
    limits: Limits
    _zip: zipfile.ZipFile
    names: tuple[str, ...]
    _unpacked: int = field(default=0)

    def read(self, member: str) -> bytes:
        """The content of a member.

        Raises
        ------
        Refusal
            ``formats.zip-bomb``, ``formats.broken-file``.
        """
        room = self.limits.unpacked_bytes - self._unpacked
        try:
            with self._zip.open(member) as stream:
                content = stream.read(room + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ):
            raise Refusal.because("formats.broken-file", file=self.name) from None
        if len(content) > room:
            raise _bomb(self.name, self.limits)
        self._unpacked += len(content)
        return content


def open_archive(data: bytes, name: str, limits: Limits) -> Archive:
    """Look over the directory of a zip archive before anything is inflated.

    Raises
    ------
    Refusal
        ``formats.broken-file`` (truncated, or no directory), ``formats.too-many-members``,
        ``formats.zip-bomb`` (declared sizes or ratio), ``formats.unsafe-member-name`` (a path that
        leads out), ``formats.nested-archive``, ``formats.password``.
    """
    _look_at_the_end(data, name, limits)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError, UnicodeError):
        raise Refusal.because("formats.broken-file", file=name) from None
    if len(members) > limits.members:
        raise Refusal.because("formats.too-many-members", file=name, limit=limits.members)
    for member in members:
        _look_at_member(member, name)
    declared = sum(member.file_size for member in members)
    packed = max(1, min(len(data), sum(member.compress_size for member in members)))
    if declared > limits.unpacked_bytes or (
        declared > limits.ratio_from_bytes and declared > limits.unpacking_ratio * packed
    ):
        raise _bomb(name, limits)
    return Archive(name, limits, archive, tuple(member.filename for member in members))


def _bomb(name: str, limits: Limits) -> Refusal:
    return Refusal.because("formats.zip-bomb", file=name, megabytes=limits.unpacked_bytes >> 20)


def _look_at_the_end(data: bytes, name: str, limits: Limits) -> None:
    """Bound the directory before the library reads all of it (APPNOTE 4.3.16)."""
    at = data.rfind(_END, max(0, len(data) - _END_SIZE - _LONGEST_COMMENT))
    if at < 0 or at + _END_SIZE > len(data):
        raise Refusal.because("formats.broken-file", file=name)
    entries, size = struct.unpack_from("<HI", data, at + 10)
    if entries > limits.members or size > limits.directory_bytes:
        raise Refusal.because("formats.too-many-members", file=name, limit=limits.members)


def _look_at_member(member: zipfile.ZipInfo, name: str) -> None:
    path = member.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":" or "\x00" in member.orig_filename:
        raise Refusal.because("formats.unsafe-member-name", file=name)
    if path.lower().endswith(_ARCHIVES):
        raise Refusal.because("formats.nested-archive", file=name)
    if member.flag_bits & _ENCRYPTED:
        raise Refusal.because("formats.password", file=name)
