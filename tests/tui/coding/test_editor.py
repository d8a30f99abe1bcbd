"""A transcript in the user's editor: however that ends, the screen is there again and says so."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from tests.tui.typed import typed

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(os.name == "nt", reason="for terminals with a process group")


def text_of(path: Path) -> str:
    study = Study.open(path)
    return study.text(study.document("one"))


def script(path: Path, *lines: str) -> str:
    """Return a command that runs a script; ``p`` is the file to edit."""
    file = path.with_name("an editor.py")
    begin = "import sys, os, pathlib; p = pathlib.Path(sys.argv[-1])"
    file.write_text("\n".join((begin, *lines)), encoding="utf-8")
    return f'"{sys.executable}" "{file}"'


@pytest.fixture
def editor(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("VISUAL", raising=False)
    return lambda command: monkeypatch.setenv("EDITOR", command)


async def edited(path: Path, monkeypatch: pytest.MonkeyPatch, *after: str) -> tuple[str, list[str]]:
    """Press Ctrl+E, then other keys; return what was said, and what became of the terminal."""
    app = QualcodeApp(Study.open(path), "ann", "one")
    async with app.run_test(size=(240, 30)) as pilot:
        await pilot.pause()
        driver, done = type(app._driver), list[str]()
        monkeypatch.setattr(driver, "can_suspend", property(lambda self: True))
        for what in ("suspend", "resume"):
            monkeypatch.setattr(
                driver, f"{what}_application_mode", lambda self, what=what: done.append(what)
            )
        await typed(app, "ctrl+e")
        said = await _said(app)
        await typed(app, *after)
        assert app.is_running
    return said, done


async def _said(app: QualcodeApp) -> str:
    """Return what the screen says; one that opens with the new text says it a moment later."""
    last = time.monotonic() + 10
    while time.monotonic() < last:
        if said := "".join(str(line.render()) for line in app.screen.query("#said")).strip():
            return said
        await asyncio.sleep(0.02)
    raise AssertionError("the screen says nothing")


_FAILING = {
    "not there": (["/no/such/editor --wait"], "cannot run the editor", False),
    "unread": (['vi "unclosed'], "cannot read EDITOR", False),
    "of nothing": (['""'], "cannot run the editor", False),
    "ends wrong": (["sys.exit(1)"], "nothing was taken: the editor", True),
    "written first": (
        ["p.write_text('I: Gone.\\n')", "sys.exit(1)"],
        "kept for the next Ctrl+E",
        True,
    ),
    "is stopped": (["raise KeyboardInterrupt"], "nothing was taken", True),
    "takes the file": (["p.unlink()"], "no file that can be read", True),
    "no text": (["p.write_bytes(b'\\0\\1\\2')"], "kept for the next Ctrl+E", True),
    "empty": (["p.write_text('')"], "kept for the next Ctrl+E", True),
}


@pytest.mark.parametrize("how", _FAILING)
async def test_an_editor_that_fails_leaves_a_working_screen(
    study_path: Path, monkeypatch: pytest.MonkeyPatch, editor, how: str
):
    lines, words, scripted = _FAILING[how]
    editor(script(study_path, *lines) if scripted else lines[0])
    before = text_of(study_path)
    said, done = await edited(study_path, monkeypatch, "enter", *"move", "enter", "+")
    assert words in said
    assert done == ["suspend", "resume"]
    assert text_of(study_path) == before
    [coding] = Study.open(study_path).codings(coder="ann")
    assert (coding.code, coding.event.valence) == ("moves", "works_well")


@posix
async def test_one_that_may_not_be_run_or_is_killed(
    study_path: Path, monkeypatch: pytest.MonkeyPatch, editor
):
    plain = study_path.with_name("plain")
    plain.write_text("no program")
    editor(str(plain))
    assert "cannot run the editor" in (await edited(study_path, monkeypatch))[0]
    editor(script(study_path, "os.kill(os.getpid(), 9)"))
    said, done = await edited(study_path, monkeypatch)
    assert "was ended by SIGKILL" in said
    assert done == ["suspend", "resume"]


async def test_what_was_written_before_it_failed_is_gone_on_with(
    study_path: Path, monkeypatch: pytest.MonkeyPatch, editor
):
    write = "p.write_text(p.read_text('utf-8').replace('Moving.', 'We moved.'), 'utf-8')"
    editor(script(study_path, write, "sys.exit(2)"))
    before = text_of(study_path)
    said, _ = await edited(study_path, monkeypatch)
    assert "kept" in said
    assert text_of(study_path) == before
    editor(script(study_path, "pass"))
    said, _ = await edited(study_path, monkeypatch)
    assert "evised" in said
    assert "We moved. We moved in March" in text_of(study_path)
    # Where it wrote nothing, the next edit begins with the text as it is then.
    editor(script(study_path, "sys.exit(2)"))
    assert "kept" not in (await edited(study_path, monkeypatch))[0]
    assert not list((study_path / ".qualcode" / "edit").iterdir())


async def test_options_and_quotes_are_the_editors(
    study_path: Path, monkeypatch: pytest.MonkeyPatch, editor
):
    put = "p.write_text(p.read_text('utf-8').replace('Moving.', sys.argv[2]), 'utf-8')"
    editor(f'{script(study_path, put)} --to "We moved house."')
    said, _ = await edited(study_path, monkeypatch)
    assert "Revised: 0 codings as before" in said
    assert "We moved house. We moved in March" in text_of(study_path)


@posix
async def test_without_a_name_for_one_it_is_the_first_there_is(
    study_path: Path, monkeypatch: pytest.MonkeyPatch, editor, tmp_path: Path
):
    there = tmp_path / "programs"
    there.mkdir()
    monkeypatch.setenv("PATH", str(there))
    editor("  ")
    before = text_of(study_path)
    said, done = await edited(study_path, monkeypatch)
    assert "there is no editor here" in said
    assert "Set EDITOR" in said
    assert (done, text_of(study_path)) == (["suspend", "resume"], before)
    vi = there / "vi"
    vi.write_text(
        f'#!/bin/sh\n"{shutil.which("sed", path="/usr/bin:/bin")}" -i s/Moving/Going/ "$1"\n'
    )
    vi.chmod(0o755)
    said, _ = await edited(study_path, monkeypatch)
    assert "evised" in said
    assert text_of(study_path) == before.replace("Moving", "Going")


class Terminal:
    """qualcode in a terminal of its own, which only POSIX systems have."""

    def __init__(self, path: Path, editor: str) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.end, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 150, 0, 0))
        environment = {**os.environ, "EDITOR": editor, "TERM": "xterm-256color"}
        environment.pop("VISUAL", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "qualcode", "-C", str(path), "open", "one"],
            stdin=inner, stdout=inner, stderr=inner, env=environment, start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )  # fmt: skip
        os.close(inner)
        self.shown = b""

    def until(self, words: bytes, seconds: float = 60) -> None:
        import select

        last = time.monotonic() + seconds
        while words not in self.shown:
            assert time.monotonic() < last, f"{words!r} is not in {self.shown[-2000:]!r}"
            if select.select([self.end], [], [], 0.2)[0]:
                self.shown += os.read(self.end, 65536)

    def type(self, keys: bytes) -> None:
        self.shown = b""
        os.write(self.end, keys)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.end)

    def ended(self) -> int:
        """Read until it has ended; return its status."""
        import select

        last = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < last:
            if select.select([self.end], [], [], 0.1)[0]:
                try:
                    os.read(self.end, 65536)
                except OSError:  # nobody writes there any more
                    break
        return self.process.wait(10)


@posix
@pytest.mark.parametrize("how", ["ends wrong", "is interrupted"])
def test_in_a_real_terminal_the_screen_comes_back(study_path: Path, how: str):
    wait = ["print('EDITING', flush=True)", "import time", "time.sleep(60)"]
    command = script(study_path, *(wait if how == "is interrupted" else ["sys.exit(1)"]))
    with Terminal(study_path, command) as one:
        one.until(b"turn 1 of 6")
        one.type(b"\x05")
        if how == "is interrupted":
            one.until(b"EDITING")
            one.type(b"\x03")
        one.until(b"nothing was taken")
        assert b"\x1b[?1049h" in one.shown
        one.type(b"\rmove\r+")
        one.until(b"works well")
        one.type(b"\x11")
        assert one.ended() == 0
    [coding] = Study.open(study_path).codings(coder="ann")
    assert (coding.code, coding.event.valence) == ("moves", "works_well")
