"""The course's own server, for staff: without the students' tools."""

import os

c = get_config()  # noqa: F821 - traitlets provides it
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
}
# The formgrader is shown in a frame of JupyterLab, on the same origin.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
# Whoever started the hub has chosen its user: `conveyor doctor` warns of root.
c.ServerApp.allow_root = True
# Seconds until it is noticed that somebody was taken out of the roster.
c.HubAuth.cache_max_age = 10
# Files of the operator instead of ports, which students' programs could connect to: there a
# kernel publishes what it runs, solutions included.
if "JUPYTER_RUNTIME_DIR" in os.environ:
    c.KernelManager.transport = "ipc"
