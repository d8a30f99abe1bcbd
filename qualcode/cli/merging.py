"""git's merge driver for a study's files: merges into OURS, and says what a person must decide."""

from __future__ import annotations

import sys
from pathlib import Path


def merge_files(base: Path, ours: Path, theirs: Path, *, dry_run: bool = False) -> int:
    """Merge two codebooks into ``ours``; return 1 if a person has to decide, else 0.

    Raises:
        QualcodeError: as ``merge_codebook_files``; nothing is changed.
    """
    from qualcode.store.files import write_atomic
    from qualcode.workbench.merging import merge_codebook_files

    merged = merge_codebook_files(base, ours, theirs)
    if not dry_run:
        write_atomic(ours, merged.text)
    for conflict in merged.conflicts:
        sys.stderr.write(f"codebook.yaml: {conflict.words}\n")
    if merged.conflicts:
        sys.stderr.write("Both versions stand there: look for CONFLICT, choose, delete the lines\n")
    return 1 if merged.conflicts else 0


def main(arguments: list[str]) -> int:
    """Run as git calls it: what it is, then base, ours, theirs and the file's name.

    Whatever cannot be merged so is left to git's own merge by lines: status 1, with its marks.
    """
    import subprocess

    from qualcode.errors import QualcodeError
    from qualcode.store.files import write_atomic
    from qualcode.workbench.merging import merge_other_files

    kind, base, ours, theirs, *rest = arguments
    name = rest[0] if rest else ours
    try:
        if kind == "codebook":
            return merge_files(Path(base), Path(ours), Path(theirs))
        text, conflicts = merge_other_files(kind, Path(base), Path(ours), Path(theirs))
        write_atomic(Path(ours), text)
    except QualcodeError as error:
        sys.stderr.write(f"{name}: {error}; merged by lines\n")
        done = subprocess.run(["git", "merge-file", ours, base, theirs], check=False)
        return 0 if done.returncode == 0 else 1
    for line in conflicts:
        sys.stderr.write(f"{name}: {line}\n")
    if conflicts:
        sys.stderr.write(f"When it is as it should be: git add {name}\n")
    return 1 if conflicts else 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
