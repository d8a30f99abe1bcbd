"""Types into a program in a terminal of its own, as a person would: keys, and a wait after each."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Seconds without output after which a key counts as done, and the longest wait for that.
_QUIET, _LONGEST = 0.4, 20.0
_ROWS, _COLUMNS = 40, 120
#: Fewer bytes are no screen yet.
_A_SCREEN = _ROWS * _COLUMNS


def has_terminals() -> bool:
    """Return whether this system can make a terminal to type into."""
    try:
        import pty
    except ImportError:  # Windows
        return False
    return hasattr(pty, "openpty")


@dataclass(frozen=True)
class Typist:
    """Types ``keys`` one by one, then waits for the program to end; ends it if it does not."""

    keys: Sequence[str]

    def __call__(
        self, command: Sequence[str], folder: Path, environment: Mapping[str, str]
    ) -> tuple[int, str]:
        """Return the program's exit status and all that it wrote to the terminal."""
        import fcntl
        import pty
        import struct
        import termios

        ours, theirs = pty.openpty()
        fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        process = subprocess.Popen(
            list(command), cwd=folder, env={**environment, "TERM": "xterm-256color"},
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)
        try:
            written = [_until_drawn(ours)]
            # Where the terminal closes, it ended before all was typed.
            with contextlib.suppress(OSError):
                for key in self.keys:
                    os.write(ours, key.encode())
                    written.append(_until_quiet(ours))
            return _status(process, ours, written), b"".join(written).decode("utf-8", "replace")
        finally:
            os.close(ours)


def _status(process: subprocess.Popen[bytes], ours: int, written: list[bytes]) -> int:
    ends = time.monotonic() + _LONGEST
    while process.poll() is None and time.monotonic() < ends:
        written.append(_until_quiet(ours, _QUIET))
    if process.poll() is None:
        process.kill()
    return process.wait()


def _until_drawn(ours: int) -> bytes:
    """Return what the program writes until its first screen is there."""
    written = b""
    ends = time.monotonic() + 2 * _LONGEST
    while len(written) < _A_SCREEN and time.monotonic() < ends:
        written += _until_quiet(ours, _QUIET)
    return written + _until_quiet(ours)


def _until_quiet(ours: int, longest: float = _LONGEST) -> bytes:
    """Return what the program writes until it writes no more for a moment."""
    import select

    written: list[bytes] = []
    ends = time.monotonic() + longest
    while time.monotonic() < ends:
        ready, _, _ = select.select([ours], [], [], _QUIET if written else min(3.0, longest))
        if not ready:
            break
        try:
            data = os.read(ours, 65536)
        except OSError:
            break
        if not data:
            break
        written.append(data)
    return b"".join(written)
