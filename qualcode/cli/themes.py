"""``themes``: suggests themes, and turns them into codes and codings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import tell
from qualcode.cli.scheduler_option import elsewhere_of, scheduler_option
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.workbench.themes.run import ThemeOptions


@click.command()
@click.argument("documents", nargs=-1, metavar="[DOC…]")
@click.option(
    "--themes",
    "wanted",
    type=click.IntRange(2, 200),
    help="How many themes. Otherwise the data decide.",
)
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same themes.")
@click.option("--interviewers", is_flag=True, help="Include what interviewers say.")
@click.option(
    "--out",
    "outs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write: .html, .csv, .json. Otherwise all three in the study's themes/.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON; write a file only with --out.")
@click.option("--last", is_flag=True, help="Show the last themes, without making new ones.")
@click.option("--tree", is_flag=True, help="Show which themes are similar.")
@click.option("--gaps", is_flag=True, help="Show the parts of transcripts that no code covers.")
@click.option(
    "--draft",
    default=None,
    metavar="THEME",
    help="Make a draft code from one of the last themes; you write its definition.",
)
@click.option(
    "--name",
    default="",
    help="With --draft: the code's name. Otherwise the label, without what may be a name.",
)
@click.option("--under", default="", metavar="CODE", help="With --draft: the code above it.")
@click.option(
    "--example",
    nargs=2,
    default=None,
    metavar="THEME CODE",
    help="Code the typical passages of one of the last themes, marked as assisted.",
)
@scheduler_option
@click.pass_obj
def themes(
    settings: Settings,
    documents: tuple[str, ...],
    wanted: int | None,
    seed: int,
    interviewers: bool,
    outs: tuple[Path, ...],
    as_json: bool,
    last: bool,
    tree: bool,
    gaps: bool,
    draft: str | None,
    name: str,
    under: str,
    example: tuple[str, str] | None,
    scheduler: str,
) -> None:
    """Suggest themes in what participants say, and compare them with codebook and codings.

    Offline and repeatable. Suggestions are not codings until a person accepts them. The page shows
    which themes no code covers, which codes no theme is near, which group speaks more of a theme,
    and which parts of transcripts nobody coded. In the terminal UI: t on the overview.

    Examples:

    \b
        qualcode themes --themes 8
        qualcode themes --last --tree
        qualcode themes --draft T2 --name "Getting to school"
        qualcode themes --example T5 further-higher-education
    """
    context = click.get_current_context()
    seeded = context.get_parameter_source("seed") is click.core.ParameterSource.COMMANDLINE
    anew = bool(documents or wanted or seeded or interviewers or scheduler)
    if sum((draft is not None, example is not None, tree, gaps)) > 1:
        raise click.UsageError("One of --draft, --example, --tree and --gaps", context)
    if (name or under) and draft is None:
        raise click.UsageError("--name and --under go with --draft", context)
    if (draft is not None or example is not None) and (anew or outs or as_json):
        raise click.UsageError("--draft and --example apply to the last themes", context)
    if last and anew:
        raise click.UsageError("--last makes no new themes: leave out the other options", context)
    if draft is not None:
        _draft(settings, draft, name, under)
        return
    if example is not None:
        _example(settings, *example)
        return
    import json

    from qualcode.workbench.themes.run import ThemeOptions, check_theme_paths, write_themes
    from qualcode.workbench.themes.stored import stored_data

    study = settings.study()
    check_theme_paths(outs)
    options = ThemeOptions(seed, wanted or 0, documents, interviewers)
    data = stored_data(study) if last else _found(settings, options, scheduler)
    to_write = outs or not (as_json or last)
    written = write_themes(study, data, outs) if to_write else []
    if as_json:
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    if tree:
        _show_tree(data)
    elif gaps:
        _show_gaps(data)
    else:
        _show(data)
    if written:
        tell(f"Written: {', '.join(_relative(path) for path in written)}")
        tell("For the team only: participants' words are in it.")


def _found(settings: Settings, options: ThemeOptions, scheduler: str) -> dict[str, Any]:
    from qualcode.cli.output import progress_bar
    from qualcode.workbench.themes.run import suggest_themes

    study = settings.study()
    with elsewhere_of(scheduler) as elsewhere, progress_bar() as progress:
        return suggest_themes(study, options, progress, settings.known_coder(study), elsewhere)


def _draft(settings: Settings, theme: str, name: str, under: str) -> None:
    from qualcode.model.codebook.find import find_code
    from qualcode.workbench.themes.adoption import draft_code
    from qualcode.workbench.themes.code_names import name_from_label
    from qualcode.workbench.themes.stored import stored_themes

    study = settings.study()
    found = stored_themes(study)
    above = find_code(study.codebook, under).id if under else ""
    chosen = found.theme(theme)
    code = draft_code(study, found, chosen, name=name, under=above)
    if not name and (left_out := name_from_label(study, chosen)[1]):
        terms = counted(left_out, "term")
        _tell(f"{terms} of the label left out: may be somebody's name, and git takes the codebook")
    _tell(
        f"{code.id}: {code.name}, a draft code. Its definition is yours to write: "
        f'qualcode codebook edit {code.id} --definition "…"'
    )


def _example(settings: Settings, theme: str, code: str) -> None:
    from qualcode.model.codebook.find import find_code
    from qualcode.workbench.coding.session import CodingSession
    from qualcode.workbench.themes.adoption import code_examples
    from qualcode.workbench.themes.stored import stored_themes

    study = settings.study()
    found = stored_themes(study).theme(theme)
    chosen = find_code(study.codebook, code)
    session = CodingSession(study, settings.coder(study))
    done = code_examples(session, found, chosen)
    _tell(f"{done.words(chosen.name)}; marked as assisted" if done.passages
          else done.words(chosen.name))  # fmt: skip


def _tell(line: str) -> None:
    from qualcode.model.text.text import safe_for_terminal

    click.echo(safe_for_terminal(line))


def _relative(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _show(data: dict[str, Any]) -> None:
    from qualcode.cli.output import emit
    from qualcode.model.table import Table

    columns = ("id", "theme", "passages", "people", "coded", "stability", "nearest code")
    rows = [
        (t["id"], t["label"], t["size"], t["people"],
         None if t.get("coded") is None else f"{t['coded']:.0%}",
         t.get("stability"), t.get("nearest"))
        for t in data["themes"]
    ]  # fmt: skip
    emit(Table.of(columns, rows))
    tell()
    left_out = data.get("left_out", 0)
    _tell(
        f"{data['segments']} passages, {data.get('outliers', 0)} outliers, "
        f"{left_out} too short to say anything; {data['model']}, seed {data['seed']}"
    )
    new = [t["label"] for t in data["themes"] if not t.get("covered")]
    if new:
        _tell(f"Not in your codebook: {'; '.join(new)}")
    without = [code["name"] for code in data.get("codes_without_theme") or []]
    if without:
        _tell(f"Codes with no theme near: {'; '.join(without)}")
    if data.get("gaps"):
        words = sum(gap["words"] for gap in data["gaps"])
        parts = counted(len(data["gaps"]), "part")
        tell(f"No code covers {parts} of {words:,} words: --last --gaps")


def _show_gaps(data: dict[str, Any]) -> None:
    from qualcode.cli.output import emit
    from qualcode.model.table import Table

    labels = {t["id"]: t["label"] for t in data["themes"]}
    rows = [
        (g["kind"], g["document"], g["start"], g["end"], g["words"],
         "; ".join(labels.get(t, t) for t in g.get("themes") or []), g.get("text", ""))
        for g in data.get("gaps") or []
    ]  # fmt: skip
    emit(
        Table.of(("what", "document", "start", "end", "words", "themes", "text"), rows),
        show=("what", "document", "words", "themes", "text"),
        empty="Every part that was gone through has a code, or one is near.",
    )


def _show_tree(data: dict[str, Any]) -> None:
    if not data.get("tree"):
        tell("Too few themes for a tree")
        return
    by_id = {t["id"]: t for t in data["themes"]}
    for line in _branches(data["tree"], by_id, "", ""):
        _tell(line)


def _branches(node: dict[str, Any], by_id: dict[str, Any], lead: str, below: str) -> list[str]:
    if "theme" in node:
        theme = by_id.get(node["theme"])
        if theme is None:
            return []
        people = counted(theme["people"], "person")
        return [f"{lead}{theme['id']} {theme['label']} ({people})"]
    children = node.get("below") or []
    lines = [f"{lead}{node.get('label') or 'All themes'}"]
    for at, child in enumerate(children):
        final = at == len(children) - 1
        lines += _branches(
            child, by_id, below + ("└─ " if final else "├─ "), below + ("   " if final else "│  ")
        )
    return lines
