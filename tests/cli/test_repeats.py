"""An option that takes one value and is given twice is refused in one line, by every command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from qualcode.cli.main import COMMANDS, cli
from qualcode.cli.repeats import pairs, refuse_repeats
from tests.conftest import Run


def commands(command: click.Command, ctx: click.Context) -> Iterator[tuple[str, click.Context]]:
    yield ctx.command_path, ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            below = command.get_command(ctx, name)
            assert below is not None
            yield from commands(below, click.Context(below, ctx, name))


EVERY = dict(commands(cli, click.Context(cli, info_name="qualcode", **cli.context_settings)))


def test_every_command_is_tried():
    assert {f"qualcode {name}" for name in COMMANDS} <= EVERY.keys()
    assert {"qualcode cases set", "qualcode matrix cell", "qualcode codebook edit"} <= EVERY.keys()


@pytest.mark.parametrize("path", EVERY)
def test_no_value_of_an_option_is_dropped(path: str):
    ctx = EVERY[path]
    options = [one for one in ctx.command.params if isinstance(one, click.Option)]
    for option in options:
        once = [option.opts[-1], *["x"] * option.nargs]
        twice = [*once, *once]
        if option.is_flag or option.count or option.multiple:
            refuse_repeats(ctx.command, ctx, [option.opts[-1]] * 2 if option.is_flag else twice)
            continue
        with pytest.raises(click.UsageError, match="is given twice, and takes one value"):
            refuse_repeats(ctx.command, ctx, twice)
        refuse_repeats(ctx.command, ctx, once)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["cases", "set", "YP1", "--group", "yp", "--group", "sw"], "--group is given twice"),
        (["import", "a.txt", "--as=a1", "--as", "a2", "--as", "a3"], "--as is given 3 times"),
        (["search", "door", "--coder=ann", "--coder=ben", "--code", "moves"], ""),
        (["speakers", "--dry-run"], "No such option"),
        (["--coder", "ann", "--coder", "ben", "cases"], "--coder is given twice"),
        (["sync", "--rename", "a=b", "--rename", "a=c"], "--rename gives 'a' twice"),
    ],
)  # fmt: skip
def test_one_line_says_which_and_nothing_is_done(
    study_path: Path, run: Run, given: list[str], said: str
):
    before = (study_path / "cases.csv").read_bytes()
    done = run("-C", study_path, *given)
    assert done.status == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert (study_path / "cases.csv").read_bytes() == before


def test_a_flag_and_an_option_of_many_values_may_be_repeated(study_path: Path, run: Run):
    given = ("--attribute", "role=pupil", "--attribute", "area=north", "--dry-run", "--dry-run")
    done = run("-C", study_path, "cases", "set", "YP1", *given)
    assert done.status == 0, done.err
    assert "role pupil" in done.out
    assert "area north" in done.out


def test_of_two_groups_with_one_id_none_is_dropped(tmp_path: Path, run: Run):
    done = run("new", tmp_path / "s", "--group", "sw=Social care", "--group", "sw=Schools")
    assert (done.status, "--group gives 'sw' twice" in done.err) == (2, True)
    assert not (tmp_path / "s").exists()


@pytest.mark.parametrize("wrong", ["a", "=b", "a=", " = "])
def test_a_pair_has_two_sides(wrong: str):
    assert pairs(["a= b", "c=d=e"], "--x", "OLD=NEW") == {"a": "b", "c": "d=e"}
    with pytest.raises(click.UsageError, match="should be OLD=NEW"):
        pairs([wrong], "--x", "OLD=NEW")
