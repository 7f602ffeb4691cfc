"""A student's server: without the staff's tools."""

c = get_config()  # noqa: F821 - traitlets provides it
c.ServerApp.jpserver_extensions = {
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.course_list": False,
}
c.FileContentsManager.delete_to_trash = False
# Whoever started the hub has chosen its user: `conveyor doctor` warns of root.
c.ServerApp.allow_root = True
