"""Adopts a suggested theme: makes a draft code of it, and codes its passages as examples."""

from __future__ import annotations

from qualcode.errors import BadInputError, QualcodeError, StudyError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.codebook.find import check_usable
from qualcode.model.text.text import safe_for_terminal
from qualcode.store.codebook.edit import with_code_added
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.study import Study
from qualcode.workbench.codebook.code_form import new_code
from qualcode.workbench.coding.bulk_coding import CodedEach
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.themes.code_names import given_name
from qualcode.workbench.themes.stored import StoredPassage, StoredTheme, StoredThemes


def source_of(themes: StoredThemes, theme: StoredTheme) -> str:
    """Return the source of a code made from a theme, without words of participants."""
    return safe_for_terminal(
        f"Suggested theme {theme.id} of {themes.made}: {theme.people} people, {theme.size} "
        f"passages ({themes.model}, seed {themes.seed})"
    )


def code_made_of(book: Codebook, themes: StoredThemes, theme: StoredTheme) -> Code | None:
    """Return the first code that was made from a theme, if any."""
    source = source_of(themes, theme)
    return next((code for code in book if code.source == source), None)


def drafted(
    book: Codebook, themes: StoredThemes, theme: StoredTheme, name: str, *, code_id: str = ""
) -> Code:
    """Return a draft code for a theme, with its source; a person writes the definition.

    The source has no words of participants, only the numbers of people and passages, the model and
    the day.

    Raises:
        BadInputError: the name or id cannot be used.
    """
    return new_code(book, name, id=code_id, source=source_of(themes, theme))


def draft_code(
    study: Study,
    themes: StoredThemes,
    theme: StoredTheme,
    *,
    name: str = "",
    code_id: str = "",
    under: str = "",
) -> Code:
    """Put a draft code for a theme into the codebook, ``under`` another or at the top.

    Without ``name`` it gets the theme's label, without what may be somebody's name.

    Raises:
        BadInputError: the name or id cannot be used, or no part of the label can.
        StudyError: the codebook could not be written.
    """
    made: list[Code] = []
    called = name or given_name(study, theme)

    def edit(text: str) -> str:
        book = parse_codebook(text, "codebook.yaml")[0]
        made.append(drafted(book, themes, theme, called, code_id=code_id))
        return with_code_added(text, made[0], parent=under)

    study.edit_codebook(edit)
    return made[0]


def here_now(session: CodingSession, passage: StoredPassage) -> bool:
    """Return whether a passage is still in its document's text as when themes were made."""
    try:
        _, text = session.texts.open_document(passage.document)
    except (QualcodeError, OSError):  # its file may name an impossible document
        return False
    return text[passage.start : passage.end] == passage.text


def code_examples(
    session: CodingSession, theme: StoredTheme, code: Code, *, most: int = 3
) -> CodedEach:
    """Code a theme's first passages as assisted; return what became of them.

    This is one step, which one undo reverses.

    They then serve ``suggest`` and other coders as examples of the code, while participants' words
    stay out of ``codebook.yaml``, which git takes.

    Raises:
        BadInputError: the texts are not those the themes were made of, or the code cannot be used.
        StudyError: it could not be saved.
    """
    check_usable(code)
    passages = theme.passages[:most]
    changed = [p.document for p in passages if not here_now(session, p)]
    if changed:
        raise BadInputError(
            f"{changed[0]} is not the text the themes were made of",
            mend="Make them again: qualcode themes",
        )
    places = [(p.document, (p.start, p.end)) for p in passages]
    # In one step: all of them or none, and one undo reverses it.
    done = session.add_each(places, [code], assisted=True)
    if done.passages and session.problem:
        raise StudyError(session.problem)
    return done
