"""The whole way of module 01 in a real browser: student, TA, instructor, student again."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from conveyor.layout import Course
from tests.journey.conftest import Hub
from tests.journey.pages import CHROMIUM_FLAGS, Staff, Student

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journey")]
_MARKER = re.compile(r"^[ \t]*### (BEGIN|END) SOLUTION.*\n?", re.M)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


def references(course: Course, assignment: str) -> dict[str, str]:
    """{grade_id: what the author would write} of every cell that students write."""
    path = next(course.source(assignment).glob("*.ipynb"))
    cells = nbformat.read(path, as_version=4).cells
    graded = [c for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    return {c.metadata.nbgrader.grade_id: _MARKER.sub("", c.source).rstrip() for c in graded}


def fill(notebook: dict[str, Any], answers: dict[str, str]) -> None:
    for cell in notebook["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if grade_id in answers:
            cell["source"] = answers[grade_id]


def test_the_whole_way(hub: Hub, browser: Browser, album: Path) -> None:
    """A student solves and submits, a TA collects and grades, an instructor tells."""
    course = hub.course
    module = course.modules[0]
    assignment, notebook = module.id, module.lesson.stem
    answers = references(course, assignment)
    first, *others = answers
    assert sorted(hub.passwords) == ["ada", "ben", "ida", "tom"]

    ada = Student(browser, hub.url, "ada", hub.passwords["ada"], album)
    ada.arrive()
    ada.photo("start")
    ada.fetch(assignment)
    ada.photo("fetched")
    path = f"{assignment}/{notebook}.ipynb"
    before = ada.contents(path)["content"]
    assert "BEGIN SOLUTION" not in str(before)
    assert "BEGIN HIDDEN TESTS" not in str(before)
    ada.write_notebook(path, lambda nb: fill(nb, {k: answers[k] for k in others}))
    ada.open_notebook(path)
    ada.photo("notebook")
    assert "failed" in ada.validate()
    ada.photo("not-yet-valid")
    ada.page.keyboard.press("Escape")
    ada.type_into("YOUR CODE HERE", answers[first])
    assert "passes all the tests" in ada.validate()
    ada.photo("valid")
    ada.page.keyboard.press("Escape")
    ada.submit(assignment)
    ada.photo("submitted")

    tom = Staff(browser, hub.url, "tom", hub.passwords["tom"], album)
    tom.arrive()
    tom.photo("formgrader")
    tom.open("manage_assignments")
    assert "Successfully collected" in tom.press(assignment, "collect")
    tom.open(f"manage_submissions/{assignment}")
    assert "Successfully autograded" in tom.autograde("ada")
    tom.open(f"manage_submissions/{assignment}")
    expect(tom.page.locator("tr", has_text="ada").locator("td.status")).to_contain_text("needs")
    tom.photo("autograded")
    tom.grade_by_hand(assignment, notebook, comment="Well argued.")
    tom.photo("graded-by-hand")

    ida = Staff(browser, hub.url, "ida", hub.passwords["ida"], album)
    ida.arrive()
    ida.open("manage_assignments")
    assert "Successfully generated feedback" in ida.press(assignment, "generate-feedback")
    ida.open("manage_assignments")
    assert "Successfully released feedback" in ida.press(assignment, "release-feedback")
    ida.photo("feedback-sent")

    ada.page.goto(f"{ada.base}/lab")
    ada.fetch_feedback(assignment)
    ada.photo("feedback-fetched")
    feedback = ada.view_feedback(notebook)
    expect(feedback.get_by_text("Well argued.").first).to_be_visible()
    ada.photo("feedback")
    text = feedback.locator("body").inner_text()
    assert "Score: 100.0 / 100.0" in text
    told = {line.strip() for line in text.splitlines()}
    assert not told & hidden_lines(course, assignment)


def hidden_lines(course: Course, assignment: str) -> set[str]:
    """Lines that only stand in hidden tests."""
    path = next(course.source(assignment).glob("*.ipynb"))
    hidden, shown = set[str](), set[str]()
    for cell in nbformat.read(path, as_version=4).cells:
        inside = False
        for line in cell.source.splitlines():
            inside = "BEGIN HIDDEN TESTS" in line or (inside and "END HIDDEN TESTS" not in line)
            (hidden if inside else shown).add(line.strip())
    return {line for line in hidden - shown if len(line) > 16}


def test_students_do_not_reach_the_course(hub: Hub, browser: Browser, album: Path) -> None:
    """The course's service, the formgrader and another student's server answer 403 or less."""
    ben = Student(browser, hub.url, "ben", hub.passwords["ben"], album)
    ben.arrive()
    for path in (
        "services/tinytorch/formgrader/",
        "services/tinytorch/api/contents/",
        "user/ada/",
    ):
        response = ben.page.goto(f"{hub.url}/{path}")
        assert response is not None
        assert response.status in (403, 404), path
    assert ben.page.request.get(f"{ben.base}/formgrader/api/assignments").status == 404


def test_nobody_gets_in_without_a_password(hub: Hub) -> None:
    """Without a session every page of the hub is the login page."""
    with urllib.request.urlopen(f"{hub.url}/user/ada/lab") as answer:
        assert "/hub/login" in answer.url
