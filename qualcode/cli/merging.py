"""git's merge and diff drivers for a study's files; prints what a person must decide.

Every clone's git settings name this module: it keeps its name.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from qualcode.model.text.text import safe_for_terminal

#: How many parts the file name of each kind has within the study.
_PARTS = {"cases": 1, "document": 2, "summary": 3}


def merge_files(base: Path, ours: Path, theirs: Path, *, dry_run: bool = False) -> int:
    """Merge two codebooks into ``ours``; return 1 if a person has to decide, else 0.

    Raises:
        QualcodeError: as ``merge_codebook_files``; nothing is changed.
    """
    from qualcode.store.io.durable import write_atomic
    from qualcode.workbench.team.merge import merge_codebook_files

    merged = merge_codebook_files(base, ours, theirs)
    if not dry_run:
        write_atomic(ours, merged.text)
    for conflict in merged.conflicts:
        sys.stderr.write(f"codebook.yaml: {safe_for_terminal(conflict.words)}\n")
    if merged.conflicts:
        sys.stderr.write("Both versions stand there. Decide: qualcode codebook resolve\n")
    return 1 if merged.conflicts else 0


def show_diff(path: str, old: str, new: str) -> int:
    """Print what changed between two codebook files, as git's diff of the file."""
    from qualcode.errors import QualcodeError
    from qualcode.model.codebook.diff import diff_codebooks
    from qualcode.report.text.codebook_changes import lines_of, sections
    from qualcode.store.codebook.reader import parse_codebook

    def marked(kind: str, text: str) -> str:
        safe = safe_for_terminal(text)
        return f"[-{safe}-]" if kind == "out" else f"{{+{safe}+}}"

    texts = [Path(file).read_text(encoding="utf-8", errors="replace") for file in (old, new)]
    path = safe_for_terminal(path)
    sys.stdout.write(f"qualcode diff {path}\n")
    try:
        before, after = (parse_codebook(text, path)[0] for text in texts)
    except QualcodeError as error:
        sys.stdout.write(
            f"{safe_for_terminal(str(error))}. By lines: git diff --no-ext-diff -- {path}\n"
        )
        return 0
    changes = [(change, "") for change in diff_codebooks(before, after)]
    for title, found in sections(changes):
        sys.stdout.write(f"\n{safe_for_terminal(title)}\n")
        for change, _ in found:
            first, *rest = lines_of(change, "", marked)
            lines = [f"  {first}", *(f"      {line}" for line in rest)]
            sys.stdout.write("".join(f"{safe_for_terminal(line)}\n" for line in lines))
    if not changes:
        sys.stdout.write("Only comments, blanks or quoting differ.\n")
    sys.stdout.write(f"\nBy lines: git diff --no-ext-diff -- {path}\n")
    return 0


def _refuse_coming(folder: Path) -> None:
    """Raise StudyError if what is being merged makes the study one of a newer format."""
    from qualcode.store.git.quiet import ReadingGit
    from qualcode.store.migrations import refuse_newer_in

    # The files here are still as they were; git says which commits it merges.
    coming = [name.removeprefix("GITHEAD_") for name in os.environ if name.startswith("GITHEAD_")]
    for commit in coming:
        git = ReadingGit(Path.cwd())
        said = git.run("show", f"{commit}:./{(folder / 'study.toml').as_posix()}")
        if said.returncode == 0:
            refuse_newer_in(said.stdout, "this file is merged as any other")


def main(arguments: list[str]) -> int:
    """Run as git calls it, with a kind, then base, ours, theirs and the file's name.

    Files that cannot be merged in this way are left to git's own merge by lines: status 1, with its
    marks.
    """
    from qualcode.errors import QualcodeError
    from qualcode.store.git.quiet import ReadingGit
    from qualcode.store.io.durable import read_text, write_atomic
    from qualcode.store.io.tables import read_table_text
    from qualcode.store.migrations import refuse_newer
    from qualcode.workbench.team.merge import merge_texts

    if arguments[0] == "diff":
        # As git calls it: path, old file, hex, mode, new file, hex, mode.
        return show_diff(arguments[1], arguments[2], arguments[5])
    kind, base, ours, theirs, *rest = arguments
    name = rest[0] if rest else ours
    # The study may be a folder of the repository: its own names are the last parts.
    parts = Path(name).parts
    folder = Path(*parts[: -_PARTS.get(kind, 1)])
    try:
        refuse_newer(folder)
        _refuse_coming(folder)
        if kind == "codebook":
            return merge_files(Path(base), Path(ours), Path(theirs))
        read = read_table_text if kind == "cases" else read_text
        old, one, other = (read(Path(path)) for path in (base, ours, theirs))
        inside = "/".join(parts[-_PARTS.get(kind, 1) :])
        text, left = merge_texts(inside, old, one, other, {})
        write_atomic(Path(ours), text or "")
    except QualcodeError as error:
        sys.stderr.write(
            f"{safe_for_terminal(name)}: {safe_for_terminal(str(error))}; merged by lines\n"
        )
        # Git calls this in the folder that the names are relative to.
        done = ReadingGit(Path.cwd()).run("merge-file", ours, base, theirs)
        return 0 if done.returncode == 0 else 1
    for decision in left:
        sys.stderr.write(f"{safe_for_terminal(name)}: {safe_for_terminal(decision.words)}\n")
    if left:
        sys.stderr.write(f"When it is as it should be: git add {safe_for_terminal(name)}\n")
    return 1 if left else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
