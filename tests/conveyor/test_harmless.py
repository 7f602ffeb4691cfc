"""Students' texts and outputs on the pages of the formgrader and of feedback."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from traitlets.config import PyFileConfigLoader

from conveyor.layout import CONFIG
from conveyor.plugins.harmless import clean_html
from tests.conftest import ROOT

TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"
STYLES = TEMPLATES.parent / "static" / "node_modules" / "bootstrap" / "dist" / "css"
GRADED = {"grade_id": "answer", "solution": True, "grade": True, "points": 1, "locked": False}


@pytest.fixture(scope="module", params=["formgrade", "feedback"])
def exporter(request: pytest.FixtureRequest) -> HTMLExporter:
    """nbgrader's own template, with this course's configuration."""
    config = PyFileConfigLoader(CONFIG, path=str(ROOT)).load_config()
    config.HTMLExporter.template_name = request.param
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.HTMLExporter.extra_template_paths = [str(STYLES)]
    return HTMLExporter(config=config)


def page_of(exporter: HTMLExporter, *cells: Any) -> BeautifulSoup:
    names = ("assignment_id", "notebook_id", "submission_id", "base_url", "student", "last_name")
    resources: dict[str, Any] = {**dict.fromkeys(names, "x"), "first_name": "x", "index": 0}
    resources |= {"total": 1, "notebook_path": "x", "nbgrader": dict.fromkeys(names, "x")}
    resources["nbgrader"] |= {"score": 0, "max_score": 1, "late_penalty": 0}
    html, _ = exporter.from_notebook_node(new_notebook(cells=list(cells)), resources=resources)
    return BeautifulSoup(html, "html.parser")


def added(exporter: HTMLExporter, *cells: Any) -> list[Any]:
    """The elements that a page has because of `cells`."""
    text = f"{page_of(exporter)}"
    return [e for e in page_of(exporter, *cells).find_all(True) if str(e) not in text]


def answer(text: str) -> Any:
    return new_markdown_cell(text, metadata={"nbgrader": {**GRADED, "score": 0, "comment": ""}})


def shown(**data: str) -> Any:
    """A code cell with one rich output; `_metadata` is the output's."""
    metadata = data.pop("_metadata", {})
    kinds = {key.replace("_", "/", 1).replace("_", "+"): value for key, value in data.items()}
    return new_code_cell(
        "x", outputs=[new_output("display_data", data=kinds, metadata=metadata)], metadata={}
    )


ATTACKS = [
    "<script>hacked()</script>",
    "<img src=x onerror=hacked()>",
    "<svg><script>hacked()</script></svg>",
    "<svg/onload=hacked()>",
    "<math><mtext></p><img src=x onerror=hacked()></math>",
    "<iframe srcdoc='<script>parent.hacked()</script>'></iframe>",
    "<object data='javascript:hacked()'></object><embed src='javascript:hacked()'>",
    "<a href='javascript:hacked()'>click</a>",
    "<a href='JaVaScRiPt&colon;hacked()'>click</a>",
    "<a href=' &#1;javascript:hacked()'>click</a>",
    "<a href='data:text/html,<script>hacked()</script>'>click</a>",
    "<a href='/files/javascript:hacked()'>click</a>",
    "<form action=javascript:hacked()><button>click</button></form>",
    "<form id=x></form><button form=x formaction=javascript:hacked()>click</button>",
    "<details open ontoggle=hacked()>x</details>",
    "<div style='background:url(javascript:hacked())'>x</div>",
    "<link rel=stylesheet href=//evil.example/x.css><meta http-equiv=refresh content='0;//evil'>",
    "<base href=//evil.example/>",
    "</div></div></div><script>hacked()</script>",
    "<noscript><p title='</noscript><img src=x onerror=hacked()>'></noscript>",
    "<style><img src='</style><img src=x onerror=hacked()>'></style>",
    '<b title="\'><img src=x onerror=hacked()>">x</b>',
    "<!--><img src=x onerror=hacked()>-->",
    "<template><script>hacked()</script></template>",
    "<sc<script></script>ript>hacked()</script>",
]


def is_active(element: Any) -> bool:
    """Whether an element runs, fetches or frames something."""
    if element.name in ("script", "style", "link", "meta", "base", "iframe", "object", "embed"):
        return True
    if element.name in ("form", "button", "svg", "math", "template", "frame", "audio", "video"):
        return True
    for name, value in element.attrs.items():
        text = "".join(str(value).split()).lower()
        if name.startswith("on") or name in ("srcdoc", "formaction", "action", "srcset"):
            return True
        if name == "href" and not text.startswith(("http:", "https:", "mailto:", "#")):
            return True
        if name == "src" and not text.startswith("data:image/"):
            return bool(text)
        if name == "style" and ("url" in text or "position" in text):
            return True
    return False


def own(element: Any) -> bool:
    """What nbgrader's template itself puts around an answer."""
    return element.name in ("textarea", "input", "button", "html", "body") and not element.get(
        "onclick"
    )


@pytest.mark.parametrize(
    "put",
    [
        answer,
        new_markdown_cell,
        lambda text: shown(text_html=text),
        lambda text: shown(text_markdown=text),
        lambda text: shown(image_svg_xml=text),
    ],
    ids=["answer", "added cell", "html", "markdown", "svg"],
)
def test_nothing_of_a_student_is_active(exporter: HTMLExporter, put: Callable[[str], Any]) -> None:
    """Not in an answer, not in a cell that was added, not in an output of any kind."""
    cells = [put(attack) for attack in ATTACKS]
    assert [e for e in added(exporter, *cells) if is_active(e) and not own(e)] == []


@pytest.mark.parametrize(
    "cell",
    [
        shown(application_javascript="hacked()"),
        shown(image_png="x' onerror='hacked()"),
        shown(image_png="AAAA", _metadata={"width": "1 onerror=hacked()"}),
        shown(image_png="AAAA", _metadata={"image/png": {"height": "1 onerror=hacked()"}}),
        shown(image_jpeg="AAAA", _metadata={"alt": '"><script>hacked()</script>'}),
        shown(image_png="AAAA", _metadata={"filenames": {"image/png": "/hub/logout"}}),
        shown(text_latex="$$</div><script>hacked()</script>$$"),
        shown(text_plain="<script>hacked()</script>"),
        shown(text_html="<b>x</b>", _metadata={"text/html": {"isolated": True}}),
        new_code_cell("'</pre><script>hacked()</script>'"),
        new_code_cell(
            "x", outputs=[new_output("stream", text="\x1b[31m<script>hacked()</script>")]
        ),
        new_code_cell(
            "x",
            outputs=[
                new_output("error", ename="E", evalue="<b>", traceback=["<script>x</script>"])
            ],
        ),
    ],
    ids=lambda cell: str(cell.get("outputs", ""))[:60],
)
def test_no_kind_of_output_is_active(exporter: HTMLExporter, cell: Any) -> None:
    """Scripts as such, attributes that escape from their place, text that looks like HTML."""
    found = [e for e in added(exporter, cell) if is_active(e) and not own(e)]
    frames = [e for e in found if e.name == "iframe" and e["src"].startswith("data:text/html")]
    assert found == frames  # of an origin of its own, and cleaned besides


def test_a_picture_from_elsewhere_is_not_fetched(exporter: HTMLExporter) -> None:
    """Neither to tell its author who reads when, nor to log the reader out."""
    text = "![a](https://evil.example/p.png) <img src='/hub/logout'> ![b](../../../hub/logout)"
    sources = [e.get("src") for e in added(exporter, answer(text)) if e.name == "img"]
    assert sources == [None, None, None]


def test_ids_and_classes_of_the_page_stay_the_pages(exporter: HTMLExporter) -> None:
    """A heading called like a cell is not taken for its box, and nothing covers the buttons."""
    text = "# answer\n\n<b id='answer_extra_credit' class='navbar-fixed-top score'>x</b>"
    mine = [e for e in added(exporter, answer(text)) if e.name in ("h1", "b")]
    assert len(mine) >= 2
    assert not any(e.get("id") or e.get("class") for e in mine[-2:])


def test_what_students_write_honestly_is_shown(exporter: HTMLExporter) -> None:
    """Emphasis, lists, tables, code, mathematics, links, embedded pictures."""
    text = (
        "**bold** and `code`\n\n- one\n- [x] two\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n\n"
        "```python\nx = 1 < 2\n```\n\n$a < b$ and $$\\frac{1}{2}$$\n\nx<sub>i</sub><br>\n\n"
        "[docs](https://example.org) ![dot](data:image/png;base64,AAAA)\n"
    )
    page = page_of(exporter, answer(text))
    text_of = page.get_text()
    assert "$a < b$" in text_of
    assert "$$\\frac{1}{2}$$" in text_of
    assert page.select("strong, em, sub, td, li")
    assert page.select(".highlight span.mi")
    (link,) = [a for a in page.find_all("a") if a.get_text() == "docs"]
    assert link["href"] == "https://example.org"
    assert set(link["rel"]) == {"noopener", "noreferrer"}
    assert page.find("img", src="data:image/png;base64,AAAA")["alt"] == "dot"


def test_a_table_of_data_is_shown_without_its_style_sheet(exporter: HTMLExporter) -> None:
    """As pandas prints it."""
    html = "<div>\n<style scoped>\n td {color: red}\n</style>\n<table border=1 class='dataframe'>"
    page = page_of(exporter, shown(text_html=html + "<tr><td>7</td></tr></table></div>"))
    assert page.select("table.dataframe td")[0].get_text() == "7"
    assert "td {color: red}" not in page.get_text()


def test_a_picture_keeps_its_size(exporter: HTMLExporter) -> None:
    """Where it is one."""
    page = page_of(exporter, shown(image_png="AAAA", _metadata={"width": 640, "height": "50%"}))
    (picture,) = page.find_all("img", src=re.compile("^data:image/png"))
    assert (picture["width"], picture["height"]) == ("640", "50%")


def test_bytes_and_odd_values_do_not_stop_the_page() -> None:
    """A page that cannot be shown cannot be graded."""
    assert clean_html(b"<b>\xff</b>") == "<b>\ufffd</b>"
    assert clean_html(None) == "None"
    assert clean_html(["<b>"]) == "['<b>']</b>"
