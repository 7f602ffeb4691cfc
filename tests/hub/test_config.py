"""The hub's configuration, without a hub."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from traitlets.config import Config

from conveyor.layout import Course
from hub.config import configure, start_page
from hub.roster import Account
from hub.settings import RUN, Settings, groups_of, staff_group
from hub.spawner import CourseSpawner
from tests.hub.parcels import hand_out


@pytest.fixture
def settings(course: Course) -> Settings:
    hand_out(course)
    return Settings(
        root=str(course.root),
        port=8123,
        hub_port=8124,
        proxy_port=8125,
        course_port=8126,
        isolate=True,
        runtime="/tmp/sockets",
    )


@pytest.fixture
def c(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv(RUN, "the mark")
    config = Config()
    configure(config, settings)
    return config


def role(c: Any, name: str) -> dict[str, Any]:
    (found,) = [role for role in c.JupyterHub.load_roles if role["name"] == name]
    return found


def test_everything_listens_on_this_machine_only(c: Any) -> None:
    """Four ports, all of 127.0.0.1."""
    addresses = [
        c.JupyterHub.bind_url,
        c.JupyterHub.hub_bind_url,
        c.ConfigurableHTTPProxy.api_url,
        c.JupyterHub.services[0]["url"],
    ]
    assert addresses == [f"http://127.0.0.1:{port}" for port in (8123, 8124, 8125, 8126)]


def test_what_the_hub_keeps_is_private_and_below_var(c: Any, course: Course) -> None:
    """Database, cookie secret, process ids; the proxy's token is 256 random bits."""
    files = (
        c.JupyterHub.db_url.removeprefix("sqlite:///"),
        c.JupyterHub.cookie_secret_file,
        c.JupyterHub.pid_file,
        c.ConfigurableHTTPProxy.pid_file,
    )
    assert all(Path(file).parent == course.hub_state for file in files)
    assert course.hub_state.stat().st_mode & 0o777 == 0o700
    token = course.hub_state / "proxy_token"
    assert token.stat().st_mode & 0o777 == 0o600
    assert c.ConfigurableHTTPProxy.auth_token == token.read_text()
    assert len(bytes.fromhex(token.read_text())) == 32


def test_a_second_start_keeps_the_proxys_token(c: Any, settings: Settings) -> None:
    """Half-dead parts of an earlier run and new ones still understand each other."""
    again = Config()
    configure(again, settings)
    assert again.ConfigurableHTTPProxy.auth_token == c.ConfigurableHTTPProxy.auth_token


def test_the_roster_decides_who_comes_in_and_stays_in(c: Any, course: Course) -> None:
    """Looked at again within seconds, and for browsers that hold a token, too."""
    assert c.JupyterHub.authenticator_class == "hub.authenticator.RosterAuthenticator"
    assert c.RosterAuthenticator.roster == str(course.roster)
    assert c.Authenticator.manage_groups is True
    assert 0 < c.Authenticator.auth_refresh_age <= 10
    assert c.Authenticator.auth_refresh_strict is True
    assert "admin_users" not in c.Authenticator


def test_staff_may_use_the_course_and_nobody_else(c: Any) -> None:
    """The role is the staff group's; the only other one gives no access to the course."""
    staff = role(c, "staff")
    assert staff["groups"] == ["formgrade-tinytorch"]
    assert set(staff["scopes"]) == {
        "access:services!service=tinytorch",
        "list:services",
        "read:services!service=tinytorch",
    }
    assert {r["name"] for r in c.JupyterHub.load_roles} == {"staff", "operator"}
    assert role(c, "operator")["groups"] == ["operators"]
    assert not any(s.startswith("access:") for s in role(c, "operator")["scopes"])
    assert not any("users" in r for r in c.JupyterHub.load_roles)


def test_the_staffs_role_is_that_of_the_authenticators_groups(c: Any) -> None:
    """One spelling of the group: a student is in none that a role names."""
    named = {group for r in c.JupyterHub.load_roles for group in r["groups"]}
    assert not named & set(groups_of(Account("ada", "student"), "tinytorch"))
    assert staff_group("tinytorch") in named


def test_the_course_is_a_service_in_its_folder(c: Any, settings: Settings) -> None:
    """With its own Jupyter settings, the mark, sockets instead of ports, and no secret of ours."""
    (service,) = c.JupyterHub.services
    assert service["name"] == "tinytorch"
    assert service["cwd"] == settings.root
    environment = service["environment"]
    assert environment[RUN] == "the mark"
    assert environment["JUPYTER_RUNTIME_DIR"] == "/tmp/sockets"
    assert Path(environment["JUPYTER_CONFIG_PATH"], "jupyter_server_config.py").is_file()
    assert Path(environment["JUPYTER_CONFIG_DIR"]).is_relative_to(settings.root)
    assert c.ConfigurableHTTPProxy.auth_token not in str(service)


def test_without_a_place_for_sockets_ports_are_used(course: Course) -> None:
    """As on systems where a socket's path may be too long."""
    config = Config()
    configure(config, Settings(str(course.root), 1, 2, 3, 4, isolate=False))
    assert "JUPYTER_RUNTIME_DIR" not in config.JupyterHub.services[0]["environment"]
    assert config.CourseSpawner.isolate is False


def test_servers_have_time_and_inherit_next_to_nothing(c: Any, settings: Settings) -> None:
    """A class that comes at once is slow; the operator's variables are not the students'."""
    assert c.JupyterHub.spawner_class == "hub.spawner.CourseSpawner"
    assert c.CourseSpawner.root == settings.root
    assert c.CourseSpawner.isolate is True
    assert c.Spawner.start_timeout >= 180
    assert c.Spawner.http_timeout >= 180
    assert set(c.Spawner.env_keep) == {"LANG", "LC_ALL", "TZ", RUN}
    assert 1 <= c.JupyterHub.concurrent_spawn_limit <= 2 * (os.cpu_count() or 1)


def test_every_setting_is_one_that_jupyterhub_knows(c: Any) -> None:
    """A name that is spelled wrong would be ignored in silence."""
    from jupyterhub.app import JupyterHub
    from jupyterhub.auth import Authenticator
    from jupyterhub.proxy import ConfigurableHTTPProxy
    from jupyterhub.spawner import LocalProcessSpawner, Spawner

    from hub.authenticator import RosterAuthenticator

    classes = (
        *(JupyterHub, Authenticator, RosterAuthenticator, ConfigurableHTTPProxy),
        *(Spawner, LocalProcessSpawner, CourseSpawner),
    )
    known = {cls.__name__: cls.class_trait_names(config=True) for cls in classes}
    unknown = {f"{name}.{t}" for name, traits in c.items() for t in traits if t not in known[name]}
    # Since 6.1; before, the hub did always what this asks for.
    assert unknown <= {"Authenticator.auth_refresh_strict"}


@pytest.mark.parametrize(
    ("groups", "page"),
    [
        (["formgrade-c"], "/services/c/lab?formgrader=true"),
        (["formgrade-c", "operators"], "/services/c/lab?formgrader=true"),
        (["nbgrader-c"], ""),
        (["formgrade-other"], ""),
        ([], ""),
    ],
)
def test_staff_land_in_the_course_and_students_on_their_server(
    groups: list[str], page: str
) -> None:
    """An empty page is the hub's own choice: the person's server."""
    user = SimpleNamespace(groups=[SimpleNamespace(name=name) for name in groups])
    assert start_page("c")(SimpleNamespace(current_user=user)) == page


def test_who_is_not_logged_in_lands_nowhere_in_particular() -> None:
    """The hub asks for the start page of nobody, too."""
    assert start_page("c")(SimpleNamespace(current_user=None)) == ""
