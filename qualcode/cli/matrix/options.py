"""The option that chooses the matrix of a command, and the matrices it selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from qualcode.cli.output import warn

if TYPE_CHECKING:
    from qualcode.model.matrix.definition import MatrixDefinition
    from qualcode.store.study import Study

NAME = click.option("--name", default="main", show_default=True, metavar="MATRIX",
                    help="Which matrix: a folder of synthesis/.")  # fmt: skip


def wanted(study: Study, name: str) -> list[MatrixDefinition]:
    """Return the named matrix, or all of a study; warn about those that cannot be read."""
    from qualcode.model.problem import Problem
    from qualcode.store.matrix_definitions import definitions, read_matrix

    if name:
        return [read_matrix(study, name)]
    found, problems = definitions(study)
    kept = []
    for definition in found:
        strange = [coder for coder in definition.coders if coder not in study.coders()]
        if strange:
            # One matrix that cannot be made does not stop the others.
            where = f"synthesis/{definition.name}/matrix.toml"
            message = f"no codings by {strange[0]!r}"
            listed = f"There are codings by {', '.join(study.coders()) or 'nobody'}"
            problems.append(Problem("error", "bad-matrix", where, message, listed))
        else:
            kept.append(definition)
    warn(problems)
    return kept
