"""The hub's configuration file: see hub/config.py for what is set, and why.

Files in ``hub/jupyterhub_config.d/`` are read after it, in the order of their names: the
place for what one installation needs. They see the same `c`.
"""

from pathlib import Path

from hub.config import configure
from hub.settings import Settings

c = get_config()  # noqa: F821 - traitlets provides it
configure(c, Settings.from_environment())

for extra in sorted((Path(__file__).parent / "jupyterhub_config.d").glob("*.py")):
    exec(compile(extra.read_text(encoding="utf-8"), str(extra), "exec"))
