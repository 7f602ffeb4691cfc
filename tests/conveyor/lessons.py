"""Random lessons, for properties that every lesson must have."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from hypothesis import strategies as st

# Printable text of one line, without what would end a string or look like mojibake.
_WORDS = st.text(
    st.characters(
        codec="utf-8", categories=("L", "N", "P", "S", "Zs"), exclude_characters='"\\%#ÂÃâïð'
    ),
    max_size=30,
).map(lambda text: " ".join(text.split()))


@dataclass
class Written:
    """A lesson's text as it grows, and the lines that stand only in its regions."""

    parts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    solutions: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n\n".join(self.parts) + "\n"

    def add(self, header: str, source: str, *, words: bool = False) -> None:
        body = source
        if words:
            body = "\n".join(f"# {line}".rstrip() for line in source.split("\n"))
        self.parts.append(f"{header}\n{body}")
        self.sources.append(source)


@st.composite
def lessons(draw: st.DrawFn) -> Written:
    """A lesson of some cells of every kind, with regions in random places."""
    written = Written()
    written.add("# %% [markdown]", f"# Module {draw(_WORDS) or 'x'}", words=True)
    kinds = st.sampled_from(["words", "given", "scratch", "solution", "test", "answer"])
    for number, kind in enumerate(draw(st.lists(kinds, min_size=1, max_size=8))):
        _CELLS[kind](draw, written, number)
    return written


def _header(number: int, role: str, points: bool = False, words: bool = False) -> str:
    data = {"grade_id": f"cell_{number}", "role": role} | (
        {"points": number + 1} if points else {}
    )
    return f"# %% {'[markdown] ' if words else ''}nbgrader={json.dumps(data)}"


def _code(draw: st.DrawFn, name: str, indent: str = "", *, most: int = 3) -> list[str]:
    """Assignments of random text and some blank lines, none of them first or last."""
    words = draw(st.lists(_WORDS, min_size=1, max_size=most))
    lines = [f'{indent}{name}_{n} = "{text}"' for n, text in enumerate(words)]
    return [line for pair in zip(lines, [""] * len(lines), strict=True) for line in pair][:-1]


def _region(name: str, lines: list[str], indent: str = "") -> list[str]:
    return [f"{indent}### BEGIN {name}", *lines, f"{indent}### END {name}"]


def _words(draw: st.DrawFn, written: Written, number: int) -> None:
    lines = draw(st.lists(_WORDS, min_size=1, max_size=4))
    written.add("# %% [markdown]", "\n".join(["text", *lines, "end"]), words=True)


def _given(draw: st.DrawFn, written: Written, number: int) -> None:
    export = ["#| export"] if draw(st.booleans()) else []
    written.add(_header(number, "given"), "\n".join([*export, *_code(draw, f"given_{number}")]))


def _scratch(draw: st.DrawFn, written: Written, number: int) -> None:
    written.add("# %%", "\n".join(_code(draw, f"scratch_{number}")))


def _solution(draw: st.DrawFn, written: Written, number: int) -> None:
    lines = ["#| export", f"def function_{number}():", f'    """{draw(_WORDS)} ."""']
    for region in range(draw(st.integers(1, 2))):
        secret = _code(draw, f"solution_{number}_{region}", "    ")
        written.solutions += [line for line in secret if line]
        lines += _region("SOLUTION", secret, "    ") + [f"    shown_{number}_{region} = 1"]
    written.add(_header(number, "solution"), "\n".join(lines))


def _test(draw: st.DrawFn, written: Written, number: int) -> None:
    lines = [f"visible_{number} = 1"]
    for region in range(draw(st.integers(0, 2))):
        secret = _code(draw, f"hidden_{number}_{region}")
        written.hidden += [line for line in secret if line]
        lines += [*_region("HIDDEN TESTS", secret), f"between_{number}_{region} = 1"]
    written.add(_header(number, "test", points=True), "\n".join(lines))


def _answer(draw: st.DrawFn, written: Written, number: int) -> None:
    secret = [f"model_{number} {draw(_WORDS)}".rstrip()]
    written.solutions += secret
    lines = [f"question {number}", *_region("SOLUTION", secret), "after"]
    written.add(_header(number, "answer", points=True, words=True), "\n".join(lines), words=True)


_CELLS = {
    "words": _words,
    "given": _given,
    "scratch": _scratch,
    "solution": _solution,
    "test": _test,
    "answer": _answer,
}
