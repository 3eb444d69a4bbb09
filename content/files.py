"""Writing so that a file is there whole or not at all, whatever is killed in between."""

import errno
import os
from pathlib import Path

from content.errors import NotReady

ADVICE = {
    errno.ENOSPC: "Free some space and run again",
    errno.EDQUOT: "Free some space and run again",
    errno.EROFS: "Make its disk writable and run again",
    errno.EACCES: "Check the owner and the rights of its folder and run again",
    errno.EPERM: "Check the owner and the rights of its folder and run again",
}


def write_whole(path: Path, data: bytes) -> None:
    """Write beside it and rename. NotReady where the disk will not have it; then nothing is left behind.

    No fsync: what a power cut takes is made again from what it was made of.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError as error:
        advice = ADVICE.get(error.errno or 0, "See what is wrong with it and run again")
        raise NotReady(f"{path} cannot be written: {error.strerror}. {advice}; nothing was lost.") from error
    finally:
        _forget(part)


def _forget(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:  # its folder is not there or not ours: then neither is the part
        return
