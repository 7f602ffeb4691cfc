"""TinyTorch: a small PyTorch, built by the students of this course.

``from tinytorch import Tensor`` loads only the module that defines the name, when it is
asked for. The package therefore works with any of its modules missing, and importing it
loads none of them: autograd in particular changes ``Tensor`` only when you import it.
"""

from importlib import import_module

from tinytorch._contents import MODULES, NAMES

__all__ = [*NAMES, *MODULES]  # noqa: PLE0604


def __getattr__(name):
    if name in NAMES:
        return getattr(import_module(f"tinytorch.{NAMES[name]}"), name)
    if name in MODULES:
        return import_module(f"tinytorch.{name}")
    raise AttributeError(f"module 'tinytorch' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *__all__})
