"""``new``, ``demo`` and ``check``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import tell
from qualcode.cli.repeats import pairs
from qualcode.model.plural import counted

if TYPE_CHECKING:
    from qualcode.model.merge_decision import Side


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--codebook",
    "codebooks",
    multiple=True,
    metavar="NAME|FILE",
    help="nine-principles, policy-themes or a file; several are joined.",
)
@click.option("--name", default="", help="The study's name in reports. Otherwise the folder's.")
@click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="CODE",
    help="The language of the interviews.",
)
@click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="ID=NAME",
    help="A stakeholder group; may be given several times, in the order of reports.",
)
@click.option("--coder", "coder", default="", metavar="NAME",
              help="Who you are. In a terminal it is asked.")  # fmt: skip
@click.option("--from", "place", default="", metavar="PLACE",
              help="Take it from the team's copy: a folder on a shared drive.")  # fmt: skip
@click.pass_obj
def new(
    settings: Settings,
    path: Path,
    codebooks: tuple[str, ...],
    name: str,
    language: str,
    groups: tuple[str, ...],
    coder: str,
    place: str,
) -> None:
    """Make a study folder at PATH, or take a team's study from where 'sync' sends it.

    Examples:

    \b
        qualcode new my-study --codebook nine-principles --group schools="School leaders"
        qualcode new my-study --coder ann
        qualcode new our-study --from "/shared drive/study.git"
    """
    from qualcode.store.io.durable import check_file_name

    coder = coder or settings.said_coder
    if coder:
        check_file_name(coder, "coder")
    if place:
        if codebooks or name or groups:
            raise click.UsageError(
                "--from takes the study as it is, with its codebook and groups",
                click.get_current_context(),
            )
        from qualcode.workbench.team.shared_folder import join_study

        lines = join_study(path, place)
        tell(f"{path}: the study, from {place}")
        for line in lines:
            tell(line)
        _say_who(path, coder)
        return
    from qualcode.model.languages import checked_language
    from qualcode.workbench.study.creation import make_study

    named = pairs(groups, "--group", "ID=NAME")
    spoken = checked_language(language)
    made = make_study(path, name=name, codebooks=codebooks, language=spoken, groups=named)
    tell(f"{path}: a study with {counted(made.codes, 'code')}")
    tell(made.git)
    _say_who(path, coder)
    tell(f"Next: qualcode -C {path} import FILES")


def _say_who(path: Path, coder: str) -> None:
    """Remember who works in a new study; in a terminal ask, elsewhere say how to say it."""
    from qualcode.cli.recent import keep_in_list
    from qualcode.cli.who import ask_who, in_terminal
    from qualcode.store.study import Study

    study = Study.open(path)
    keep_in_list(study)
    if coder:
        study.set_local_coder(coder)
    elif in_terminal():
        ask_who(study)
    else:
        tell(f"Say who you are: qualcode -C {path} coders --me NAME")


@click.command()
@click.argument("path", type=click.Path(path_type=Path), default=Path("demo-study"))
def demo(path: Path) -> None:
    """Make a study of twelve invented interviews at PATH (default: demo-study).

    Imports them, codes them, suggests themes, writes the Word matrix, and says what to open.

    Example:

    \b
        qualcode demo /tmp/looked-after
    """
    from qualcode.cli.output import progress_bar
    from qualcode.cli.recent import keep_in_list
    from qualcode.store.study import Study
    from qualcode.workbench.study.demo import make_demo

    with progress_bar() as progress:
        lines = make_demo(path, progress)
    keep_in_list(Study.open(path))
    for line in lines:
        tell(line)


@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would go and come; change nothing here.")
@click.option("--take", type=click.Choice(["ours", "theirs"]), default=None,
              help="Choose this side for everything that both changed.")  # fmt: skip
@click.option("--rename", "renames", multiple=True, metavar="OLD=NEW",
              help="Another id for your interview, where a colleague's has the same.")  # fmt: skip
@click.option(
    "--same-person",
    "same",
    multiple=True,
    metavar="CASE",
    help="Yours and a colleague's case of this id are one person; 'all': of any id.",
)
@click.option(
    "--rename-case",
    "others",
    multiple=True,
    metavar="OLD=NEW",
    help="They are two people: another id for yours; 'all': a free one for each.",
)
@click.option("--with", "place", default="", metavar="PATH",
              help="The first time: where to make the team's copy.")  # fmt: skip
@click.pass_obj
def sync(
    settings: Settings,
    dry_run: bool,
    take: str | None,
    renames: tuple[str, ...],
    same: tuple[str, ...],
    others: tuple[str, ...],
    place: str,
) -> None:
    """Send your work to the team's copy of the study, and take theirs.

    It commits what you did, merges what others did, checks, and sends. If two people changed the
    same thing in different ways (a definition, say), you are asked to decide, one by one, with both
    versions side by side. If they imported two interviews under one id, both are kept: yours gets
    another, which you are asked for, or say with --rename. If they made two cases under one id, you
    are asked whether it is one person, or say it with --same-person or --rename-case. If anything
    else needs a person (a real name in a memo, a copy of a transcript), it stops, leaves everything
    as it was, and says how to go on. Files that a study does not write (exports, notes, copies)
    stay here and are listed. The team's copy may be a folder on a shared drive.

    Example:

    \b
        qualcode sync --with "/shared drive/study.git"
        qualcode sync --dry-run
        qualcode sync
        qualcode sync --rename sc-01=sc-02
        qualcode sync --rename-case P01=P21
    """
    from qualcode.cli.decide import decider, person_asker, renamer
    from qualcode.workbench.team.sync import sync as sync_study

    if dry_run and place:
        raise click.UsageError("--with makes something: not a dry run", click.get_current_context())
    study = settings.study()
    done = sync_study(
        study,
        coder=settings.known_coder(study),
        dry_run=dry_run,
        decide=decider(take),
        # Nobody is asked for a dry run; what was said is tried.
        rename=renamer(renames) if renames or not dry_run else None,
        people=person_asker(same, others) if same or others or not dry_run else None,
        place=place,
    )
    for title, lines in (("Goes", done.going), ("Comes", done.coming)):
        tell(f"{title}: {'; '.join(lines) if lines else 'nothing'}")
    for line in done.staying:
        tell(f"Stays here: {line}")
    for line in done.done:
        tell(line)


@click.command("git-setup")
@click.pass_obj
def git_setup(settings: Settings) -> None:
    """Set up in this clone what git does not copy: the check before each commit, codebook merges.

    The check stops a commit that would take a transcript, an original, a copy of one, or a real
    name of the private table, and says which and where. Codebooks of two branches are merged by
    code and field, not by lines. 'new' does this for the study it makes; everyone who clones it
    does it once.

    Example:

    \b
        qualcode git-setup
    """
    from qualcode.store.git.hooks import set_drivers, set_guard
    from qualcode.store.git.ignore_attributes import extend_attributes

    root = settings.study().root
    tell(set_guard(root))
    tell(set_drivers(root))
    if added := extend_attributes(root):
        tell(added)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV.")
@click.option("--staged", is_flag=True, help="Only what the next git commit would take.")
@click.option("--take-in", is_flag=True, help="Take in what sync clients' conflict copies hold.")
@click.option(
    "--take",
    type=click.Choice(["ours", "theirs"]),
    help="With --take-in: decide everything for the originals (ours) or the copies.",
)
@click.option("--dry-run", is_flag=True, help="With --take-in: change nothing.")
@click.option("--repair", is_flag=True, help="First mend what needs no person.")
@click.pass_obj
def check(
    settings: Settings, as_json: bool, as_csv: bool, staged: bool, take_in: bool,
    take: Side | None, dry_run: bool, repair: bool,
) -> int:  # fmt: skip
    """Check the study, and say for each problem where it is and how to mend it.

    --repair puts away files that were left half-written, ends logs that were cut off, saves as
    UTF-8 what another program saved otherwise, and shuts folders of words to other accounts of this
    machine. What it changes is first copied into private/set-aside.

    The exit status is 3 if any problem is at level error; with warnings and notes alone it is 0.
    With --staged, as 'new' and 'git-setup' set it before every commit, it is 1 if transcripts or
    real names would go into git.

    Where OneDrive, Dropbox, Syncthing or the like left two versions of a file side by side,
    --take-in puts what the copy holds into the original, nothing twice, and the copy into
    private/set-aside. What only a person can decide is left, and named; the exit status is then 1.

    Examples:

    \b
        qualcode check
        qualcode check --take-in --dry-run
        qualcode check --repair
    """
    if (take or dry_run) and not take_in:
        raise click.UsageError("--take and --dry-run go with --take-in")
    if sum((take_in, staged, repair)) > 1:
        raise click.UsageError("one of --take-in, --repair and --staged")
    if take_in:
        return _take_in(settings, take, as_json=as_json, as_csv=as_csv, dry_run=dry_run)
    if staged:
        from qualcode.cli.guard import main

        return main()
    from qualcode.cli.output import emit, say
    from qualcode.workbench.check.study import check_study, problems_table

    study = settings.study(broken=True)
    if repair:
        from qualcode.workbench.check.repair import repair_study

        done = repair_study(study)
        for one in done:
            say(f"Repaired: {one.line()}")
        if not done:
            say("There was nothing to repair without you.")
    found = check_study(study)
    errors = sum(p.level == "error" for p in found)
    if as_json or as_csv:
        emit(problems_table(found), as_json=as_json, as_csv=as_csv)
    else:
        for problem in found:
            tell(problem.line())
        rest = counted(len(found) - errors, "warning or note", "warnings and notes")
        say(f"{counted(errors, 'error')}, {rest}" if found else "Nothing is wrong.")
    return 3 if errors else 0


def _take_in(
    settings: Settings, side: Side | None, *, as_json: bool, as_csv: bool, dry_run: bool
) -> int:
    from qualcode.cli.output import emit, say
    from qualcode.model.text.text import safe_for_terminal
    from qualcode.workbench.team.take_in import take_in, taken_in_table

    found = take_in(settings.study(broken=True), side=side, dry_run=dry_run)
    left = [one for one in found if not one.aside]
    if as_json or as_csv:
        emit(taken_in_table(found), as_json=as_json, as_csv=as_csv)
        return 1 if left else 0
    for one in found:
        how = "left" if not one.aside else "would be taken in" if dry_run else "taken in"
        at = "" if dry_run or not one.aside else f". The copy is now {one.aside}"
        click.echo(safe_for_terminal(f"{how}: {one.name} ({one.of}): {one.said}{at}"))
        for decision in one.decisions:
            click.echo(safe_for_terminal(f"  - {decision}"))
    if not found:
        say("There is no conflict copy in the study.")
    if left:
        decided = any(one.decisions for one in left) and side is None
        take = "; or decide all at once: --take ours (the originals) or --take theirs (the copies)"
        say(
            f"{counted(len(left), 'copy', 'copies')} left: put what is right into the original by "
            f"hand, and run it again{take if decided else ''}"
        )
    return 1 if left else 0
