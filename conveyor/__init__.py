"""Conveyor moves a course's work along: one verb is one module of this package.

The verbs are plain functions that return frozen dataclasses, print nothing and never exit;
``cli`` parses and renders.
"""
