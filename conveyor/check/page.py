"""A module as rules see it: the lesson's cells with their lines and syntax trees."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from conveyor.export import package_file, public_names
from conveyor.layout import Course, ModuleFiles
from conveyor.lesson import Cell, Lesson, LessonError, Problem, read_lesson

SOLUTION, HIDDEN = "SOLUTION", "HIDDEN TESTS"

Row = tuple[int, str]  # a line's number in the file, and its text


@dataclass(frozen=True)
class Region:
    """The lines between two markers; `begin` and `end` are those of the markers."""

    name: str
    begin: int
    end: int

    def __contains__(self, line: int) -> bool:
        return self.begin <= line <= self.end


@dataclass(frozen=True)
class Block:
    """One cell, with the line of the file beside each row, statement and comment."""

    cell: Cell
    number: int
    rows: tuple[Row, ...]
    body: tuple[ast.stmt, ...]
    comments: tuple[Row, ...]
    regions: tuple[Region, ...]

    @property
    def line(self) -> int:
        return self.cell.line

    @property
    def role(self) -> str | None:
        return self.cell.role

    @property
    def is_prose(self) -> bool:
        return self.cell.kind == "markdown"

    @property
    def is_code(self) -> bool:
        return self.cell.kind == "code"

    @property
    def name(self) -> str:
        return self.cell.grade_id or f"the cell of line {self.line}"

    def hides(self, line: int, *names: str) -> bool:
        """Whether `line` is in a region (one of `names`): students do not get it."""
        return any(line in r for r in self.regions if not names or r.name in names)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of its syntax trees; none in markdown."""
        return tuple(n for statement in self.body for n in ast.walk(statement))

    @property
    def text(self) -> str:
        return self.cell.source

    @cached_property
    def handed_out(self) -> str:
        """The text as students get it: stubs for solutions, no hidden tests."""
        return self.cell.released()


@dataclass(frozen=True)
class Page:
    """A module's folder and, unless it cannot be read, its lesson.

    `file` is the lesson's name in findings; `problems` is why `lesson` is missing.
    """

    course: Course
    module: ModuleFiles
    file: str
    lesson: Lesson | None
    problems: tuple[Problem, ...]
    shelf: Shelf

    @property
    def number(self) -> int:
        return self.module.number

    def problems_of(self, kind: str) -> list[Problem]:
        """What `read_lesson` says, of one kind."""
        return [problem for problem in self.problems if problem.kind == kind]

    def shown(self, path: Path) -> str:
        """The name of a file of this module in findings."""
        return path.relative_to(self.course.root).as_posix()

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        cells = self.lesson.cells if self.lesson else []
        return tuple(_block(cell, number) for number, cell in enumerate(cells))

    @cached_property
    def prose(self) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.is_prose)

    @cached_property
    def code(self) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.is_code)

    @cached_property
    def solutions(self) -> tuple[Block, ...]:
        return tuple(b for b in self.code if b.role == "solution")

    @cached_property
    def tests(self) -> tuple[Block, ...]:
        return tuple(b for b in self.code if b.role == "test")

    @cached_property
    def answers(self) -> tuple[Block, ...]:
        return tuple(b for b in self.blocks if b.role == "answer")

    @cached_property
    def import_nodes(self) -> tuple[ast.Import | ast.ImportFrom, ...]:
        """Every import statement, wherever it stands."""
        nodes = (node for block in self.code for node in block.nodes)
        return tuple(n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom))

    def after(self, block: Block) -> Iterator[Block]:
        return iter(self.blocks[block.number + 1 :])

    def tests_of(self, solution: Block) -> list[Block]:
        """The test cells that follow a solution cell, up to the next solution."""
        found = []
        for block in self.after(solution):
            if block.role == "solution":
                break
            if block.role == "test":
                found.append(block)
        return found

    @cached_property
    def package_text(self) -> str:
        """``tinytorch/<name>.py``, or nothing when no cell is exported."""
        if self.lesson is None or not any(c.exported for c in self.lesson.cells):
            return ""
        return package_file(self.module, self.lesson)


@dataclass
class Shelf:
    """The pages of a course, each read once."""

    course: Course
    _pages: dict[str, Page] = field(default_factory=dict)

    def page(self, module: ModuleFiles) -> Page:
        if module.id not in self._pages:
            self._pages[module.id] = _read(self.course, module, self)
        return self._pages[module.id]

    @cached_property
    def pages(self) -> list[Page]:
        return [self.page(module) for module in self.course.modules]

    @cached_property
    def homes(self) -> dict[str, Page]:
        """{public name: the page that gives it to ``tinytorch``}, first one first."""
        homes: dict[str, Page] = {}
        for page in self.pages:
            for name in public_names(page.package_text):
                homes.setdefault(name, page)
        return homes


def _read(course: Course, module: ModuleFiles, shelf: Shelf) -> Page:
    shown = module.lesson.relative_to(course.root).as_posix()
    try:
        return Page(course, module, shown, read_lesson(module.lesson, shown), (), shelf)
    except LessonError as error:
        return Page(course, module, shown, None, tuple(error.problems), shelf)


def _block(cell: Cell, number: int) -> Block:
    rows = tuple(enumerate(cell.source.split("\n"), start=cell.first_line))
    return Block(cell, number, rows, *_parsed(cell), tuple(_regions(cell)))


def _parsed(cell: Cell) -> tuple[tuple[ast.stmt, ...], tuple[Row, ...]]:
    """(the statements, the comments) of a cell, at their lines in the file."""
    if cell.kind != "code":
        return (), ()
    tree = ast.parse(cell.source)
    ast.increment_lineno(tree, cell.first_line - 1)
    tokens = tokenize.generate_tokens(io.StringIO(cell.source + "\n").readline)
    comments = [t for t in tokens if t.type == tokenize.COMMENT]
    return tuple(tree.body), tuple((cell.first_line + t.start[0] - 1, t.string) for t in comments)


def _regions(cell: Cell) -> Iterator[Region]:
    begin = 0
    for offset, edge, name in cell.marker_lines():
        if edge == "BEGIN":
            begin = cell.first_line + offset
        else:
            yield Region(name, begin, cell.first_line + offset)
