"""nbgrader on a student's server: the exchange is this student's mailbox."""

import os

c = get_config()  # noqa: F821 - traitlets provides it
c.CourseDirectory.course_id = os.environ["NBGRADER_COURSE"]
c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]
c.Exchange.assignment_dir = os.environ["HOME"]
