"""Tells the figures of the run when it is over."""

from typing import Any

from tests.conformance.figures import FIGURES


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if FIGURES:
        terminalreporter.section("conformance, in figures")
        for figure in FIGURES:
            terminalreporter.write_line(figure)
