"""The check before a commit, set as a git hook in a clone; another hook is never overwritten."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from qualcode.store.files import write_atomic
from qualcode.store.git import acting_environment, git_command

_OURS = "# qualcode: the check before a commit, version"
_MARK = f"{_OURS} 2"
_DRIVERS = {
    "codebook": "a codebook by code and field",
    "cases": "participants by row and column",
    "document": "what is known of a document by field",
    "summary": "the summary of a cell by its evidence and lines",
}
_HOOK = """\
#!/bin/sh
{mark}
# It stops a commit that holds participants' words or names: docs/privacy.md. Set by
# 'qualcode git-setup'; 'git commit --no-verify' goes without it, once.
python='{python}'
# No module of the folder that one commits in: no path of Python's that is relative.
case ":$PYTHONPATH:" in *::* | *:[!/]*) unset PYTHONPATH ;; esac
if [ -x "$python" ]; then
    "$python" -P -m qualcode.cli.guard && exit 0
    status=$?
    # 1: it found something. Anything else: this Python has no qualcode any more.
    [ "$status" -eq 1 ] && exit 1
fi
if command -v qualcode >/dev/null 2>&1; then
    exec qualcode check --staged
fi
echo "qualcode is not found, so nobody looked whether this commit holds words or names." >&2
echo "Install it and run 'qualcode git-setup'; or, if you are sure: git commit --no-verify" >&2
exit 1
"""


def _git(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        git_command(root, *args), stdin=subprocess.DEVNULL, capture_output=True,
        encoding="utf-8", errors="surrogateescape", env=acting_environment(), check=False,
    )  # fmt: skip


def hook_path(root: Path) -> Path | None:
    """Return where git looks for the hook of the repository around ``root``; ``None`` if none."""
    try:
        # Asked as a commit would: the folder of hooks is what is wanted.
        found = _git(root, "rev-parse", "--git-path", "hooks/pre-commit")
    except OSError:
        return None
    line = found.stdout.strip()
    return (root / line) if found.returncode == 0 and line else None


def guard_state(root: Path) -> str:
    """Return "set", "missing", "other" (another hook is there), or "no git"."""
    path = hook_path(root)
    if path is None:
        return "no git"
    if not path.exists():
        return "missing"
    text = path.read_bytes().decode("utf-8", "replace")
    return "set" if "qualcode.cli.guard" in text or "qualcode check --staged" in text else "other"


def driver_settings() -> dict[str, str]:
    """Return what git has to be told to merge a study's files by what they say."""
    python = f'"{Path(sys.executable).as_posix()}" -P -m qualcode.cli.merging'
    found = {}
    for kind, words in _DRIVERS.items():
        found[f"merge.qualcode-{kind}.name"] = f"qualcode: {words}"
        found[f"merge.qualcode-{kind}.driver"] = f"{python} {kind} %O %A %B %P"
    return found


def set_drivers(root: Path) -> str:
    """Tell this clone's git how to merge a study's files; return in a line what was done."""
    if hook_path(root) is None:
        return "git: no repository here, so there is nothing to merge"
    for key, value in driver_settings().items():
        _git(root, "config", key, value)
    command = f'"{Path(sys.executable).as_posix()}" -P -m qualcode.cli.merging diff'
    _git(root, "config", "diff.qualcode-codebook.command", command)
    return "git: codebook, cases, documents and summaries are merged by what they say, not by lines"


def set_guard(root: Path) -> str:
    """Set the check before commits in this clone; return in a line what was done."""
    path = hook_path(root)
    if path is None:
        return "git: no repository here, so there is nothing to check before"
    state = guard_state(root)
    if state == "other":
        return (
            f"git: {path} is another program's hook and stays; add this line to it, so that no "
            "commit takes words or names: qualcode check --staged || exit 1"
        )
    text = _HOOK.format(mark=_MARK, python=Path(sys.executable).as_posix())
    if state == "set":
        there = path.read_bytes().decode("utf-8", "replace")
        if _OURS not in there or there == text:
            return "git: commits are checked for participants' words and names"
    write_atomic(path, text)
    if os.name != "nt":
        path.chmod(0o755)
    return "git: commits are checked for participants' words and names from now on"
