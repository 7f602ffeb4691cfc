"""What happens when somebody ends us."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from hub.signals import deferring_signals, ended_by_signals, ignoring_signals

ENDING = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


def ask(number: signal.Signals) -> None:
    os.kill(os.getpid(), number)


@pytest.fixture(autouse=True)
def _handlers() -> None:
    """As in a program that nobody has told anything."""
    for number in ENDING[1:]:
        assert signal.getsignal(number) is signal.SIG_DFL


@pytest.mark.parametrize("number", ENDING)
def test_each_of_them_is_a_keyboard_interrupt(number: signal.Signals) -> None:
    """And what was before is there again afterwards."""
    before = [signal.getsignal(n) for n in ENDING]
    with ended_by_signals(), pytest.raises(KeyboardInterrupt):
        ask(number)
    assert [signal.getsignal(n) for n in ENDING] == before


def test_one_that_was_to_be_ignored_is_ignored() -> None:
    """nohup sets it so."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_by_signals():
            ask(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize("number", ENDING)
def test_deferred_it_comes_afterwards(number: signal.Signals) -> None:
    """The block comes to its end first."""
    done = []

    def work() -> None:
        with deferring_signals():
            ask(number)
            done.append("the whole block")

    with ended_by_signals(), pytest.raises(KeyboardInterrupt):
        work()
    assert done


def test_deferred_it_comes_afterwards_although_another_thread_could_take_it() -> None:
    """A signal to the process goes to whichever thread does not block it."""
    done = []

    def work() -> None:
        with deferring_signals():
            for _ in range(20):
                ask(signal.SIGINT)
                time.sleep(0.001)
            done.append("the whole block")

    idle = threading.Event()
    other = threading.Thread(target=idle.wait)
    other.start()
    try:
        with ended_by_signals(), pytest.raises(KeyboardInterrupt):
            work()
    finally:
        idle.set()
        other.join()
    assert done


@pytest.mark.parametrize("number", ENDING)
def test_while_ignored_nothing_happens(number: signal.Signals) -> None:
    """Neither then nor afterwards."""
    with ended_by_signals():
        with ignoring_signals():
            ask(number)
        ask(signal.SIGCHLD)
