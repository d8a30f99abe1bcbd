"""The files that make a study folder safe in git: what is ignored, and how files merge."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from pathlib import Path

from qualcode.model.conflict_name import GIT_PATTERNS
from qualcode.store.folder_map import CODEBOOK, KINDS, TEMPLATE, Kind, folders
from qualcode.store.git.quiet import ReadingGit, acting_environment, git_command
from qualcode.store.io.durable import PART, write_atomic

#: Forms of reports, wherever they are put.
REPORT_FORMS = (".docx", ".xlsx", ".pdf")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


GITIGNORE = f"""\
# Participants' words never enter git unless the team opts in by removing these lines.
{_lines(f"/{folder}/" for folder in folders("opt-in", "machine"))}.*{PART}
# Reports quote participants.
{_lines(f"*{form}" for form in REPORT_FORMS)}{_lines(f"/{folder}/" for folder in folders("made"))}\
# Conflict copies of sync clients: 'qualcode check --take-in' takes in what they hold.
{_lines(GIT_PATTERNS)}\
# The styles of the team's reports, without anybody's words.
!/{TEMPLATE.path}
"""


def attributes_line(kind: Kind) -> str:
    """Return the line of ``.gitattributes`` that says how a kind of file is merged."""
    shown = f" diff={kind.merge}" if kind is CODEBOOK else ""
    return f"{kind.shell} text eol=lf merge={kind.merge}{shown}"


def _merged(*, union: bool) -> str:
    kinds = (kind for kind in KINDS if kind.merge and (kind.merge == "union") == union)
    return _lines(dict.fromkeys(map(attributes_line, kinds)))


GITATTRIBUTES = f"""\
# Offsets and hashes need the same bytes everywhere.
* text=auto eol=lf
# Event logs: both sides' lines are kept, in any order; the last event of an id wins.
{_merged(union=True)}\
# By code and field, where 'qualcode git-setup' was run; by lines elsewhere.
{_merged(union=False)}"""


def extend_attributes(folder: Path) -> str:
    """Add missing lines to a study's ``.gitattributes``; return in a line what was done, if any.

    A study made by an earlier version lacks some lines.
    """
    path = folder / ".gitattributes"
    there = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = there.splitlines()
    missing = [line for line in GITATTRIBUTES.splitlines()
               if "=" in line and not line.startswith("#") and line not in lines]  # fmt: skip
    if not missing:
        return ""
    start = there if not there or there.endswith("\n") else f"{there}\n"
    write_atomic(path, start + "\n".join(missing) + "\n", wordless=True)
    return f"git: .gitattributes lacked {len(missing)} of its lines and has them now; commit it"


def set_up_git(folder: Path) -> str:
    """Make ``folder`` a git repository if it is in none; return a line saying what was done."""
    try:
        inside = ReadingGit(folder).run("rev-parse", "--is-inside-work-tree")
        if inside.returncode == 0 and inside.stdout.strip() == b"true":
            return "git: the folder is inside an existing repository"
        made = subprocess.run(
            git_command(folder, "init", "--quiet"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=acting_environment(),
            check=False,
        )
    except FileNotFoundError:
        return "git: not installed, so the study is a plain folder for now"
    if made.returncode:
        return f"git: could not make a repository ({made.stderr.strip().splitlines()[-1:]})"
    return "git: a repository was made; transcripts and private/ are left out of it"
