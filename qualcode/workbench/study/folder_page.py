"""Makes the table of the study folder in the docs from the map."""

from __future__ import annotations

import itertools

from qualcode.store.folder_map import KINDS, Kept, Kind

BEGIN = "<!-- Made from the map of the study folder by tools/make_docs: begin -->"
END = "<!-- end -->"
_HEADINGS: dict[Kept, str] = {
    "git": "In git",
    "opt-in": "Participants' words: not in git, unless the team opts in",
    "machine": "Never in git: each machine has its own",
    "made": "Made from participants' words, and made again: not in git, unless the team opts in",
}
_MERGED = {"": "", "union": "both sides' lines are kept"}
_DRIVERS = {
    "qualcode-codebook": "by code and field",
    "qualcode-cases": "by row and column",
    "qualcode-document": "by field",
    "qualcode-summary": "by evidence and lines",
}


def folder_table() -> str:
    """Return the contents of a study folder in Markdown: a table for each way of storing them."""
    parts = []
    by_kept = sorted(KINDS, key=lambda kind: list(_HEADINGS).index(kind.kept))
    for kept, kinds in itertools.groupby(by_kept, key=lambda kind: kind.kept):
        merged = kept == "git"
        rows = ["| file | holds | written by |" + (" merged |" if merged else ""),
                "|---|---|---|" + ("---|" if merged else "")]  # fmt: skip
        rows += [_row(kind, merged=merged) for kind in kinds]
        parts.append(f"### {_HEADINGS[kept]}\n\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def with_folder_table(page: str) -> str:
    """Return the page with the present table between its two marks."""
    before, _, rest = page.partition(f"{BEGIN}\n")
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{folder_table()}\n{END}{after}"


def _row(kind: Kind, *, merged: bool) -> str:
    path = {"<readme>": "README.md", "<half>": ".….part"}.get(kind.path, kind.path)
    shown = f"`{path.replace('<any_path>', '…').replace('<path>', '…').replace('_', ' ')}`"
    cells = [shown, kind.holds, kind.by]
    if merged:
        cells.append(_MERGED.get(kind.merge) or _DRIVERS.get(kind.merge, ""))
    return f"| {' | '.join(cells)} |"
