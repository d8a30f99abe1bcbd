"""``codebook drift``: codings made under earlier definitions, and shifts in how codes are used."""

from __future__ import annotations

from typing import Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options

#: How many of the codes that shifted most in a window are named.
_NAMED = 3
#: A window is pointed out if chance alone gives such a shift at most this often.
_SELDOM = 0.05


@click.command()
@click.argument("code", required=False, default="")
@click.option("--by", "only", default="", metavar="NAME", help="Only this coder's codings.")
@click.option("--over-time", is_flag=True, help="How coders' use of the codes shifts.")
@click.option("--window", default="", metavar="day|week|month|N",
              help="With --over-time: a stretch of time, or N codings.")  # fmt: skip
@table_options
@click.pass_obj
def drift(
    settings: Settings, code: str, only: str, over_time: bool, window: str, as_json: bool,
    as_csv: bool,
) -> None:  # fmt: skip
    """List codings that were made under an earlier definition of their code, to be re-read.

    Each is listed with its present definition and, if git still has it, the earlier one. To confirm
    those that still hold, use 'qualcode coding confirm ID', or R in the terminal UI, which shows
    both definitions.

    With --over-time it lists, for each coder and window, the distance between the codes' shares
    there and in the window before (0 alike, 1 nothing in common), the distance that interviews
    dealt at random would give, and which codes shifted; --json has the ids of the codings behind
    each.

    Examples:

    \b
        qualcode codebook drift stigma
        qualcode codebook drift --over-time --by ann --window 100
    """
    study = settings.study()
    if over_time:
        _over_time(study, code, only, window, as_json, as_csv)
        return
    if window:
        raise click.UsageError("--window goes with --over-time", click.get_current_context())
    from qualcode.workbench.codebook.comparison import drift as drift_of

    table = drift_of(study, code, only)
    emit(table, as_json=as_json, as_csv=as_csv, show=("id", "document", "coder", "code", "text"),
         empty="Every coding was made under the present definition of its code.")  # fmt: skip
    if as_json or as_csv:
        return
    shown = set()
    for row in table.rows:
        was, now_there, name = row[5], row[6], row[3]
        if (name, was) not in shown:
            shown.add((name, was))
            say(f"{name} then: {was or 'not in git any more'}")
            say(f"{name} now:  {now_there}")


def _over_time(study: Any, code: str, only: str, window: str, as_json: bool, as_csv: bool) -> None:
    from qualcode.model.codebook.find import find_code
    from qualcode.workbench.codebook.drift import drift_over_time, shifts_table, windows_table

    book = study.codebook
    wanted = book.below(find_code(book, code).id) if code else None
    found = drift_over_time(study, window, only)
    if as_json or as_csv or wanted is not None:
        emit(shifts_table(found, wanted), as_json=as_json, as_csv=as_csv,
             show=("coder", "window", "from", "to", "code", "codings", "share_before", "share",
                   "shift"), empty="Nobody has coded yet.")  # fmt: skip
        return
    emit(windows_table(found), empty="Nobody has coded yet.")
    for one in found:
        if one.distance is None:
            continue
        shifts = [
            f"{book.get(s.code).name if book.get(s.code) else s.code} "
            f"{s.before:.0%} → {s.share:.0%} ({len(s.ids)})"
            for s in one.codes[:_NAMED]
            if s.shift
        ]
        told = "more than chance gives" if one.p is not None and one.p < _SELDOM else ""
        what = f"{one.coder}, window {one.number}" + (f", {told}" if told else "")
        say(f"{what}: {'; '.join(shifts) or 'no code shifted'}")


COMMANDS = (drift,)
