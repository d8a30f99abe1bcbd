"""The keys to exports are read as they were written, and damaged lines are told."""

from __future__ import annotations

from pathlib import Path

from qualcode.store.records.export_keys import (
    ExportKey,
    free_name,
    read_export_keys,
    write_export_key,
)


def key(name: str, at: str, **quotations: str) -> ExportKey:
    return ExportKey(name, at, "client", "main", ("r.docx", "r.json"), quotations)


def test_keys_come_back_the_oldest_first(tmp_path: Path):
    keys = [key("BBBB", "2026-01-02", Q1="b", Q2="a"), key("CCCC", "2026-01-01", Q1="a")]
    for one in keys:
        write_export_key(tmp_path, one)
    assert read_export_keys(tmp_path) == (keys[::-1], [])


def test_a_damaged_line_is_told_and_the_others_are_read(tmp_path: Path):
    write_export_key(tmp_path, key("BBBB", "2026-01-02", Q1="b", Q2="a"))
    path = tmp_path / "private" / "exports" / "BBBB.jsonl"
    path.write_text(path.read_text().replace('{"label":"Q1"', '{"label":"Q1'))
    [found], [problem] = read_export_keys(tmp_path)
    assert found.quotations == {"Q2": "a"}
    assert problem.where == "private/exports/BBBB.jsonl:2"


def test_a_name_is_given_once(tmp_path: Path, monkeypatch):
    names = iter(["BBBB", "BBBB", "CCCC"])
    monkeypatch.setattr("random.SystemRandom.choices", lambda *_, **__: list(next(names)))
    assert free_name(tmp_path) == "BBBB"
    write_export_key(tmp_path, key("BBBB", "2026-01-02"))
    assert free_name(tmp_path) == "CCCC"
