"""One running hub for all tests that need one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conveyor.build import build
from conveyor.layout import Course
from conveyor.nbgrader_api import nbgrader, succeed
from tests.conftest import make_course
from tests.hub.parcels import ASSIGNMENT
from tests.hub.visitor import Visitor
from tests.journey.conftest import Hub, chromium, start, stop  # noqa: F401


def small_course(root: Path) -> Course:
    """Two small modules, the first handed out without a proof, so that a start is quick."""
    course = make_course(root)
    build(course)
    with nbgrader(course) as api:
        succeed(api.generate_assignment(ASSIGNMENT), "generate")
        course.exchange.mkdir(mode=0o700, parents=True)
        succeed(api.release_assignment(ASSIGNMENT), "release")
    return course


@pytest.fixture(scope="session")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub with two students, a TA and an instructor."""
    with pytest.MonkeyPatch.context() as patch:
        # What the operator has in the environment must not reach anybody.
        patch.setenv("SECRET_OF_THE_OPERATOR", "abracadabra")
        running = start(small_course(tmp_path_factory.mktemp("hub") / "course"))
    yield running
    if running.process.poll() is None:
        stop(running)


@pytest.fixture(scope="session")
def ada(hub: Hub) -> Visitor:
    """A student whose server runs."""
    visitor = Visitor(hub.url, "ada", hub.passwords["ada"])
    visitor.start_server()
    return visitor


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever looks at the hub runs in one worker, so that one hub is started."""
    for item in items:
        if "hub" in getattr(item, "fixturenames", ()) and "tests/hub" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("hub"))
            item.add_marker(pytest.mark.slow)
