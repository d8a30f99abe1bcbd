"""Lists the quotations cleared for print in any matrix of a study."""

from __future__ import annotations

import contextlib

from qualcode.analysis.matrix.assembly import assemble
from qualcode.analysis.matrix.quotations import Quoter
from qualcode.errors import QualcodeError
from qualcode.store.matrix_definitions import definitions
from qualcode.store.study import Study
from qualcode.workbench.privacy.real_names import Disclosure


def cleared_quotations(study: Study) -> list[str]:
    """Return the printed forms of all quotations cleared for print in any matrix of a study."""
    found: list[str] = []
    with contextlib.suppress(QualcodeError):
        names = Disclosure(study.root).names_in
        for definition in definitions(study)[0]:
            with contextlib.suppress(QualcodeError):
                quoter = Quoter(study, assemble(study, definition), names)
                cells = quoter.with_quotations(automatic=False).cells
                found += [one.text for cell in cells for one in cell.quotations if one.cleared]
    return found
