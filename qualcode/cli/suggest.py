"""``suggest``: suggests codes for passages, with the reasons for each."""

from __future__ import annotations

import click

from qualcode.cli.context import Settings
from qualcode.cli.output import emit, say, table_options
from qualcode.cli.scheduler_option import elsewhere_of, scheduler_option


@click.command()
@click.argument("document", required=False, default="", metavar="[DOC]")
@click.option("--code", "wanted", default="", metavar="CODE", help="Only this code.")
@click.option("--codes", "per_code", is_flag=True, help="Show how well each code can be suggested.")
@click.option("--second-look", "look", is_flag=True, help="Show where coders and model disagree.")
@click.option("--next", "to_code", is_flag=True, help="Show what to code next, to learn most.")
@click.option(
    "--taken", is_flag=True, help="Show how often suggestions were accepted, by coder and week."
)
@click.option("--most", default=20, show_default=True, type=click.IntRange(0), help="0 for all.")
@click.option("--with-assisted", is_flag=True, help="Learn from assisted codings as well.")
@scheduler_option
@table_options
@click.pass_obj
def suggest(
    settings: Settings, document: str, wanted: str, per_code: bool, look: bool, to_code: bool,
    taken: bool, most: int, with_assisted: bool, scheduler: str,
    as_json: bool, as_csv: bool,
) -> None:  # fmt: skip
    """Suggest codes for passages, at first from definitions, later from existing codings.

    Offline and repeatable. Each suggestion shows which words point to it and which coded passages
    are most similar. The quality of a code's suggestions is measured on transcripts that were left
    out of learning; codes that cannot be suggested well are not suggested. Suggestions are not
    codings until a person accepts them; nothing is learnt from others' codings that you may not see
    yet.

    Examples:

    \b
        qualcode suggest sc-04
        qualcode suggest --codes
        qualcode suggest --second-look --json
    """
    from qualcode.cli.output import progress_bar
    from qualcode.model.codebook.find import find_code
    from qualcode.workbench.suggestions.answers import refuse_if_off, taken_table
    from qualcode.workbench.suggestions.suggester import Suggester
    from qualcode.workbench.suggestions.tables import in_words, states_table, suggestions_table

    if sum((per_code, look, to_code, taken)) > 1:
        raise click.UsageError(
            "--codes, --second-look, --next or --taken", click.get_current_context()
        )
    study = settings.study()
    refuse_if_off(study)
    if taken:
        emit(taken_table(study), as_json=as_json, as_csv=as_csv,
             empty="Nobody has answered a suggestion yet.")  # fmt: skip
        return
    if document:
        study.document(document)
    code = find_code(study.codebook, wanted).id if wanted else ""
    with elsewhere_of(scheduler) as elsewhere, progress_bar() as progress:
        found = Suggester(
            study, settings.known_coder(study), with_assisted=with_assisted, progress=progress,
            elsewhere=elsewhere,
        )  # fmt: skip
    if per_code:
        table = states_table(found)
        emit(table, as_json=as_json, as_csv=as_csv,
             show=("code", "state", "examples", "precision", "recall", "why"))  # fmt: skip
        if not (as_json or as_csv):
            say(f"Valence: {found.valence.why}")
        return
    documents = [document] if document else []
    kinds: list[str] = []
    if look:
        pairs = found.second_look(documents=documents, code=code, most=most)
        kinds, shown = [k for k, _ in pairs], [s for _, s in pairs]
    elif to_code:
        shown = found.to_learn_most(most or len(found.segments))
    else:
        shown = found.suggestions(documents=documents, code=code, most=most)
    sure = "probability" if as_json or as_csv else "sure"
    columns = ("document", "code", sure, *(("valence",) if found.valence.speaks else ()),
               "words", "text")  # fmt: skip
    table = suggestions_table(shown, kinds)
    if not (as_json or as_csv):
        table = in_words(table, found.states)
    emit(table, as_json=as_json, as_csv=as_csv,
         show=("look", *columns) if kinds else columns, empty="Nothing to suggest.")  # fmt: skip
    if not (as_json or as_csv):
        _say_states(found.states, found.hidden)


def _say_states(states: list, hidden: int) -> None:  # type: ignore[type-arg]
    kinds = {kind: [s for s in states if s.state == kind]
             for kind in ("measured", "by definition", "silent")}  # fmt: skip
    say(
        f"{len(kinds['measured'])} codes measured on transcripts left out, "
        f"{len(kinds['by definition'])} from their definition only, {len(kinds['silent'])} silent: "
        "qualcode suggest --codes"
    )
    if hidden:
        say(f"{hidden} codings of others that you may not see yet were not learnt from")
