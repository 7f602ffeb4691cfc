"""Errors that a user can mend. The CLI prints them without a traceback."""

from __future__ import annotations


class ConveyorError(Exception):
    """What is wrong, where, and what to do about it.

    `where` is ``file:line`` or a name; `cure` is one sentence. `exit_code` is what the
    command returns: 1 when the work itself failed a check, 2 when the call was wrong.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", cure: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.cure = what, where, cure

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}\n    cure: {self.cure}" if self.cure else text


class UsageError(ConveyorError):
    """The command was called in a way that cannot work."""

    exit_code = 2
