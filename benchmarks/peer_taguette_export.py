"""Taguette's own export of all highlights, on a database that ``peer_taguette.py`` made.

Usage: peer_taguette_export.py DATABASE. Prints seconds as JSON; the web server is left out.
"""

import json
import sys
import time
from pathlib import Path

from taguette import database, export

path = Path(sys.argv[1])
session = database.connect(f"sqlite:///{path}")()
project = session.query(database.Project).one()
took: dict[str, float] = {}

start = time.perf_counter()
with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as out:
    export.highlights_csv(session, project.id, "", out)
took["csv"] = time.perf_counter() - start
session.expunge_all()

start = time.perf_counter()
# Spelt so in Taguette.
export.highlights_xslx(session, project.id, "", str(path.with_suffix(".xlsx")))
took["xlsx"] = time.perf_counter() - start
print(json.dumps(took))
