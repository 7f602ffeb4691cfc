"""What people see of the running course, as objects: one for each page that they use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect

# A cold server on a busy machine takes its time.
PATIENCE = 90_000  # milliseconds
expect.set_options(timeout=PATIENCE)
CHROMIUM_FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


class Person:
    """Somebody with a browser of their own, logged in to the hub."""

    def __init__(self, browser: Browser, url: str, name: str, password: str, album: Path) -> None:
        self.name, self.url, self._album = name, url, album
        self.context: BrowserContext = browser.new_context(viewport={"width": 1360, "height": 850})
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.goto(url)
        self.page.fill("#username_input", name)
        self.page.fill("#password_input", password)
        self.photo("login")
        self.page.click("#login_submit")

    def photo(self, title: str, page: Page | None = None) -> None:
        """A screenshot, numbered in the order of the journey."""
        number = len(list(self._album.glob("*.png"))) + 1
        (page or self.page).screenshot(path=self._album / f"{number:02d}-{self.name}-{title}.png")


class Student(Person):
    """A student in JupyterLab."""

    @property
    def base(self) -> str:
        return f"{self.url}/user/{self.name}"

    def arrive(self) -> None:
        """Wait until the start page stands: the welcome and the list of assignments."""
        expect(self.page.locator(".jp-RenderedMarkdown h1").first).to_be_visible()
        self.list_tab.click()

    @property
    def list_tab(self) -> Locator:
        return self.page.locator(".lm-TabBar-tab", has_text="Assignments").first

    def refresh(self) -> None:
        self.list_tab.click()
        self.page.click("#refresh_assignments_list")

    def fetch(self, assignment: str) -> None:
        released = self.page.locator("#released_assignments_list")
        row = released.locator(".list_item", has_text=assignment).first
        row.get_by_role("button", name="Fetch").click()
        fetched = self.page.locator("#fetched_assignments_list")
        expect(fetched.get_by_text(assignment).first).to_be_visible()

    def submit(self, assignment: str) -> None:
        self.refresh()
        fetched = self.page.locator("#fetched_assignments_list")
        row = fetched.locator(".list_item", has_text=assignment).first
        row.get_by_role("button", name="Submit").click()
        submitted = self.page.locator("#submitted_assignments_list")
        expect(submitted.get_by_text(assignment).first).to_be_visible()

    def fetch_feedback(self, assignment: str) -> None:
        self.refresh()
        submitted = self.page.locator("#submitted_assignments_list")
        expect(submitted.get_by_text(assignment).first).to_be_visible()
        submitted.get_by_role("button", name="Fetch Feedback").first.click()
        expect(submitted.get_by_text("view feedback").first).to_be_visible()

    def view_feedback(self, notebook: str) -> FrameLocator:
        """Follow the list's link to the page, and open it as JupyterLab shows HTML."""
        self.page.locator("#submitted_assignments_list").get_by_text("view feedback").first.click()
        self.page.locator(".jp-DirListing-item", has_text=f"{notebook}.html").dblclick()
        return self.page.frame_locator(".jp-HTMLViewer iframe")

    def contents(self, path: str) -> dict[str, Any]:
        """A file or folder of the home, as JupyterLab's own API gives it."""
        response = self.page.request.get(f"{self.base}/api/contents/{path}?content=1")
        assert response.ok, response.text()
        return response.json()

    def write_notebook(self, path: str, change: Callable[[dict[str, Any]], None]) -> None:
        """Save a notebook after `change`, through the API that the editor itself uses."""
        model = self.contents(path)
        change(model["content"])
        cookies = {c["name"]: c["value"] for c in self.context.cookies(f"{self.base}/")}
        response = self.page.request.put(
            f"{self.base}/api/contents/{path}",
            data=json.dumps({k: model[k] for k in ("type", "format", "content")}),
            headers={"X-XSRFToken": cookies["_xsrf"], "Content-Type": "application/json"},
        )
        assert response.ok, response.text()

    def open_notebook(self, path: str) -> None:
        self.page.goto(f"{self.base}/lab/tree/{path}")
        expect(self.page.locator(".jp-NotebookPanel .jp-Cell").first).to_be_visible()

    def type_into(self, marker: str, source: str) -> None:
        """Replace the text of the code cell that shows `marker`, by keyboard, and save."""
        cell = self.page.locator(".jp-CodeCell .cm-content", has_text=marker).first
        cell.scroll_into_view_if_needed()
        cell.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(source)
        saved = lambda r: r.request.method == "PUT" and "/api/contents/" in r.url  # noqa: E731
        with self.page.expect_response(saved):
            self.page.keyboard.press("Control+S")
        # Validate saves once more: JupyterLab takes two saves at once for somebody else's.
        expect(self.page.locator(".jp-mod-dirty")).to_have_count(0)

    def validate(self) -> str:
        """Press Validate; what the dialog says."""
        self.page.get_by_role("button", name="Validate").click()
        dialog = self.page.locator(".jp-Dialog-content")
        expect(dialog).to_be_visible()
        return dialog.inner_text()


class Staff(Person):
    """A TA or an instructor in the formgrader."""

    def arrive(self) -> None:
        """Wait until the formgrader stands in its tab of JupyterLab."""
        frame = self.page.frame_locator("iframe[src*=formgrader]")
        expect(frame.get_by_text("Manage Assignments").first).to_be_visible()

    @property
    def formgrader(self) -> str:
        return f"{self.url}/services/tinytorch/formgrader"

    def open(self, path: str) -> None:
        self.page.goto(f"{self.formgrader}/{path}")

    def press(self, row: str, column: str) -> str:
        """Press the link of `column` in the assignment's row; what the dialog says."""
        self.page.locator("tr", has_text=row).locator(f"td.{column} a").first.click()
        return self._dialog()

    def autograde(self, student: str) -> str:
        self.page.locator("tr", has_text=student).locator("td.autograde a").first.click()
        return self._dialog()

    def grade_by_hand(self, assignment: str, notebook: str, comment: str) -> None:
        """Open the first submission of the gradebook, give full points, leave a comment."""
        self.open(f"gradebook/{assignment}/{notebook}")
        self.page.locator("td.name a:visible").first.click()
        # The page fills its boxes once more when scores and comments have arrived.
        self.page.wait_for_load_state("networkidle")
        for button in self.page.locator("button.full-credit").all():
            button.click()
        box = self.page.locator("textarea.comment").last
        box.fill(comment)
        with self.page.expect_response("**/api/comment/*"):
            box.blur()

    def _dialog(self) -> str:
        body = self.page.locator(".modal.in .modal-body, .modal.show .modal-body").first
        expect(body).to_be_visible()
        expect(body).not_to_be_empty()
        text = body.inner_text()
        self.page.keyboard.press("Escape")
        return text
