"""``themes``: the suggestion pipeline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from qualcode.cli.main import Settings


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOC…]")
@click.option(
    "--themes",
    "wanted",
    type=click.IntRange(2, 200),
    help="How many themes. Otherwise the data decide.",
)
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same themes.")
@click.option("--interviewers", is_flag=True, help="Take in what interviewers say as well.")
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write: .html, .csv, .json. Otherwise all three in the study's themes/.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; write a file only with --out.")
@click.pass_obj
def themes(
    settings: Settings,
    documents: tuple[str, ...],
    wanted: int | None,
    seed: int,
    interviewers: bool,
    outs: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Suggest themes in what participants say, and hold them against the codebook.

    Offline and repeatable. Suggestions are not codings until a person accepts them.

    Example:

    \b
        qualcode themes --out themes.html
    """
    import json

    from qualcode.cli.output import progress_bar
    from qualcode.workbench.theming import (
        ThemeOptions,
        check_theme_paths,
        suggest_themes,
        write_themes,
    )

    study = settings.study()
    check_theme_paths(outs)
    options = ThemeOptions(seed, wanted or 0, documents, interviewers)
    with progress_bar() as progress:
        data = suggest_themes(study, options, progress)
    written = write_themes(study, data, outs) if outs or not as_json else []
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    _show(data)
    click.echo(f"Written: {', '.join(_relative(path) for path in written)}")


def _relative(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _show(data: dict[str, Any]) -> None:
    from qualcode.cli.output import emit
    from qualcode.model.table import Table

    columns = ("id", "theme", "passages", "people", "stability", "nearest code")
    keys = ("id", "label", "size", "people", "stability", "nearest")
    emit(Table.of(columns, [tuple(t[key] for key in keys) for t in data["themes"]]))
    new = [t["label"] for t in data["themes"] if not t["covered"]]
    click.echo()
    left_out = data.get("left_out", 0)
    click.echo(
        f"{data['segments']} passages, {data['outliers']} outliers, "
        f"{left_out} too short to say anything; {data['model']}, seed {data['seed']}"
    )
    if new:
        click.echo(f"Not in your codebook: {'; '.join(new)}")
