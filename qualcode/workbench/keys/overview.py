"""The actions of the overview: a table of keys, names and explanations."""

from __future__ import annotations

from qualcode.workbench.keys.coding import Action

#: As ``ACTIONS``: keys as Textual names them, plain keys first, vim keys after.
OVERVIEW_ACTIONS: tuple[Action, ...] = (
    Action("open", ("enter",), "Documents", "Open the document; of a code, its codings", "open"),
    Action("done", ("D",), "Documents", "Mark the document done, or not done", "done"),
    Action("memo('documents')", ("m",), "Documents", "Memo on the document"),
    Action("speakers", ("w",), "Documents", "Who speaks: roles, cases, groups", "who"),
    Action("names", ("N",), "Documents", "Names: decide what tells who somebody is", ""),
    Action("import", ("I",), "Documents", "Import: look at the labels first", ""),
    Action("add_codes", ("ctrl+k",), "Documents", "Add codes, of a codebook or a report"),
    Action("step(1)", ("down", "j"), "Move", "Next line"),
    Action("step(-1)", ("up", "k"), "Move", "Previous line"),
    Action("edge(-1)", ("home", "g"), "Move", "First line"),
    Action("edge(1)", ("end", "G"), "Move", "Last line"),
    Action("panes", ("p",), "Move", "Documents, codebook, what needs attention", "panes"),
    Action("filter", ("F",), "Find", "Filter the documents", "filter"),
    Action("all", ("escape",), "Find", "All documents again"),
    Action("sort", ("s",), "Find", "Sort by the next column; or click a heading"),
    Action("reverse", ("S",), "Find", "The same order backwards"),
    Action("find", ("f",), "Find", "Codings by code, group, valence, coder", "find"),
    Action("search", ("slash", "ctrl+f"), "Find", "Search the transcripts", "search"),
    Action("themes", ("t",), "Find", "Themes suggested, with their passages"),
    Action("suggest", ("P",), "Find", "Codes suggested, of all documents you have done"),
    Action("matrix", ("M",), "Find", "The synthesis matrix: cells, evidence, summaries"),
    Action("re_read", ("R",), "Study", "Codings to read again: their definition changed"),
    Action("assign", ("A",), "Study", "Assign the codings of a split code to its parts"),
    Action("decide", ("U",), "Study", "Decide what a merge left open in the codebook"),
    Action("undo", ("u", "ctrl+z"), "Study", "Undo, saying what"),
    Action("redo", ("ctrl+r", "ctrl+y"), "Study", "Redo"),
    Action("palette", ("ctrl+p", "colon"), "Study", "Find an action by its name"),
    Action("theme", ("T",), "Study", "Dark, light or high contrast"),
    Action("help", ("question_mark", "f1"), "Study", "These keys", "keys"),
    Action("quit", ("q",), "Study", "Leave qualcode", "quit"),
)

#: What the filter takes, and what each condition keeps.
FILTER_EXAMPLES: tuple[tuple[str, str], ...] = (
    ("ŵyr social", "both words: in id, title, group, language, case"),
    ("group=social", "the group's id or name"),
    ("la=7", "an attribute of a case, such as local_authority"),
    ('role="social worker"', "the same, of two words"),
    ("done=no done=ben", "not done by you, done by ben"),
    ("coded<50 codings=0", "per cent coded by you, number of codings"),
    ("words>5000 age>=16", "any other number"),
    ("memo=yes orphans=yes", "with a memo, with orphaned codings"),
)
