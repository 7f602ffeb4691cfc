"""Ctrl-C, SIGTERM and the end of the terminal: the three ways in which somebody ends the hub."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Handlers = list[tuple[signal.Signals, Any]]


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM, and the end of the terminal, end us as Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = _handled_by(interrupt)
    try:
        yield
    finally:
        _restore(before)


@contextmanager
def deferring_signals() -> Iterator[None]:
    """What would end us meanwhile does so afterwards.

    By handlers and not by a mask: a mask is one thread's, and the system may give the signal
    to another thread of ours.
    """
    arrived: list[int] = []
    before = _handled_by(lambda number, _: arrived.append(number))
    try:
        yield
    finally:
        _restore(before)
        for number in arrived[:1]:
            signal.raise_signal(number)


@contextmanager
def ignoring_signals() -> Iterator[None]:
    """Somebody who presses Ctrl-C again would leave processes behind."""
    before = _handled_by(signal.SIG_IGN)
    try:
        yield
    finally:
        _restore(before)


def _handled_by(handler: Any) -> Handlers:
    """What handled each of them before. nohup and its like ask us not to mind: that stays."""
    heard = [s for s in _ENDING if signal.getsignal(s) is not signal.SIG_IGN]
    return [(s, signal.signal(s, handler)) for s in heard]


def _restore(before: Handlers) -> None:
    for number, handler in before:
        signal.signal(number, handler)
