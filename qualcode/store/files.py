"""Files written so that a crash leaves the old state or the new one, never a half."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock, Timeout

from qualcode.errors import BadInputError, NotFoundError, StudyError

#: How long a writer waits for another program's lock, in seconds.
LOCK_SECONDS = 10.0
#: How the name of a file ends that is being written; git is told not to look at them.
_PART = ".part"
_WRITERS = 4
_UMASK = threading.Lock()

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


def slug(name: str) -> str:
    """Return ``name`` as a file name that Linux, macOS and Windows all allow; may be empty."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    made = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:80].strip("-")
    return f"{made}-1" if _RESERVED.fullmatch(made) else made


def check_file_name(name: str, what: str) -> str:
    """Return ``name`` if it can be a file's name on every system.

    Raises:
        BadInputError: it cannot; the message suggests one that can.
    """
    if _SAFE_NAME.fullmatch(name) and not _RESERVED.fullmatch(name) and not name.endswith("."):
        return name
    better = slug(name)
    mend = f"Try {better!r}" if better else "Use lower-case letters, digits, . _ -"
    raise BadInputError(f"{name!r} cannot be the name of a {what}", mend=mend)


def read_text(path: Path) -> str:
    """Return a study file's text: UTF-8, a byte-order mark forgiven, CRLF taken as LF.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: it is not UTF-8; the message names the line.
    """
    data = read_bytes(path)
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise BadInputError(
            "not UTF-8 text", where=f"{path.name}:{line}", mend="Save the file as UTF-8"
        ) from None


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises NotFoundError or StudyError in one line."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFoundError(f"there is no file {path}") from None
    except OSError as error:
        raise StudyError(f"cannot read {path}: {error.strerror or error}") from None


def write_atomic(path: Path, data: str | bytes) -> None:
    """Write a whole file durably: a temporary file beside it, flushed, then put in its place."""
    _write(path, data)
    sync_folder(path.parent)


def write_together(files: Mapping[Path, str | bytes]) -> None:
    """Write several files, each as ``write_atomic`` does; all are durable when this returns."""
    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(lambda one: _write(*one), files.items()))
    for folder in {path.parent for path in files}:
        sync_folder(folder)


def _write(path: Path, data: str | bytes) -> None:
    raw = data.encode("utf-8") if isinstance(data, str) else data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(_PART, f".{path.name}.", path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(raw)
                file.flush()
                os.fsync(file.fileno())
            _keep_mode(temporary, path)
            os.replace(temporary, path)  # noqa: PTH105 - both are plain strings or paths
        except BaseException:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
            raise
    except OSError as error:
        raise StudyError(f"cannot write {path}: {error.strerror or error}") from None


def sweep(folder: Path) -> None:
    """Remove what a writer that was killed left half-written in a folder that nobody writes to."""
    with contextlib.suppress(OSError), os.scandir(folder) as found:
        for entry in found:
            if entry.name.startswith(".") and entry.name.endswith(_PART):
                Path(entry.path).unlink(missing_ok=True)


def _keep_mode(temporary: str, path: Path) -> None:
    # mkstemp makes files for the owner alone; a study shared in a team keeps its modes.
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        # It can only be asked by setting it, and it is the whole process's.
        with _UMASK:
            mask = os.umask(0)
            os.umask(mask)
        mode = 0o666 & ~mask
    Path(temporary).chmod(mode)


def sync_folder(folder: Path) -> None:
    """Make new names in ``folder`` durable, where the system has a way to (Windows has none)."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextlib.contextmanager
def locked(lock_file: Path, what: str) -> Iterator[None]:
    """Hold the lock of one file for the time of a write.

    Raises:
        StudyError: another program held it for ``LOCK_SECONDS``, or the folder cannot be
            written to.
    """
    try:
        lock_file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(lock_file, timeout=LOCK_SECONDS)
        lock.acquire()
    except Timeout:
        raise StudyError(
            f"another program is writing {what}", mend="Wait until it is done, then try again"
        ) from None
    except OSError as error:
        raise StudyError(f"cannot write {lock_file.parent}: {error.strerror or error}") from None
    try:
        yield
    finally:
        lock.release()
