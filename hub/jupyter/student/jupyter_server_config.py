"""A student's server: without the staff's tools."""

import os

c = get_config()  # noqa: F821 - traitlets provides it
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
}
c.FileContentsManager.delete_to_trash = False
# Whoever started the hub has chosen its user: `conveyor doctor` warns of root.
c.ServerApp.allow_root = True
# Seconds until it is noticed that somebody was taken out of the roster.
c.HubAuth.cache_max_age = 10
# Files that nobody else sees, instead of ports of the machine: everybody there can connect to
# the port on which a kernel publishes what it runs and shows, and read along.
if "JUPYTER_RUNTIME_DIR" in os.environ:
    c.KernelManager.transport = "ipc"
