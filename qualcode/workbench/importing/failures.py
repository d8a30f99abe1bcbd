"""Says which files were not imported: a line for each kind of reason, the commonest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from qualcode.model.plural import counted
from qualcode.workbench.importing.report import ImportReport
from qualcode.workbench.importing.summary import some_names

#: What differs between messages of one kind: what they quote, ids after options, and numbers.
_VARIES = re.compile(r"“[^”]*”|'[^']*'|(?<=--as )\S+|\d[\d,.]*|, [^,]*\.\w{2,5}(?=\.)")


def failure_lines(reports: Iterable[ImportReport]) -> list[str]:
    """Return a line for each kind of reason why files were not imported, with the files."""
    kinds: dict[str, list[tuple[str, str]]] = {}
    for report in reports:
        name = Path(report.file).name
        reason = report.error.removeprefix(f"{name}: ")
        kinds.setdefault(_VARIES.sub("#", reason.replace(name, "#")), []).append((name, reason))
    return [_line(found) for found in sorted(kinds.values(), key=len, reverse=True)]


def _line(found: Sequence[tuple[str, str]]) -> str:
    (name, reason), *others = found
    if not others:
        return f"not imported: {name}: {reason}"
    names = some_names([one for one, _ in found])
    which = "" if len({said for _, said in found}) == 1 else f"{name}: "
    return f"not imported, {counted(len(found), 'file')} ({names}): {which}{reason}"
