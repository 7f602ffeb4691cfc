"""The hub's configuration as functions of its settings; jupyterhub_config.py calls them.

Each takes JupyterHub's config object and changes one part of it, so that it can be tested
without a hub.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from conveyor.files import write_atomic
from hub.settings import RUN, Settings, staff_group
from hub.spawner import SINGLE_USER

HERE = Path(__file__).parent


def configure(c: Any, settings: Settings) -> None:
    """Everything, in the order of the functions below."""
    for part in (configure_process, configure_accounts, configure_servers, configure_course):
        part(c, settings)


def configure_process(c: Any, settings: Settings) -> None:
    """Ports, files and the proxy that comes from the package index."""
    state = settings.course.hub_state
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    c.JupyterHub.bind_url = settings.url
    c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{settings.hub_port}"
    c.JupyterHub.db_url = f"sqlite:///{state / 'jupyterhub.sqlite'}"
    c.JupyterHub.upgrade_db = True  # after a new version of JupyterHub; it keeps a copy
    c.JupyterHub.cookie_secret_file = str(state / "cookie_secret")
    c.JupyterHub.pid_file = str(state / "hub.pid")
    c.JupyterHub.template_paths = [str(HERE / "templates")]
    c.JupyterHub.cleanup_servers = True
    c.JupyterHub.concurrent_spawn_limit = 2 * (os.cpu_count() or 1)
    c.ConfigurableHTTPProxy.command = [
        str(Path(sys.executable).parent / "configurable-http-proxy")
    ]
    c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{settings.proxy_port}"
    c.ConfigurableHTTPProxy.auth_token = _secret(state / "proxy_token")
    c.ConfigurableHTTPProxy.pid_file = str(state / "proxy.pid")


def configure_accounts(c: Any, settings: Settings) -> None:
    """The roster decides who comes in; staff land in the course, students on their server."""
    course = settings.course
    c.JupyterHub.authenticator_class = "hub.authenticator.RosterAuthenticator"
    c.RosterAuthenticator.roster = str(course.roster)
    c.RosterAuthenticator.passwords = str(course.passwords)
    c.RosterAuthenticator.course = course.course_id
    c.Authenticator.allow_all = True  # of those whom the roster lets through
    c.Authenticator.manage_groups = True
    c.Authenticator.auth_refresh_age = 10
    # Otherwise a browser that is in the formgrader stays in it, whatever the roster says.
    c.Authenticator.auth_refresh_strict = True
    c.Authenticator.refresh_pre_spawn = True
    c.JupyterHub.default_url = start_page(course.course_id)


def configure_servers(c: Any, settings: Settings) -> None:
    """One JupyterLab a person, which starts within minutes even when a class comes at once."""
    c.JupyterHub.spawner_class = "hub.spawner.CourseSpawner"
    c.CourseSpawner.root = settings.root
    c.CourseSpawner.isolate = settings.isolate
    c.Spawner.default_url = "/lab"
    c.Spawner.start_timeout = c.Spawner.http_timeout = 180
    c.Spawner.env_keep = ["LANG", "LC_ALL", "TZ", RUN]
    c.LocalProcessSpawner.interrupt_timeout = c.LocalProcessSpawner.term_timeout = 3


def configure_course(c: Any, settings: Settings) -> None:
    """The course itself as a service for staff: its folder in JupyterLab, with the formgrader."""
    course_id = settings.course.course_id
    access = f"access:services!service={course_id}"
    sockets = {"JUPYTER_RUNTIME_DIR": settings.runtime} if settings.runtime else {}
    c.JupyterHub.services = [
        {
            "name": course_id,
            "url": f"http://127.0.0.1:{settings.course_port}",
            "command": [sys.executable, "-c", SINGLE_USER, "--ServerApp.open_browser=False"],
            "cwd": settings.root,
            "oauth_no_confirm": True,
            "oauth_client_allowed_scopes": [access],
            "environment": {
                RUN: os.environ.get(RUN, ""),
                "JUPYTER_CONFIG_PATH": str(HERE / "jupyter" / "course"),
                # Not the operator's own settings and files.
                "JUPYTER_CONFIG_DIR": str(settings.course.hub_state / "jupyter"),
                "JUPYTER_DATA_DIR": str(settings.course.hub_state / "jupyter"),
                "JUPYTERHUB_DEFAULT_URL": "/lab",
                "PATH": f"{Path(sys.executable).parent}:{os.environ.get('PATH', os.defpath)}",
                "HOME": str(Path.home()),
                **sockets,
            },
        }
    ]
    seen = [access, "list:services", f"read:services!service={course_id}"]
    c.JupyterHub.load_roles = [
        {"name": "staff", "groups": [staff_group(course_id)], "scopes": seen},
        {
            "name": "operator",
            "groups": ["operators"],
            "scopes": [
                "admin-ui",
                "list:users",
                "read:users:activity",
                "servers",
                "list:services",
            ],
        },
    ]


def start_page(course_id: str) -> Callable[[Any], str]:
    """Where people go after logging in: staff to the course, others to their server."""

    def page(handler: Any) -> str:
        user = handler.current_user
        staff = user and staff_group(course_id) in {group.name for group in user.groups}
        return f"/services/{course_id}/lab?formgrader=true" if staff else ""

    return page


def _secret(file: Path) -> str:
    if not file.is_file():
        write_atomic(file, secrets.token_hex(32), mode=0o600)
    return file.read_text(encoding="ascii")
