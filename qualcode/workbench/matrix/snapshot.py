"""A matrix as last seen, shown at once while the present one is being read."""

from __future__ import annotations

import contextlib
import hashlib
import typing
from dataclasses import fields

import msgspec

from qualcode.analysis.matrix.assembly import Assembled
from qualcode.analysis.matrix.evidence import Evidence
from qualcode.analysis.matrix.quotations import Quoter
from qualcode.errors import StudyError
from qualcode.model.matrix.definition import MatrixDefinition
from qualcode.model.matrix.matrix import Matrix
from qualcode.store.folder_map import GLANCES
from qualcode.store.io.durable import write_atomic
from qualcode.store.study import Study
from qualcode.workbench.matrix.open_matrix import OpenMatrix
from qualcode.workbench.privacy.real_names import Disclosure

#: The number of the stored format; other formats are not read.
_FORM = 1


def keep_glance(opened: OpenMatrix) -> None:
    """Store a matrix in ``.qualcode`` for the next time it is opened."""
    matrix, definition = opened.matrix, opened.assembled.evidence.definition
    kept = {f.name: getattr(matrix, f.name) for f in fields(matrix) if f.init}
    # What cannot be stored is read the next time.
    with contextlib.suppress(StudyError, OSError):
        write_atomic(_path(opened.study, definition), msgspec.msgpack.encode(kept))


def glance(study: Study, definition: MatrixDefinition) -> OpenMatrix | None:
    """Return the last stored matrix; ``None`` if there is none, or in another format.

    It may no longer be current, and has no evidence: it is for looking at, not for work.

    Raises:
        BadInputError: the private table of names cannot be read.
    """
    hints = typing.get_type_hints(Matrix)
    try:
        kept = msgspec.msgpack.decode(_path(study, definition).read_bytes(), type=dict)
        made = Matrix(**{
            f.name: msgspec.convert(kept[f.name], hints[f.name]) for f in fields(Matrix) if f.init
        })  # fmt: skip
    except (OSError, msgspec.MsgspecError, KeyError, UnicodeDecodeError):
        return None
    evidence = Evidence(definition, [], [], {}, {}, {}, set(), set(), {})
    assembled = Assembled(made, evidence, {}, (), lambda key, summary: made.cell(*key))
    disclosure = Disclosure(study.root)
    return OpenMatrix(
        study, assembled, made, Quoter(study, assembled, disclosure.names_in), disclosure
    )


def _path(study: Study, definition: MatrixDefinition) -> typing.Any:
    form = hashlib.sha256(repr((_FORM, definition)).encode()).hexdigest()[:16]
    return GLANCES.at(study.root, name=form)
