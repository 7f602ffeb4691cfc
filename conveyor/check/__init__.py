"""``conveyor check``: is a module as the standard wants it?

Words, used the same way in this package:

rule      one thing that the standard wants, in a file of its own below ``rules/``
spot      a place where a rule is broken: a line, and what is wrong there
finding   a spot in a report: with the rule's code, its level and the file
level     error for what a program can prove, warning for what it can only suspect
page      a module as the rules see it: its lesson with lines and syntax trees, its folder
block     one cell of a page
run       what happened when a page's cells were executed
allowance an author's written reason to break a rule, in the module's ``allowed.toml``
"""

from conveyor.check.docs import Explanation, explain, rules_page
from conveyor.check.report import Allowed, CheckReport, Finding
from conveyor.check.rule import Rule, all_rules, find_rule
from conveyor.check.verb import check, watch

__all__ = [
    "Allowed",
    "CheckReport",
    "Explanation",
    "Finding",
    "Rule",
    "all_rules",
    "check",
    "explain",
    "find_rule",
    "rules_page",
    "watch",
]
