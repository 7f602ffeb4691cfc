"""A submission that attacks whoever grades it, in the real formgrader in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import Browser, Page, expect, sync_playwright

from conveyor.collect import collect
from conveyor.grade import grade
from conveyor.gradebook import cell_scores
from conveyor.student import Student
from tests.conveyor.term import SOLVED, answered, hand_in
from tests.hub.parcels import ASSIGNMENT
from tests.journey.conftest import Hub
from tests.journey.pages import CHROMIUM_FLAGS, Staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Each of them is full points, extra credit and a file of the operator's in stock nbgrader.
SCRIPT = "top.hacked=1;fetch('/hub/hacked')"
ANSWER = f"""
An honest sentence.

<img src=x onerror="{SCRIPT}">
<svg onload="{SCRIPT}"></svg>
<script>{SCRIPT}</script>
<details open ontoggle="{SCRIPT}">x</details>
<iframe srcdoc="<script>{SCRIPT}</script>"></iframe>
<style>#fixed {{position: fixed; inset: 0}}</style><b id=fixed class=navbar-fixed-top>cover</b>
[click me](javascript:{SCRIPT.replace(";", "%3B")})
![](/hub/hacked)
"""
SHOWS = f'''
from IPython.display import HTML, Image, Javascript, Markdown, display
display(HTML("""<img src=x onerror="{SCRIPT}"><script>{SCRIPT}</script>"""))
display(Javascript("""{SCRIPT}"""))
display(Markdown("""<img src=x onerror="{SCRIPT}">"""))
display({{"image/png": "AAAA"}}, raw=True, metadata={{"width": "1 onerror=top.hacked=1"}})
'''


def attacked(notebook: NotebookNode) -> NotebookNode:
    answers = {**SOLVED, "think_new": ANSWER}
    answers["number_class"] = SHOWS + answers["number_class"]
    return answered(notebook, **answers)


@pytest.fixture(scope="module")
def page(hub: Hub, chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """The formgrader's page of the submission, opened by a TA."""
    folder = tmp_path_factory.mktemp("scripts")
    hand_in(Student(hub.course, "ben", folder / "ben"), attacked)
    collect(hub.course, ASSIGNMENT)
    grade(hub.course, ASSIGNMENT, ["ben"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_FLAGS)
        yield opened(browser, hub, folder)
        browser.close()


def opened(browser: Browser, hub: Hub, folder: Path) -> Page:
    tom = Staff(browser, hub.url, "tom", hub.passwords["tom"], folder)
    tom.arrive()
    tom.page.on("request", lambda request: requested.append(request.url))
    tom.open(f"gradebook/{ASSIGNMENT}/number_dev")
    tom.page.locator("td.name a:visible").first.click()
    expect(tom.page.get_by_text("An honest sentence.")).to_be_visible()
    tom.page.wait_for_load_state("networkidle")
    return tom.page


requested: list[str] = []


def test_nothing_of_it_runs_in_the_browser_of_staff(page: Page) -> None:
    """No script of any of the kinds, and no request that it would make."""
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") is None
    assert any("/submissions/" in url for url in requested)
    assert not [url for url in requested if "hacked" in url]
    assert page.locator("#notebook-container a[href^=javascript]").count() == 0


def test_nothing_covers_the_page(page: Page) -> None:
    """Buttons are where they are seen."""
    button = page.locator("button.full-credit").first
    button.scroll_into_view_if_needed()
    button.click(trial=True, timeout=10_000)
    assert (
        page.get_by_text("cover").first.evaluate("e => getComputedStyle(e).position") == "static"
    )


def test_grading_still_works_beside_it(page: Page, hub: Hub) -> None:
    """The points that a person gives are the points, and nothing was given before."""
    by_hand = [c for c in cell_scores(hub.course, ASSIGNMENT, "ben") if c.by_hand]
    assert [c.score for c in by_hand] == [0]
    box = page.locator("input.score:visible").last
    with page.expect_response("**/api/grade/*"):
        box.fill("1")
        box.blur()
    by_hand = [c for c in cell_scores(hub.course, ASSIGNMENT, "ben") if c.by_hand]
    assert [c.score for c in by_hand] == [1]
