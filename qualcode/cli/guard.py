"""The check before a commit, as the git hook runs it.

Every clone's hook names this module: it keeps its name.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Check the staged files; print what must not be committed, and return 1 if there is any."""
    from qualcode.model.text.text import safe_for_terminal
    from qualcode.workbench.privacy.commit_check import NEWER, guard

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    notes: list[str] = []
    found = guard(Path.cwd(), notes=notes)
    for note in notes:
        sys.stderr.write(f"qualcode: {safe_for_terminal(note)}\n")
    if not found:
        return 0
    unknown = all(problem.code == NEWER for problem in found)
    why = "cannot be checked" if unknown else "would take what must stay on this machine"
    sys.stderr.write(f"qualcode stops this commit: it {why}\n")
    for problem in found[:20]:
        line = f"{problem.where}: {problem.message}. {problem.mend}"
        sys.stderr.write(f"  {safe_for_terminal(' '.join(line.split()))}\n")
    if len(found) > 20:
        sys.stderr.write(f"  and {len(found) - 20} more\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
