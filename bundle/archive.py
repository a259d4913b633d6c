"""A folder as one archive: sorted, without dates, owners or modes of whoever made it."""

import gzip
import tarfile
from pathlib import Path

RUN, READ = 0o755, 0o644


def pack(folder: Path, archive: Path) -> None:
    """Write ``folder`` to ``archive`` (tar.gz). Wheels are compressed already, so little is tried."""
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=1, fileobj=raw, mtime=0) as zipped,
        tarfile.open(fileobj=zipped, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in sorted((folder, *folder.rglob("*"))):
            tar.add(path, str(path.relative_to(folder.parent)), recursive=False, filter=plain)


def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The member as anybody would have made it."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = 0
    member.mode = RUN if member.isdir() or member.name.endswith(".sh") else READ
    return member
