"""Fills a `qc` project with the codings of a benchmark study; runs in qc's own environment.

Usage: peer_qc.py PROJECT CODINGS.json, where codings are [file, first line, code] lists.
"""

import json
import sqlite3
import sys
from pathlib import Path

project, codings = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
db = sqlite3.connect(project / "qualitative_coding.sqlite3")
indices = dict(db.execute("select document_id, id from document_index where name = 'lines'"))
if not indices:
    indices = dict(db.execute("select document_id, id from document_index"))
locations = {
    (index, line): key
    for key, index, line in db.execute("select id, document_index_id, start_line from location")
}
db.execute("insert into coder (name) values ('ann')")
for code in sorted({code for _, _, code in codings}):
    db.execute("insert into code (name) values (?)", (code,))
tree: dict[str, list[str]] = {}
for number, (file, line, code) in enumerate(codings, 1):
    db.execute("insert into coded_line values (?, ?, 'ann', ?)", (number, line, code))
    place = locations.get((indices[file], line))
    if place is not None:
        db.execute("insert into coded_line_location_association values (?, ?)", (number, place))
db.commit()
(project / "codebook.yaml").write_text(
    "".join(f"- {c}\n" for c in sorted({c for *_, c in codings}))
)
