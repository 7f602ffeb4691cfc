"""nbgrader on a student's server: the exchange is this student's mailbox."""

import os

c = get_config()  # noqa: F821 - traitlets provides it
c.CourseDirectory.course_id = os.environ["NBGRADER_COURSE"]
c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]
c.Exchange.assignment_dir = os.environ["HOME"]
# For Validate, as in jupyter_server_config.py; without an absolute path it never connects.
if runtime := os.environ.get("JUPYTER_RUNTIME_DIR"):
    c.KernelManager.transport = "ipc"
    c.KernelManager.ip = f"{runtime}/validate-{os.getpid()}"
