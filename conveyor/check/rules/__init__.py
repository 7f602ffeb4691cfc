"""The rules, one a file: ``cvNNN_its_name.py``. See ``conveyor.check.rule``."""
