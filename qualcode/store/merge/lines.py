"""A three-way merge of texts by lines, as git does it, with the conflicts that remain."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from qualcode.errors import StudyError
from qualcode.model.merge_decision import Choices, Decision
from qualcode.store.git.quiet import ReadingGit

#: Longer than git's own, so that a text that shows one is not taken for a conflict.
_SIZE = 23
_OURS, _MIDDLE, _THEIRS = ("<" * _SIZE, "=" * _SIZE, ">" * _SIZE)
_HUNK = re.compile(
    rf"^{_OURS} [^\n]*\n(.*?)^{_MIDDLE}\n(.*?)^{_THEIRS} [^\n]*(?:\n|\Z)", re.M | re.S
)


def merge_lines(
    base: str,
    ours: str,
    theirs: str,
    *,
    file: str,
    what: str,
    choices: Choices | None = None,
) -> tuple[str, list[Decision]]:
    """Merge three texts by lines; each stretch that both changed has to be decided.

    Until it is decided, both versions stand there, between git's markers.

    Raises:
        StudyError: git is not installed, or a text cannot be merged in this way.
    """
    made = _merged(base, ours, theirs)
    open_: list[Decision] = []
    number = 0

    def decide(hunk: re.Match[str]) -> str:
        nonlocal number
        number += 1
        key = f"lines {number}"
        one, other = hunk[1], hunk[2]
        choice = (choices or {}).get((file, key))
        if choice is None:
            title = what if number == 1 else f"{what}, {number}"
            open_.append(Decision(file, key, title, one.rstrip("\n"), other.rstrip("\n"), True))
            return f"<<<<<<< ours\n{one}=======\n{other}>>>>>>> theirs\n"
        if choice.side is None:
            return f"{choice.text.rstrip()}\n" if choice.text.strip() else ""
        return one if choice.side == "ours" else other

    return _HUNK.sub(decide, made), open_


def _merged(base: str, ours: str, theirs: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, text in (("ours", ours), ("base", base), ("theirs", theirs)):
            path = Path(folder, name)
            path.write_text(text if text.endswith("\n") or not text else f"{text}\n", "utf-8",
                            newline="\n")  # fmt: skip
            names.append(str(path))
        try:
            done = ReadingGit(Path(folder)).run(
                "merge-file", "-p", f"--marker-size={_SIZE}", *names
            )
        except OSError:
            raise StudyError("git is not installed", mend="Install it, and try again") from None
    if done.returncode > 127 or done.returncode < 0:
        raise StudyError("a file cannot be merged by lines")
    return done.stdout.decode("utf-8", "replace")
