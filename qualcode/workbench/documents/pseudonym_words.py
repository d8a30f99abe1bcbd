"""What was replaced, in lines."""

from __future__ import annotations

from qualcode.model.plural import counted
from qualcode.workbench.documents.pseudonyms import Pseudonymised


def done_lines(done: Pseudonymised, *, dry_run: bool = False) -> list[str]:
    """Return what was replaced, or would be, and what is left to a person."""
    verb = "Would replace" if dry_run else "Replaced"
    total = sum(done.places.values())
    if total:
        where = ", ".join(f"{count:,} in {place}" for place, count in done.places.items())
        lines = [f"{verb} {counted(total, 'name')}: {where}"]
        lines += [f"  {count:>6,}  {by}" for by, count in done.names.most_common()]
    else:
        lines = ["Nothing to replace: no accepted name stands anywhere it was looked for."]
    if done.codings:
        cut = f"; {done.changed:,} that had a part of a name are flagged" if done.changed else ""
        lines.append(f"{done.codings:,} codings stay in place{cut}")
    return [*lines, *(f"Left to you: {line}" for line in done.left)]
