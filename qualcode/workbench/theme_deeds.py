"""From a suggested theme to the codebook and the codings: a draft code, coded examples."""

from __future__ import annotations

from qualcode.errors import BadInputError, QualcodeError
from qualcode.model.codebook import Code, Codebook
from qualcode.store.codebook_writing import with_code_added
from qualcode.store.study import Study
from qualcode.workbench.codebook_commands import edit_codebook
from qualcode.workbench.codebook_editing import new_code
from qualcode.workbench.session import CodingSession
from qualcode.workbench.stored_themes import StoredPassage, StoredTheme, StoredThemes


def drafted(
    book: Codebook, themes: StoredThemes, theme: StoredTheme, name: str, *, code_id: str = ""
) -> Code:
    """Return a draft code of a theme: its definition is left to a person, its source recorded.

    The source has no words of participants: how many people and passages, the model and the day.

    Raises:
        BadInputError: the name or id cannot be used.
    """
    source = (
        f"Suggested theme {theme.id} of {themes.made}: {theme.people} people, {theme.size} "
        f"passages ({themes.model}, seed {themes.seed})"
    )
    return new_code(book, name or theme.label, id=code_id, source=source)


def draft_code(
    study: Study,
    themes: StoredThemes,
    theme: StoredTheme,
    *,
    name: str = "",
    code_id: str = "",
    under: str = "",
) -> Code:
    """Put a draft code of a theme into the codebook, ``under`` another or at the top.

    Raises:
        BadInputError: the name or id cannot be used.
        StudyError: the codebook could not be written.
    """
    made: list[Code] = []

    def edit(text: str, book: Codebook) -> str:
        made.append(drafted(book, themes, theme, name, code_id=code_id))
        return with_code_added(text, made[0], parent=under)

    edit_codebook(study, edit)
    return made[0]


def here_now(session: CodingSession, passage: StoredPassage) -> bool:
    """Say whether a passage stands in its document's text as it did when themes were made."""
    try:
        _, text = session.desk.open_document(passage.document)
    except QualcodeError:
        return False
    return text[passage.start : passage.end] == passage.text


def code_examples(
    session: CodingSession, theme: StoredTheme, code: Code, *, most: int = 3
) -> tuple[int, int]:
    """Code a theme's first passages, marked as assisted; return how many, and how many had it.

    So they are examples of the code to ``suggest`` and to other coders, while participants'
    words stay out of ``codebook.yaml``, which git takes.

    Raises:
        BadInputError: the texts are not those the themes were made of, or the code cannot be used.
        StudyError: it could not be saved.
    """
    passages = theme.passages[:most]
    changed = [p.document for p in passages if not here_now(session, p)]
    if changed:
        raise BadInputError(
            f"{changed[0]} is not the text the themes were made of",
            mend="Make them anew: qualcode themes",
        )
    made = there = 0
    for passage in passages:
        span = (passage.start, passage.end)
        if any(
            c.code == code.id and c.event.start <= span[0] and c.event.end >= span[1]
            for c in session.at(passage.document, *span)
        ):
            there += 1
            continue
        session.add(passage.document, [code], span, assisted=True)
        made += 1
    return made, there
