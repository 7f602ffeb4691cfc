"""The JupyterHub of the course: accounts, students' servers, mailboxes, the formgrader."""
