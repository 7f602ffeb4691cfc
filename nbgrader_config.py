"""nbgrader's configuration of this course: the one place where our parts are plugged in.

`nbgrader ...` typed in this folder, the formgrader's buttons and `conveyor` all read it,
so all three do the same.
"""

from pathlib import Path

c = get_config()  # noqa: F821 - traitlets provides it
root = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "tinytorch"
c.CourseDirectory.root = str(root)

# What `conveyor release` demands of a module, beside 0 points for a blank copy and all of
# them for the reference; [] demands no more (see docs/for-instructors/authoring.md).
c.Conveyor.gate = ["check", "strength"]

# A mailbox for each student instead of one inbox that all of them share.
c.Exchange.root = str(root / "var" / "exchange")
c.ExchangeFactory.release_assignment = "hub.exchange.MailboxReleaseAssignment"
c.ExchangeFactory.collect = "hub.exchange.MailboxCollect"
c.ExchangeFactory.list = "hub.exchange.MailboxList"
c.ExchangeFactory.release_feedback = "hub.exchange.MailboxReleaseFeedback"

# A submission is rebuilt from the release before it is graded: only the text of the
# student's own cells is taken from it. Whatever else was changed, moved, deleted or
# duplicated in the notebook has no effect.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "conveyor.plugins.restore.RestoreCells",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
# Run against the package as it was before the module, in an empty folder, with limits.
c.Autograde.autograde_preprocessors = [
    "conveyor.plugins.execute.GradingExecute",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
    "conveyor.plugins.answers.ShowModelAnswers",
    "conveyor.plugins.provenance.RecordProvenance",
]
c.GradingExecute.timeout = 30  # seconds for one cell
c.GradingExecute.deadline = 180  # seconds for a whole notebook

# Feedback shows whether a hidden test passed and the author's hint, never its source, and
# nothing of the model answers that whoever grades by hand has seen.
c.GenerateFeedback.preprocessors = [
    "conveyor.plugins.answers.HideModelAnswers",
    "nbgrader.preprocessors.GetGrades",
    "conveyor.plugins.feedback.HideHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]

# What students wrote is shown in browsers of staff: nothing of it may run there.
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = {
    name: f"conveyor.plugins.harmless.{name}"
    for name in ("markdown2html", "clean_html", "get_metadata", "posix_path")
}
