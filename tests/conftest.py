"""What every test may ask for, and the rule that a skip is no pass."""

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from tests import audit

ROOT = Path(__file__).parent.parent
DATA_ABSENT = "../shared/data is not there"
"""The one reason for which a test may skip where ``TESTS_NO_SKIP`` is set."""

settings.register_profile("house", deadline=None, derandomize="TESTS_NO_SKIP" in os.environ)
settings.load_profile("house")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; without it the test is skipped."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(DATA_ABSENT)
    return folder


@pytest.fixture(scope="session", autouse=True)
def _loaded() -> None:
    """Reads what start-up reads: a zone is a file until somebody has asked for it."""
    for zone in ("UTC", "Asia/Shanghai", "Asia/Urumqi"):
        ZoneInfo(zone)


@pytest.fixture(autouse=True)
def _without_world() -> Iterator[None]:
    """While a test runs, no stage, view or command opens a file or a socket."""
    with audit.armed() as caught:
        yield
    assert caught == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A skipped test fails where skips are forbidden."""
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A skipped file fails where skips are forbidden."""
    report = yield
    _forbid_skip(report)
    return report


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected = hasattr(report, "wasxfail") or DATA_ABSENT in str(report.longrepr)
    if report.outcome == "skipped" and "TESTS_NO_SKIP" in os.environ and not expected:
        report.outcome = "failed"
        report.longrepr = f"skipped where no skip is allowed: {report.longrepr}"
