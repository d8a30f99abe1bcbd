"""Times that people read are those of where they are."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from qualcode.model.local_time import local_day, local_minute

pytestmark = pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one zone")


@pytest.fixture
def auckland(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "NZST-12NZDT,M9.5.0,M4.1.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("auckland")
def test_a_time_is_the_readers_own_with_its_zone_where_wanted():
    assert local_minute("2026-12-01T19:09:30.123456Z") == "2026-12-02 08:09"
    assert local_minute("2026-12-01T19:09:30.123456Z", zone=True) == "2026-12-02 08:09 UTC+13"
    assert local_minute("2026-07-01T12:30:00Z", zone=True) == "2026-07-02 00:30 UTC+12"
    assert local_day("2026-12-01T19:09:30Z") == "2026-12-02"


@pytest.mark.usefixtures("auckland")
def test_a_day_without_a_time_and_what_is_no_time_stay_as_they_are():
    assert local_day("2026-12-01") == "2026-12-01"
    assert local_minute("2026-12-01T19:09", zone=True) == "2026-12-01T19:09"
    assert local_minute("some day") == "some day"


def test_half_hours_are_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TZ", "IST-5:30")
    time.tzset()
    assert local_minute("2026-12-01T19:09:30Z", zone=True) == "2026-12-02 00:39 UTC+5:30"
    monkeypatch.undo()
    time.tzset()
