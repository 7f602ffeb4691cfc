"""TinyTorch: a small PyTorch, built by the students of this course.

``from tinytorch import Tensor`` loads only the module that defines the name, when it is
asked for. The package therefore works with any of its modules missing, and importing it
loads none of them: autograd in particular changes ``Tensor`` only when you import it.
"""

from importlib import import_module as _import_module

from tinytorch import _contents


def __getattr__(name):
    if name in _contents.NAMES:
        return getattr(_import_module(f"tinytorch.{_contents.NAMES[name]}"), name)
    if name in _contents.MODULES:
        return _import_module(f"tinytorch.{name}")
    raise AttributeError(f"module 'tinytorch' has no attribute {name!r}")


def __dir__():
    return sorted({*globals(), *_contents.NAMES, *_contents.MODULES})
