"""``codebook add|edit|rename|move|merge|retire|restore``: each is one edit of ``codebook.yaml``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import say, tell
from qualcode.model.plural import counted, plural


def _field_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for name in ("source", "colour", "name-cy", "definition", "brief"):
        command = click.option(f"--{name}", default=None, metavar="TEXT")(command)
    for name in ("example", "exclude", "include"):
        command = click.option(f"--{name}", multiple=True, metavar="TEXT",
                               help="May be repeated; replaces all.")(command)  # fmt: skip
    return command


def _fields(given: dict[str, Any]) -> dict[str, str | list[str]]:
    fields: dict[str, str | list[str]] = {
        name: given[name]
        for name in ("brief", "definition", "name_cy", "colour", "source")
        if given.get(name) is not None
    }
    for option, name in (("include", "include"), ("exclude", "exclude"), ("example", "examples")):
        if given.get(option):
            fields[name] = list(given[option])
    return fields


@click.command()
@click.argument("code_id", metavar="ID")
@click.option("--name", required=True, metavar="TEXT", help="What reports call it.")
@click.option("--parent", default="", metavar="CODE", help="Below this code, else at the top.")
@click.option("--status", type=click.Choice(["active", "draft"]), default="active")
@_field_options
@click.pass_obj
def add(
    settings: Settings, /, code_id: str, name: str, parent: str, status: str, **given: Any
) -> None:
    """Add a code, with an id that never changes.

    Example:

    \b
        qualcode codebook add life-story --name "Life story work" --parent wellbeing
    """
    from qualcode.workbench.codebook.edit import add_code

    add_code(settings.study(), code_id, name, parent=parent, status=status, fields=_fields(given))
    tell(f"{code_id}: {name}, added")


@click.command("edit")
@click.argument("code")
@_field_options
@click.pass_obj
def edit_(settings: Settings, /, code: str, **given: Any) -> None:
    """Change a code's definition, rules, examples or other fields.

    Example:

    \b
        qualcode codebook edit stigma --definition "Being treated as …" --exclude "Bullying: …"
    """
    fields = _fields(given)
    if not fields:
        raise click.UsageError("nothing to change", click.get_current_context())
    _change(settings, code, fields, "changed")


@click.command()
@click.argument("code")
@click.argument("name", metavar="NEW-NAME")
@click.pass_obj
def rename(settings: Settings, code: str, name: str) -> None:
    """Give a code another name; its id stays, so no coding is touched.

    Example:

    \b
        qualcode codebook rename stigma "Stigma and labels"
    """
    _change(settings, code, {"name": name}, f"is now named {name}")


@click.command()
@click.argument("code")
@click.pass_obj
def retire(settings: Settings, code: str) -> None:
    """Close a code to new codings; existing ones stay.

    Example:

    \b
        qualcode codebook retire pep-use
    """
    _change(settings, code, {"status": "retired"}, "is retired")


@click.command()
@click.argument("code")
@click.pass_obj
def restore(settings: Settings, code: str) -> None:
    """Open a retired code again.

    Example:

    \b
        qualcode codebook restore pep-use
    """
    _change(settings, code, {"status": "active"}, "is active again")


def _change(settings: Settings, wanted: str, fields: dict[str, str | list[str]], said: str) -> None:
    from qualcode.model.codebook.find import find_code
    from qualcode.workbench.codebook.code_form import meaning_changes, touched
    from qualcode.workbench.codebook.edit import change_code

    study = settings.study()
    code = find_code(study.codebook, wanted)

    meaning = meaning_changes(code, fields)
    before = touched(study, study.codebook, code.id) if meaning else None
    if not change_code(study, code.id, fields):
        tell(f"{code.id}: as it was")
        return
    tell(f"{code.id}: {said}")
    if before is not None and before.codings:
        say(before.words)


@click.command()
@click.argument("code")
@click.option("--below", "parent", default=None, metavar="CODE", help="Last below this code.")
@click.option("--before", default="", metavar="CODE", help="Right before this one.")
@click.option("--top", is_flag=True, help="To the top, last.")
@click.pass_obj
def move(settings: Settings, code: str, parent: str | None, before: str, top: bool) -> None:
    """Move a code, and all below it; no coding is touched.

    Example:

    \b
        qualcode codebook move equipment --below carer-support
    """
    from qualcode.model.codebook.find import find_code
    from qualcode.store.codebook.edit import with_code_moved

    if sum((parent is not None, bool(before), top)) != 1:
        raise click.UsageError("say where: --below, --before or --top", click.get_current_context())
    study = settings.study()
    book = study.codebook
    one = find_code(book, code).id
    where = find_code(book, parent).id if parent else ""
    next_one = find_code(book, before).id if before else ""
    study.edit_codebook(lambda text: with_code_moved(text, one, parent=where, before=next_one))
    tell(f"{one}: moved")


@click.command()
@click.argument("what", nargs=-1, required=True, metavar="CODE INTO | BASE OURS THEIRS")
@click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing.")
@click.pass_obj
def merge(settings: Settings, what: tuple[str, ...], dry_run: bool) -> int:
    """Merge CODE into another, which takes over its codings: one edit of one file.

    'git revert' undoes it, codings included, since no coding log is touched. With three files it
    merges two people's codebooks, by code and field, into OURS, as git does after 'git-setup'; the
    exit status is 1 if a person has to decide on a code.

    Examples:

    \b
        qualcode codebook merge pep-timeliness pep-quality
        qualcode codebook merge base.yaml codebook.yaml theirs.yaml
    """
    if len(what) == 3:
        from pathlib import Path

        from qualcode.cli.merging import merge_files

        base, ours, theirs = map(Path, what)
        return merge_files(base, ours, theirs, dry_run=dry_run)
    if len(what) != 2:
        raise click.UsageError("two codes, or three files", click.get_current_context())
    code, into = what
    from qualcode.model.codebook.find import find_code
    from qualcode.store.codebook.edit import with_code_merged
    from qualcode.workbench.codebook.code_form import meeting, touched

    study = settings.study()
    book = study.codebook
    one, other = find_code(book, code), find_code(book, into)
    before, met = touched(study, book, one.id), meeting(study, book, one.id, other.id)
    study.edit_codebook(lambda text: with_code_merged(text, one.id, other.id), dry_run=dry_run)
    tell(f"{one.id}: {'would be' if dry_run else 'is'} merged into {other.id}")
    if before.codings:
        by = counted(before.coders, "coder")
        bear = counted(before.codings, "coding", "codings")
        verb = plural(before.codings, "bears", "bear")
        say(f"{bear} by {by} {verb} {other.id} then: read them by its definition")
    if met:
        say(
            f"{counted(met, 'coding meets another', 'codings meet others')} of the same coder and "
            "words, and each pair counts once. 'qualcode check' names them"
        )
    return 0


COMMANDS = (add, edit_, rename, retire, restore, move, merge)
