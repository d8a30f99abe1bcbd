"""Writes down what a Python process sends, starts, writes and removes; copied beside it to run.

A copy of this file is the ``sitecustomize`` of every Python that is started under watch, whatever
Python that is: so it needs nothing but the standard library. Its events are lines of JSON in the
file that ``QUALCODE_WATCH`` names. Python's audit hooks (PEP 578) cannot be taken off again. What a
file holds that is about to be removed or written over is compared with the canaries in the file
that ``QUALCODE_CANARIES`` names: afterwards nobody could.
"""

from __future__ import annotations

import json
import os
import sys
import threading

WATCH, CANARIES = "QUALCODE_WATCH", "QUALCODE_CANARIES"
#: Of a longer file only so much is compared, in bytes.
MOST = 64_000_000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_STDLIB = os.path.dirname(os.__file__).replace("\\", "/") + "/"  # noqa: PTH120
_UNNAMED = getattr(os, "O_TMPFILE", 0)
NETWORK = frozenset(
    {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind", "socket.getaddrinfo",
     "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)  # fmt: skip
STARTS = frozenset({"subprocess.Popen", "os.exec", "os.posix_spawn", "os.spawn", "os.system",
                     "os.startfile", "pty.spawn", "webbrowser.open"})  # fmt: skip


class _Watcher:
    """Tells of each event that matters; nothing it does itself is an event."""

    def __init__(self, log: str, canaries: str) -> None:
        self._log = log
        self._file = os.open(log, os.O_WRONLY | os.O_APPEND)
        self._within = threading.local()
        self._canaries: list[tuple[int, list[bytes]]] = []
        if canaries:
            with open(canaries, encoding="utf-8") as file:  # noqa: PTH123 - as light as it can be
                self._canaries = [(n, _forms(word)) for n, word in enumerate(json.load(file))]

    def __call__(self, event: str, given: tuple[object, ...]) -> None:
        if getattr(self._within, "busy", False):
            return
        self._within.busy = True
        try:
            told = self._told(event, given)
            if told is not None:
                self._write({"event": event, "pid": os.getpid(), **told})
        except Exception as error:  # What goes wrong here must not go wrong in what is watched.
            self._write({"event": "watcher", "what": event, "error": type(error).__name__})
        finally:
            self._within.busy = False

    def _told(self, event: str, given: tuple[object, ...]) -> dict[str, object] | None:
        if event == "open":
            return self._opened(*given)
        if event in NETWORK:
            return {"to": _address(given)}
        if event in STARTS:
            return {"program": _program(event, given)}
        if event in ("os.remove", "os.truncate"):
            path = _path(given[0], given[1] if event == "os.remove" else -1)
            return {"path": path, "found": self._found(path)}
        if event == "os.rename":
            path, to = _path(given[0], given[2]), _path(given[1], given[3])
            return {"path": path, "to": to, "found": self._found(to)}
        return None

    def _opened(self, file: object, mode: object, flags: object) -> dict[str, object] | None:
        if isinstance(file, int) or not isinstance(flags, int):
            return None
        written = isinstance(mode, str) and not set(mode).isdisjoint("wax+")
        if not written and not flags & _WRITES:
            return None
        path = _path(file)
        told: dict[str, object] = {"path": path}
        if _UNNAMED and flags & _UNNAMED == _UNNAMED:
            told["unnamed_by"] = _library()
        elif flags & os.O_TRUNC or (isinstance(mode, str) and "w" in mode):
            told["found"] = self._found(path)
        return told

    def _found(self, path: str) -> list[int]:
        """Return the numbers of the canaries in a file, which is about to change or go."""
        if not self._canaries or not os.path.isfile(path):  # noqa: PTH113
            return []
        try:
            with open(path, "rb") as file:  # noqa: PTH123
                held = file.read(MOST).lower()
        except OSError:
            return []
        return [n for n, forms in self._canaries if any(form in held for form in forms)]

    def _write(self, told: dict[str, object]) -> None:
        line = (json.dumps(told) + "\n").encode()
        try:
            os.write(self._file, line)
        except OSError:
            # A daemon closes all that it has open.
            self._file = os.open(self._log, os.O_WRONLY | os.O_APPEND)
            os.write(self._file, line)


def _forms(word: str) -> list[bytes]:
    folded = word.lower()
    return [folded.encode("utf-8"), folded.encode("utf-16-le")]


def _path(given: object, folder: object = -1) -> str:
    """Return the whole path of what is given, in an open folder or in the current one."""
    if isinstance(given, int):
        return ""
    path = os.fsdecode(given)  # type: ignore[arg-type]
    if isinstance(folder, int) and folder >= 0:
        try:
            path = f"{os.readlink(f'/proc/self/fd/{folder}')}/{path}"  # noqa: PTH115
        except OSError:
            return path
    return os.path.abspath(path)  # noqa: PTH100


def _library() -> str:
    """Return the library whose code is running; the file, if it is in none."""
    frame = sys._getframe(1)  # noqa: SLF001 - the only way to ask
    while frame is not None:
        file = frame.f_code.co_filename.replace("\\", "/")
        within = file.rpartition("/site-packages/")[2] if "/site-packages/" in file else ""
        if within:
            return within.split("/")[0]
        if not file.startswith((_STDLIB, "<")) and file != __file__:
            return file.rpartition("/")[2]
        frame = frame.f_back  # type: ignore[assignment]
    return "?"


def _address(given: tuple[object, ...]) -> str:
    """Return where a connection goes: the first thing given that is no socket."""
    for one in given:
        if isinstance(one, tuple) and one:
            return ":".join(str(part) for part in one[:2])
        if isinstance(one, (str, bytes)):
            return os.fsdecode(one)
    return "?"


def _program(event: str, given: tuple[object, ...]) -> str:
    """Return a program and its first argument, which are not anybody's words."""
    first = given[0]
    arguments = given[1] if len(given) > 1 and event != "os.system" else ()
    if isinstance(first, (list, tuple)):
        first, arguments = (first[0] if first else ""), first
    named = os.path.basename(os.fsdecode(first or ""))  # type: ignore[arg-type]  # noqa: PTH119
    if event in ("os.system", "webbrowser.open"):
        return named.split(" ")[0]
    more = list(arguments)[1:] if isinstance(arguments, (list, tuple)) else []
    words = [str(one) for one in more if not str(one).startswith("-") and "=" not in str(one)]
    return f"{named} {words[0]}" if words and words[0].isalpha() else named


def start() -> None:
    """Watch this process from now on, if it is to be watched."""
    log = os.environ.get(WATCH, "")
    if log:
        sys.addaudithook(_Watcher(log, os.environ.get(CANARIES, "")))


if __name__ == "sitecustomize":
    start()
