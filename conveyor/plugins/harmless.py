"""What students wrote, shown without doing anything: filters of nbconvert's HTML pages.

The formgrader shows a submission in the browser of a person who may change every score. Its
own template puts students' Markdown and outputs into the page as they are, scripts included.
These three take the place of nbconvert's filters of the same names, in the formgrader and on
feedback pages. Text, tables, code, mathematics and embedded pictures stay as they were.
"""

from __future__ import annotations

import re
from typing import Any

import bleach
from bleach.css_sanitizer import CSSSanitizer
from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.filters import get_metadata as stock_get_metadata
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath, import_plugin

_TAGS = frozenset(
    [
        *("a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div"),
        *("dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd"),
        *("li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary"),
        *("sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var"),
    ]
)
_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "details": {"open"},
    "img": {"alt", "height", "src", "title", "width"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
# Of Pygments, and nbconvert's names around it; none of Bootstrap's, which move things.
_CLASSES = re.compile(r"(highlight|hl-[\w+.-]+|hll|err|dataframe|[a-z][a-z0-9]?)")
_STYLES = (
    *("background-color", "color", "font-style", "font-weight", "text-align"),
    *("text-decoration", "vertical-align", "white-space"),
)
_CSS = CSSSanitizer(allowed_css_properties=_STYLES)
_STYLESHEET = re.compile(r"<style\b.*?</style\s*>", re.DOTALL | re.IGNORECASE)
_LENGTH = re.compile(r"\d{1,4}(px|%)?")
# Boxes to tick would be shown as the text of an input.
_PLUGINS = tuple(name for name in MarkdownWithMath.DEFAULT_PLUGINS if name != "task_lists")


@pass_context
def markdown2html(context: Context, source: str) -> str:
    """Markdown as HTML in which nothing runs and nothing is fetched from elsewhere."""
    attachments = context.get("cell", {}).get("attachments", {})
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    plugins = [import_plugin(name) for name in _PLUGINS]
    return clean_html(MarkdownWithMath(renderer, plugins=plugins).render(source))


def clean_html(html: Any) -> str:
    """HTML of which only harmless tags and attributes are left; other tags become text.

    Style sheets, as of printed tables of data, are taken out: they would style our page.
    """
    text = html.decode(errors="replace") if isinstance(html, bytes) else str(html)
    cleaned = bleach.clean(
        _STYLESHEET.sub("", text),
        tags=_TAGS,
        attributes=_is_harmless,
        protocols={"http", "https", "mailto", "data"},
        css_sanitizer=_CSS,
    )
    return cleaned.replace("<a href=", '<a rel="noopener noreferrer" target="_blank" href=')


def get_metadata(output: Any, key: str, mimetype: str | None = None) -> Any:
    """nbconvert's, with a length for the attributes that its templates do not quote."""
    value = stock_get_metadata(output, key, mimetype)
    if key in ("width", "height") and not _LENGTH.fullmatch(str(value)):
        return None
    return value


def posix_path(_: Any) -> str:
    """No file: pages hold their pictures, and an output names files that its author chose."""
    return ""


def _is_harmless(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(_CLASSES.fullmatch(word) for word in value.split())
    if name == "style":
        return True  # what is left of it is decided by _CSS
    if (tag, name) == ("img", "src"):
        # Other pictures are requests that whoever reads the answer makes for its author.
        return value.startswith("data:image/")
    if (tag, name) == ("a", "href"):
        return value.startswith(("https://", "http://", "mailto:"))
    return name in _ATTRIBUTES.get(tag, ())
