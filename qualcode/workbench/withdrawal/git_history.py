"""Lists what git and other people's copies may still hold after a withdrawal, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qualcode.model.plural import counted
from qualcode.store.folder_map import folders
from qualcode.store.git.quiet import QuietGit


def still_held(root: Path, paths: Iterable[str]) -> list[str]:
    """Return plain lines on commits that hold removed data, on possible copies, and what to do.

    ``paths`` are files of the study, with slashes, that held data of the case. Nothing is changed,
    and the network is not used.
    """
    lines: list[str] = []
    git = QuietGit(root)
    inside = git.words("rev-parse", "--is-inside-work-tree") == ["true"]
    wanted = sorted(set(paths))
    if inside and wanted:
        held = git.words("log", "--all", "--format=%h", "--", *wanted)
        words = [p for p in wanted if p.split("/", 1)[0] in folders("opt-in", "machine")]
        with_words = git.words("log", "--all", "--format=%h", "--", *words) if words else []
        if held:
            lines.append(
                f"git: {_commits(held)} hold files that were removed or changed; earlier versions "
                "stay in its history. Commit the withdrawal, so that everybody's copy follows."
            )
        if with_words:
            lines.append(
                f"git: {_commits(with_words)} hold the words themselves. To take them out of the "
                "history, with everybody's work pushed first: git filter-repo --invert-paths "
                + " ".join(f"--path {_quoted(p)}" for p in words)
                + ". Every other copy must then be cloned again."
            )
        elif held:
            lines.append(
                "git: no commit holds the transcript. Notes, memos and summaries that quoted it "
                "are in the history as they were: git log -p -- PATH shows them; git filter-repo "
                "takes them out."
            )
        remotes = git.words("remote")
        if remotes:
            lines.append(f"git: pushed copies are at {', '.join(remotes)}: push the withdrawal.")
        if git("stash", "list"):
            lines.append("git: there are stashes, which may hold what was removed: git stash list")
        lines.append(
            "git: objects no commit holds any more stay some weeks: git reflog expire "
            "--expire=now --all, then git gc --prune=now, once nothing is to be brought back."
        )
    lines += [
        "Colleagues: each pulls this and runs 'qualcode check', which says what is still on their "
        "machine, texts and originals too, and 'qualcode withdraw' as it says: that takes it out.",
        "Elsewhere: the recording, the secure share, e-mails, backups, printed or sent reports.",
    ]
    return lines


def _commits(held: list[str]) -> str:
    some = ", ".join(held[:3]) + (" …" if len(held) > 3 else "")
    return f"{counted(len(held), 'commit')} ({some})"


def _quoted(path: str) -> str:
    return path if path.isascii() and " " not in path else f"'{path}'"
