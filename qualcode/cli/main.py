"""The ``qualcode`` command; it loads each command only when called."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import click

from qualcode.cli.context import Settings
from qualcode.cli.repeats import refuse_repeats, without_repeats
from qualcode.errors import QualcodeError
from qualcode.store.io.memory_dumps import keep_no_memory_dumps

#: Command → its module and its line in ``qualcode --help``, which must not load the modules.
COMMANDS = {
    "open": ("qualcode.cli.open:open_", "Open the terminal UI, at the overview or a document."),
    "new": ("qualcode.cli.study:new", "Make a study folder, with its codebook and git set-up."),
    "demo": (
        "qualcode.cli.study:demo",
        "Make a study of sample interviews, from import to Word.",
    ),
    "import": ("qualcode.cli.import_:import_", "Import transcripts."),
    "revise": ("qualcode.cli.revise:revise", "Give a document a new text; codings follow."),
    "edit": ("qualcode.cli.revise:edit", "Edit a document's text in your editor."),
    "names": ("qualcode.cli.names:names", "List what may identify somebody, and decide."),
    "pseudonymise": ("qualcode.cli.names:pseudonymise", "Replace the names you accepted."),
    "documents": ("qualcode.cli.lists:documents", "List the transcripts."),
    "speakers": (
        "qualcode.cli.documents.speakers:speakers",
        "List who speaks in documents, and say who they are.",
    ),
    "cases": (
        "qualcode.cli.documents.cases:cases",
        "List the participants, and set their attributes.",
    ),
    "coders": ("qualcode.cli.lists:coders", "List the coders, or say who you are."),
    "codebook": ("qualcode.cli.codebook.group:codebook", "Show and check the codebook."),
    "coding": ("qualcode.cli.coding:coding", "Add, list, change, remove and undo codings."),
    "search": ("qualcode.cli.lists:search", "Find words in what people said."),
    "table": ("qualcode.cli.lists:table", "Count codings by code, document and more."),
    "suggest": ("qualcode.cli.suggest:suggest", "Suggest codes for passages, with reasons."),
    "themes": ("qualcode.cli.themes:themes", "Suggest themes, and show what the codebook misses."),
    "matrix": ("qualcode.cli.matrix.group:matrix", "Write the synthesis matrix to Word and more."),
    "picture": ("qualcode.cli.picture:picture", "Draw bars and heat maps, here or to a file."),
    "exports": ("qualcode.cli.exports:exports", "List which figures left, and for whom."),
    "sync": ("qualcode.cli.study:sync", "Send your work to the team, and take theirs."),
    "withdraw": ("qualcode.cli.withdraw:withdraw", "Remove a participant who withdraws."),
    "git-setup": ("qualcode.cli.study:git_setup", "Set up the check before commits in a clone."),
    "prove": ("qualcode.cli.prove:prove", "Try out whether names or words leave this computer."),
    "check": ("qualcode.cli.study:check", "Check the study, and say how to mend problems."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, which refuses an option given twice."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return without_repeats(command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the options before the command; refuse one that is given twice."""
        refuse_repeats(self, ctx, args)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for an unknown name, suggest the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f"Did you mean {near[0]!r}?" if near else "See 'qualcode --help'"
            raise click.UsageError(f"no command {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "-C",
    "study_path",
    type=click.Path(path_type=Path),
    envvar="QUALCODE_STUDY",
    metavar="PATH",
    help="The study folder. Otherwise the current folder or one above it.",
)
@click.option(
    "--coder",
    envvar="QUALCODE_CODER",
    metavar="NAME",
    help="Who is coding. Otherwise as set by 'qualcode coders --me NAME'.",
)
@click.version_option(package_name="qualcode", prog_name="qualcode")
@click.pass_context
def cli(ctx: click.Context, study_path: Path | None, coder: str | None) -> None:
    """Qualitative interview research: transcripts in, codings, themes, synthesis matrix out.

    Everything stays on this machine. Try it on invented interviews:

    \b
        qualcode demo

    Without a command it opens the terminal UI: on the study, or where none is, on a list of those
    that were opened here, to choose from or to make one.

    Exit status: 0 done, 1 could not be done, 2 wrong usage, 3 check found errors.
    """
    ctx.obj = Settings(study_path, coder)
    if ctx.invoked_subcommand is None:
        from qualcode.cli.open import begin

        begin(ctx.obj, ctx.get_help)


def main() -> None:
    """Run the command line; every expected error is one line on standard error."""
    keep_no_memory_dumps()
    # Windows consoles may be set to an encoding that lacks some characters of the texts.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        status = cli.main(standalone_mode=False)
    except QualcodeError as error:
        _complain(f"qualcode: {error}", *(f"  {line}" for line in error.more))
        sys.exit(error.exit_status)
    except click.UsageError as error:
        see = f"'{error.ctx.command_path} --help'" if error.ctx else ""
        where = f" (see {see})" if see and see not in error.format_message() else ""
        _complain(f"qualcode: {error.format_message()}{where}")
        sys.exit(2)
    except click.ClickException as error:
        _complain(f"qualcode: {error.format_message()}")
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("qualcode: stopped; what was acknowledged is saved", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; keep Python from reporting that at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except PermissionError as error:
        _complain(f"qualcode: no permission: {error.filename}")
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _complain(*lines: str) -> None:
    from qualcode.model.text.text import safe_for_terminal

    for line in lines:
        click.echo(safe_for_terminal(line), err=True)
