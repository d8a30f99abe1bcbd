"""The keys of the screens that search the transcripts, retrieve codings and show themes."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

#: Keys of a list of passages, by the names of its actions.
LIST_ACTIONS: tuple[Action, ...] = (
    Action("step(1)", ("down", "j"), "Move", "Next passage"),
    Action("step(-1)", ("up", "k"), "Move", "Previous passage"),
    Action("page(1)", ("pagedown",), "Move", "A page down"),
    Action("page(-1)", ("pageup",), "Move", "A page up"),
    Action("edge(-1)", ("home",), "Move", "First passage"),
    Action("edge(1)", ("end",), "Move", "Last passage"),
    Action("open", ("enter",), "Move", "Open the passage in its text", "open"),
    Action("tick", ("space",), "Code", "Tick the passage, or untick it", "tick"),
)

#: Keys with a letter are for the list; where words are typed they are letters.
SEARCH_ACTIONS: tuple[Action, ...] = (
    Action("words", ("slash",), "Search", "To the words to search for", "words"),
    Action("switch('regex')", ("f2",), "Search", "A regular expression, or words as they stand"),
    Action("switch('participants_only')", ("f3",), "Search", "Only participants, or everybody"),
    Action("next_group", ("f4",), "Search", "Only one group: the next"),
    Action("choose_code", ("f5",), "Search", "Only where a code was given: choose it"),
    Action("next_valence", ("f6",), "Search", "Only where a valence was given: the next"),
    Action("code", ("c",), "Code", "Code all that is ticked", "code"),
    Action("judge", ("f",), "Code", "Codings just made, to judge them one by one; or all"),
    Action("unit", ("w",), "Code", "Code the words found, their sentence or their turn"),
    Action("tick_all", ("a",), "Code", "Tick all, or none", "all/none"),
    Action("undo", ("u",), "Code", "Undo, saying what", "undo"),
    Action("help", ("f1", "question_mark"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)

RETRIEVAL_ACTIONS: tuple[Action, ...] = (
    Action("judge('works_well')", ("plus", "equals_sign"), "Code", "Works well, and on", "well"),
    Action("judge('works_less_well')", ("minus",), "Code", "Works less well, and on", "less"),
    Action("judge('mixed')", ("tilde", "underscore"), "Code", "Mixed, and on"),
    Action("judge('neutral')", ("0",), "Code", "Neutral, and on"),
    Action("judge('')", ("exclamation_mark",), "Code", "Not judged, and on"),
    Action("recode", ("r",), "Code", "Give the coding another code", "recode"),
    Action("note", ("i",), "Code", "Write a note on the coding", "note"),
    Action("remove", ("delete", "x"), "Code", "Remove the coding", "remove"),
    Action("undo", ("u", "ctrl+z"), "Code", "Undo, saying what", "undo"),
    Action("redo", ("ctrl+r", "ctrl+y"), "Code", "Redo"),
    Action("fold", ("space",), "View", "Fold the passage to two rows, or show it whole", "fold"),
    Action("fold_all", ("Z",), "View", "Fold all passages, or show all whole"),
    Action("copy", ("ctrl+c",), "Take out", "Copy the words to the clipboard"),
    Action("export", ("X",), "Take out", "Write what is listed to Word, Excel or CSV", "export"),
    Action("choose_code", ("f",), "Find", "Codings of another code, or of all", "code"),
    Action("next_group", ("g",), "Find", "Only one group: the next"),
    Action("next_valence", ("v",), "Find", "Only one valence: the next"),
    Action("next_coder", ("o",), "Find", "Only one coder: the next"),
    Action("this_document", ("d",), "Find", "Only the document at the cursor, or all"),
    Action("compare", ("b", "vertical_line"), "Compare", "With a second code, or stop", "compare"),
    Action("overlap", ("n",), "Compare", "Next passage where both codes were given", "overlap"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)

THEMES_ACTIONS: tuple[Action, ...] = (
    Action("other", ("tab", "shift+tab"), "Themes", "To the passages, or back to the themes"),
    Action("to('passages')", ("right", "l"), "Themes", "To the passages"),
    Action("to('themes')", ("left", "h"), "Themes", "To the themes"),
    Action("gaps", ("g",), "Themes", "Parts that no code covers, or the themes", "gaps"),
    Action("make", ("m",), "Themes", "Make themes, or make them again", "make"),
    Action("code", ("c",), "Code", "Code the passage, marked as assisted", "code"),
    Action("draft", ("C",), "Code", "Draft code of the theme, to be defined by you", "draft code"),
    Action("undo", ("u", "ctrl+z"), "Code", "Undo, saying what", "undo"),
    Action("help", ("question_mark", "f1"), "View", "All keys", "keys"),
    Action("leave", ("escape", "q"), "View", "Back", "back"),
)
