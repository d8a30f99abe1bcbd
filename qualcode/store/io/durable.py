"""Writes files so that a crash leaves either the old or the new contents, never a part."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from filelock import FileLock, Timeout

from qualcode.errors import BadInputError, NotFoundError, StudyError
from qualcode.model.file_names import RESERVED
from qualcode.model.text.transliteration import in_ascii
from qualcode.store.io.encoding import decode, unmarked
from qualcode.store.io.folder_modes import is_tracked, make_folder, new_mode, open_closed
from qualcode.store.io.folder_sync import sync_folder
from qualcode.store.io.plain_files import open_plain, plain_bytes

# Then a lock is a file that is there, which is told where it is in the way.
warnings.filterwarnings("ignore", "flock not supported on this filesystem")

#: Seconds that a writer waits for another program's lock.
LOCK_SECONDS = 10.0
#: The ending of a file that is being written; git is told to ignore them.
PART = ".part"
_WRITERS = 4
#: How often a file is written again if another program removed it before it was finished.
_TRIES = 5

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SAFE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")


def slug(name: str) -> str:
    """Return ``name`` as a file name that Linux, macOS and Windows all allow; may be empty.

    Other scripts are written in Latin letters. A longer name than 80 characters is cut at its end.
    """
    made = whole_slug(name)[:80].strip("-")
    return f"{made}-1" if RESERVED.fullmatch(made) else made


def whole_slug(name: str) -> str:
    """Return ``name`` in lower-case letters, digits and dashes, however long; may be empty."""
    return re.sub(r"[^a-z0-9]+", "-", in_ascii(name).lower()).strip("-")


def check_file_name(name: str, what: str) -> str:
    """Return ``name`` if it can be a file's name on every system.

    Raises:
        BadInputError: it cannot; the message suggests a name that can.
    """
    if _SAFE_NAME.fullmatch(name) and not RESERVED.fullmatch(name) and not name.endswith("."):
        return name
    better = slug(name)
    mend = f"Try {better!r}" if better else "Use lower-case letters, digits, . _ -"
    raise BadInputError(f"{name!r} cannot be the name of a {what}", mend=mend)


def check_digest(digest: str) -> str:
    """Return a SHA-256 in hexadecimal, as used in file names; raises BadInputError if invalid."""
    if _DIGEST.fullmatch(digest):
        return digest
    raise BadInputError(f"{digest[:70]!r} is no SHA-256")


def read_text(path: Path) -> str:
    """Return a study file's text, as any editor may have saved it; CRLF is taken as LF.

    qualcode writes UTF-8; another encoding is found out, and told by ``saved_otherwise``.

    Raises:
        NotFoundError: there is no such file.
        BadInputError: it is text in no known encoding; the message names the line.
    """
    return text_in(read_bytes(path), path.name)[0]


def text_in(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text in a study file's bytes, and notes on its encoding if that is not UTF-8."""
    with contextlib.suppress(UnicodeDecodeError):
        text = data.decode("utf-8-sig")
        if "\0" not in text or not unmarked(data):
            return text.replace("\r\n", "\n"), []
    text, notes = decode(data, name)
    return text.replace("\r\n", "\n"), notes


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises NotFoundError or StudyError in one line."""
    try:
        return plain_bytes(path)
    except FileNotFoundError:
        raise NotFoundError(f"there is no file {path}") from None
    except OSError as error:
        raise StudyError(f"cannot read {path}: {error.strerror or error}") from None


def file_digest(path: Path) -> str:
    """Return a file's SHA-256, "" if there is none; raises StudyError if it cannot be read."""
    try:
        return hashlib.sha256(plain_bytes(path)).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except OSError as error:
        raise StudyError(f"cannot read {path}: {error.strerror or error}") from None


def write_atomic(path: Path, data: str | bytes, *, wordless: bool = False) -> None:
    """Write a whole file durably: a temporary file beside it, flushed, then put in its place.

    A new one is its owner's alone, unless it is ``wordless`` or of a kind that git takes.
    """
    _write(path, data, wordless=wordless)
    sync_folder(path.parent)


def write_together(files: Mapping[Path, str | bytes]) -> None:
    """Write several files, each as ``write_atomic`` does; all are durable when this returns."""
    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(lambda one: _write(*one), files.items()))
    for folder in {path.parent for path in files}:
        sync_folder(folder)


def _write(path: Path, data: str | bytes, *, wordless: bool = False) -> None:
    raw = data.encode("utf-8") if isinstance(data, str) else data
    for left in reversed(range(_TRIES)):
        try:
            make_folder(path.parent, closed=not (wordless or is_tracked(path)))
            _write_beside(path, raw, wordless=wordless)
        except FileNotFoundError as error:
            # Another program took the unfinished file for a leftover.
            if not left:
                raise StudyError(f"cannot write {path}: {error.strerror or error}") from None
        except OSError as error:
            raise StudyError(f"cannot write {path}: {error.strerror or error}") from None
        else:
            return


def _write_beside(path: Path, raw: bytes, *, wordless: bool) -> None:
    handle, temporary = tempfile.mkstemp(PART, f".{path.name}.", path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _hold(file.fileno())
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
            _keep_mode(temporary, path, wordless=wordless)
            if os.name != "nt":
                os.replace(temporary, path)  # noqa: PTH105 - both are plain strings or paths
        if os.name == "nt":
            # There no open file can be renamed.
            os.replace(temporary, path)  # noqa: PTH105 - both are plain strings or paths
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise


def _hold(handle: int) -> None:
    """Hold an unfinished file, if possible, so that others see that its writer is alive."""
    if os.name != "nt":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def being_written(path: Path) -> bool:
    """Return whether a living program holds an unfinished file. On Windows it cannot be removed."""
    if os.name == "nt":
        return False
    import fcntl

    try:
        with open_plain(path) as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return True
    except OSError:
        return False
    return False


def write_staged(path: Path, data: bytes) -> None:
    """Write a new file durably in a place nobody reads yet; the caller syncs the folder.

    Raises:
        StudyError: the disk refused.
    """
    try:
        make_folder(path.parent)
        with open(path, "xb", opener=open_closed) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StudyError(f"cannot write {path}: {error.strerror or error}") from None


def put_in_place(staged: Path, path: Path) -> None:
    """Move a staged file to its place, over an existing one; across disks it is copied first.

    Raises:
        OSError: the place cannot be written to.
        StudyError: the same, if it had to be copied.
    """
    make_folder(path.parent, closed=not is_tracked(path))
    _keep_mode(str(staged), path)
    try:
        os.replace(staged, path)  # noqa: PTH105 - over what is there, as one act
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _write(path, staged.read_bytes())
        staged.unlink()


def _keep_mode(temporary: str, path: Path, *, wordless: bool = False) -> None:
    # mkstemp makes files for the owner alone; a study shared in a team keeps its modes.
    try:
        mode = path.stat().st_mode & 0o777
    except FileNotFoundError:
        mode = new_mode(path, wordless=wordless)
    # Some drives keep no modes and refuse this; it is the owner's alone then, if anybody's.
    with contextlib.suppress(OSError):
        Path(temporary).chmod(mode)


#: What a drive says that has no locks.
_WITHOUT_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL})
_NO_LOCKS = (
    "If the drive has no file locks, keep the study on this machine's own disk and share it with "
    "qualcode sync"
)


def _until_done(lock_file: Path) -> str:
    """Return what to do about a lock; where only its file says so, it may have been left."""
    mend = "Wait until it is done, then try again"
    with contextlib.suppress(OSError):
        if lock_file.stat().st_size:
            # A drive without locks of its own; or a sync client brought the file from elsewhere.
            mend += f"; if nobody has the study open, delete {lock_file}"
    return mend


class BusyError(StudyError):
    """Another program holds a lock."""


@contextlib.contextmanager
def locked(lock_file: Path, what: str, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock of one file for the time of a write.

    Raises:
        BusyError: another program held it for too many seconds.
        StudyError: the folder cannot be written to.
    """
    try:
        make_folder(lock_file.parent)
        lock = FileLock(lock_file, timeout=seconds)
        lock.acquire()
    except Timeout:
        raise BusyError(f"another program is writing {what}", mend=_until_done(lock_file)) from None
    except OSError as error:
        raise StudyError(
            f"cannot write {lock_file.parent}: {error.strerror or error}",
            mend=_NO_LOCKS if error.errno in _WITHOUT_LOCKS else "",
        ) from None
    try:
        yield
    finally:
        lock.release()
