"""What a participant who withdraws is called."""

from __future__ import annotations

import pytest

from qualcode.store.study import Study
from qualcode.workbench.withdrawal.called import Called, is_name, may_be_names, name_digest


@pytest.mark.parametrize("label", ["Gwenllian Rees", "Megan", "Mr Jones", "Eleri Bowenfa"])
def test_a_name_is_one(label: str):
    assert is_name(label)


@pytest.mark.parametrize("label", ["Nain", "Caretaker", "P3", "Youth Lead", "LACE coordinator", ""])
def test_what_somebody_is_or_does_is_no_name(label: str):
    """It would be cut out of what everybody else said."""
    assert not is_name(label)


def test_a_name_is_that_of_one_person_only(study: Study):
    private = study.root / "private"
    private.mkdir(exist_ok=True)
    (private / "speakers.csv").write_text(
        "document,label_in_text,speaker\none,Megan Hughes,YP1\ntwo,Megan Hughes,YP2\n"
        "two,Nia Rees,YP3\n"
    )
    (private / "names.csv").write_text(
        "name,kind,replacement,variants,keep\nNia Rees,person,[a],Nia; Ninny,\n"
        "Megan,person,[b],,\nEstyn,organisation,,,yes\n"
    )
    called = Called(study)
    assert called.labels_of({"YP3"}, "two", {"YP3"}) == {"Nia Rees", "Nia", "Ninny"}
    names = called.names({"Nia Rees", "Nia", "Ninny", "YP3", "Estyn", "Caretaker"})
    assert names == {"Nia Rees", "Nia", "Ninny"}
    assert {one.name for one in called.others(names)} == {"Megan", "Estyn", "Megan Hughes"}


def test_only_who_has_the_text_can_tell_a_name_by_its_digest():
    digest = name_digest("I: So?\n\nP: So it was.\n", "Siân Rees")
    assert name_digest("I: So?\n\nP: So it was.\n", "sian rees") == digest
    assert name_digest("I: So?\n\nP: So it is.\n", "Siân Rees") != digest
    found = may_be_names("Then Siân Rees's mother, Élise, rang Ysgol Bro and left.")
    assert {"Siân Rees", "Élise", "Ysgol Bro"} <= found
