"""What an archive may hold: plain files of its own, and nothing that would land elsewhere."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from pinkas.shell.backup import BackupError, _unpack


def archive(place: Path, name: str, kind: bytes = tarfile.REGTYPE) -> Path:
    made = place / "books.tar"
    with tarfile.open(made, "w") as tar:
        member = tarfile.TarInfo(name)
        member.type, member.linkname, member.size = kind, "/etc/passwd", 2 if kind == tarfile.REGTYPE else 0
        tar.addfile(member, io.BytesIO(b"ok"))
    return made


def test_plain_files_are_unpacked(tmp_path: Path) -> None:
    with tarfile.open(archive(tmp_path, "files/heads.jsonl")) as tar:
        _unpack(tar, tmp_path / "here")
    assert (tmp_path / "here" / "files" / "heads.jsonl").read_bytes() == b"ok"


@pytest.mark.parametrize(
    ("name", "kind"),
    [("../out", tarfile.REGTYPE), ("/out", tarfile.REGTYPE), ("a", tarfile.SYMTYPE), ("a", tarfile.LNKTYPE),
     ("a", tarfile.FIFOTYPE)],
)  # fmt: skip
def test_what_would_land_elsewhere_is_refused(tmp_path: Path, name: str, kind: bytes) -> None:
    with tarfile.open(archive(tmp_path, name, kind)) as tar, pytest.raises(BackupError):
        _unpack(tar, tmp_path / "here" / "deeper")
    assert [path.name for path in tmp_path.iterdir()] == ["books.tar"]
