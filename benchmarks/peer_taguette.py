"""The benchmark jobs on Taguette's own functions; runs in Taguette's own environment.

Usage: peer_taguette.py HTML-FOLDER CODINGS.json DATABASE. Prints seconds as JSON. The web server
is left out: these are the same calls its handlers make.
"""

import asyncio
import json
import statistics
import sys
import time
from pathlib import Path

from taguette import convert, database, extract

folder, codings_file, path = map(Path, sys.argv[1:])
session = database.connect(f"sqlite:///{path}")()
user = database.User(login="ann")
user.set_password("benchmark")
project = database.Project(name="benchmark", description="")
session.add_all([user, project])
session.flush()
session.add(
    database.ProjectMember(
        user_login="ann", project_id=project.id, privileges=database.Privileges.ADMIN
    )
)
session.commit()
took: dict[str, float] = {}

start = time.perf_counter()
documents = {}
for file in sorted(folder.glob("*.html")):
    body = asyncio.run(convert.to_html_chunks(file.read_bytes(), "text/html", file.name, {}))
    document = database.Document(
        name=file.stem,
        description="",
        filename=file.name,
        project_id=project.id,
        contents=body,
        text_direction=database.TextDirection.LEFT_TO_RIGHT,
    )
    session.add(document)
    session.flush()
    session.add(database.Command.document_add("ann", document))
    session.commit()
    documents[file.stem] = document.id
took["import"] = time.perf_counter() - start

codings = json.loads(codings_file.read_text())
tags = {}
for code in sorted({c for *_, c in codings}):
    tag = database.Tag(project=project, path=code, description="")
    session.add(tag)
    session.flush()
    tags[code] = tag.id
highlights, links = [], []
for number, (name, a, b, snippet, code) in enumerate(codings, 1):
    highlights.append(
        {"id": number, "document_id": documents[name], "start_offset": a, "end_offset": b,
         "snippet": f"<p>{snippet}</p>"}
    )  # fmt: skip
    links.append({"highlight_id": number, "tag_id": tags[code]})
session.execute(database.Highlight.__table__.insert(), highlights)
session.execute(database.highlight_tags.insert(), links)
session.commit()

times = []
for name, a, b, _, code in codings[:60]:
    start = time.perf_counter()
    document = session.get(database.Document, documents[name])
    highlight = database.Highlight(
        document=document,
        start_offset=a,
        end_offset=b,
        snippet=extract.extract(document.contents, a, b),
    )
    session.add(highlight)
    session.flush()
    session.execute(
        database.highlight_tags.insert(), [{"highlight_id": highlight.id, "tag_id": tags[code]}]
    )
    session.add(database.Command.highlight_add("ann", document, highlight, [tags[code]]))
    session.commit()
    times.append(time.perf_counter() - start)
took["coding"] = statistics.median(times)

print(json.dumps(took))
