"""Rules in words: for ``--explain``, and for the page docs/for-instructors/rules.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from conveyor.check.allowances import NEVER
from conveyor.check.rule import RUNS, Rule, all_rules, find_rule

# The first two digits of a code, and what its rules are about.
THEMES = {
    "CV00": "Files, and cells that can be read",
    "CV01": "The order of a lesson",
    "CV02": "Explanation, exercise, test",
    "CV03": "What students are given, what is exported",
    "CV04": "Diagrams",
    "CV05": "Systems: complexity, memory, production, thinking",
    "CV06": "Points",
    "CV07": "Code",
    "CV08": "What outlives the lesson",
    "CV09": "The lesson, executed",
}
_INTRO = """\
# The rules of `conveyor check`

Made from the rules themselves (`conveyor/check/rules/`): to change this page, change a rule's
docstring, then run `python -m tests.conveyor.check.test_docs`.

```sh
conveyor check                      # every module, every rule
conveyor check 01 --no-run          # one module, without executing it: instant
conveyor check 01 --select CV02     # only the rules whose code begins so
conveyor check 01 --ignore CV041    # all but this one
conveyor check --strict             # warnings count as errors
conveyor check --json               # for programs
conveyor check --explain CV021      # what a rule wants, and why
```

An **error** is what a program can prove; a **warning** is what it can only suspect. The exit
code is 1 when there is an error (with `--strict`: or a warning), 2 when the command was called
wrongly, else 0. The last rules execute the lesson: as a script, as a notebook, and as the
notebook of a student who has written nothing, each in a process of its own with limits, against
`tinytorch` as far as the module before. What has not changed is not executed again.

## To break a rule on purpose

Say so, and why, in `modules/NN_name/allowed.toml`, beside the lesson; students never get it:

```toml
[[allow]]
rule = "CV060"
text = "5 points"           # optional: only where the line or the message holds this
because = "a rehearsal of the way from release to feedback: 5 points"

[[allow]]
rule = "CV034"
cell = "tensor_item"        # optional: only in the cell with this grade_id
because = "one line; its docstring says it all"
```

An entry that nothing needs any more is an error. These rules cannot be allowed, since nothing
works without them: {never}.
"""


@dataclass(frozen=True)
class Explanation:
    """A rule in words; `text` is all of it, as a terminal shows it."""

    code: str
    name: str
    level: str
    says: str
    detail: str
    reason: str
    cure: str
    text: str


def explain(code: str) -> Explanation:
    """The rule with this code, in words. Raises UsageError when there is none."""
    rule = find_rule(code)
    head = f"{rule.code} {rule.name} ({rule.level})\n{rule.says}"
    tail = f"why   {rule.reason}\ncure  {rule.cure}"
    text = "\n\n".join(filter(None, [head, rule.detail, tail]))
    return Explanation(
        rule.code, rule.name, rule.level, rule.says, rule.detail, rule.reason, rule.cure, text
    )


def rules_page() -> str:
    """The text of docs/for-instructors/rules.md."""
    parts = [_INTRO.format(never=", ".join(sorted(NEVER)))]
    for theme, rules in groupby(all_rules(), key=lambda rule: rule.code[:4]):
        parts.append(f"## {THEMES[theme]}\n")
        parts += [_entry(rule) for rule in rules]
    return "\n".join(parts)


def _entry(rule: Rule) -> str:
    level = rule.level + (", executes the lesson" if rule.needs in RUNS else "")
    detail = f"\n{rule.detail}\n" if rule.detail else ""
    return (
        f"### {rule.code} {rule.name}\n\n"
        f"**{rule.says}** ({level})\n"
        f"{detail}\n"
        f"- Why: {_plain(rule.reason)}\n"
        f"- Cure: {_plain(rule.cure)}\n"
        f"- [Examples](../../tests/conveyor/check/rules/{rule.code})\n"
    )


def _plain(text: str) -> str:
    """`text` in markdown, with no character of it taken for markup."""
    return re.sub(r"([*`<]|__)", r"\\\1", text)
