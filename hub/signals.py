"""Ctrl-C, SIGTERM and the end of the terminal: the three ways in which somebody ends the hub."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """SIGTERM, and the end of the terminal, end us as Ctrl-C does."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    # nohup and its like ask us not to mind: that stays.
    heard = [s for s in _ENDING if signal.getsignal(s) is not signal.SIG_IGN]
    before = [(s, signal.signal(s, interrupt)) for s in heard]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)


@contextmanager
def deferring_signals() -> Iterator[None]:
    """What would end us meanwhile does so afterwards."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def ignoring_signals() -> Iterator[None]:
    """Somebody who presses Ctrl-C again would leave processes behind."""
    before = [(s, signal.signal(s, signal.SIG_IGN)) for s in _ENDING]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
