"""The term that the tests of the verbs look at: it runs once for all of them."""

from __future__ import annotations

import pytest

from tests.conveyor.term import Term, a_term


@pytest.fixture(scope="session")
def term(tmp_path_factory: pytest.TempPathFactory) -> Term:
    """A course after a whole round; tests look at it and change nothing."""
    return a_term(tmp_path_factory.mktemp("term"))


@pytest.hookimpl(tryfirst=True)  # before xdist sorts by group
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever looks at the term runs in one worker, so that it runs in one only."""
    for item in items:
        if "term" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("term"))
            item.add_marker(pytest.mark.slow)
