"""The running hub, as seen by a student with a terminal."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import zmq

from hub.isolation import why_not
from hub.machine import marked
from hub.settings import VARIABLE, Settings
from tests.hub.visitor import Visitor
from tests.journey.conftest import Hub

needs_bubblewrap = pytest.mark.skipif(bool(why_not()), reason=why_not() or "it works")


def settings(hub: Hub) -> Settings:
    """As the hub's own process has them."""
    for process in marked(hub.course):
        if found := process.environ().get(VARIABLE):
            return Settings.from_environment({VARIABLE: found})
    raise AssertionError("no hub runs")


def test_groups_and_pages_by_role(hub: Hub, ada: Visitor) -> None:
    """Staff are led to the course, which answers to them and not to students."""
    tom = Visitor(hub.url, "tom", hub.passwords["tom"])
    assert tom.get("services/tinytorch/formgrader/api/assignments").status_code == 200
    assert tom.get("hub/").url.endswith("/services/tinytorch/lab?formgrader=true")
    assert ada.get("services/tinytorch/formgrader/").status_code == 403
    assert ada.get("services/tinytorch/api/contents/").status_code == 403
    assert "/user/ada/" in ada.get("hub/").url


def test_passwords_decide(hub: Hub) -> None:
    """A wrong one, another's and none are refused in the same way."""
    for name, password in (("ada", "wrong"), ("ada", hub.passwords["ben"]), ("nobody", "x")):
        visitor = Visitor(hub.url, name, password)
        assert not visitor.logged_in
        assert visitor.get("hub/home").url.split("?")[0].endswith("/hub/login")


@needs_bubblewrap
def test_the_environment_holds_no_secret_but_the_servers_own(hub: Hub, ada: Visitor) -> None:
    """Nothing of the operator, of the proxy or of another server."""
    program = """
        import json, os
        every = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                data = open(f"/proc/{name}/environ").read()
                every |= dict(v.split("=", 1) for v in data.split("\\0") if v)
        print(json.dumps({**os.environ, **every}))
    """
    environment = json.loads(ada.run(program))
    text = json.dumps(environment)
    assert "abracadabra" not in text
    assert VARIABLE not in environment
    secrets = [n for n in environment if "TOKEN" in n or "SECRET" in n or "PASSWORD" in n]
    assert set(secrets) <= {"JUPYTERHUB_API_TOKEN", "JPY_API_TOKEN"}
    proxy_token = (hub.course.hub_state / "proxy_token").read_text()
    assert proxy_token not in text
    # The programs are those of the environment, which may lie in the course folder.
    assert not [n for n, v in environment.items() if str(hub.course.root) in v and n != "PATH"]


def test_the_own_token_opens_nothing_of_others(hub: Hub, ada: Visitor) -> None:
    """The hub's API with it: no other person, no list, no service, no roles, no new tokens."""
    token = ada.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()
    api = f"http://127.0.0.1:{settings(hub).hub_port}/hub/api"
    header = {"Authorization": f"token {token}"}

    def status(path: str, method: str = "GET", **kwargs: Any) -> int:
        answer = requests.request(method, f"{api}/{path}", headers=header, timeout=30, **kwargs)
        return answer.status_code

    refused = [
        status("users"),
        status("users/ben"),
        status("users/tom"),
        status("groups"),
        status("groups/formgrade-tinytorch"),
        status("groups/formgrade-tinytorch/users", "POST", json={"users": ["ada"]}),
        status("proxy"),
        status("users/ada/tokens", "POST", json={"scopes": ["access:services"]}),
        status("users/ben/server", "POST", json={}),
        status("users/ben/server", "DELETE"),
        status("shutdown", "POST", json={}),
    ]
    assert all(code in (403, 404) for code in refused), refused
    services = requests.get(f"{api}/services", headers=header, timeout=30)
    assert services.status_code == 403 or services.json() == {}


def test_the_ports_of_others_do_not_open_for_it(hub: Hub, ada: Visitor) -> None:
    """The proxy's interface, the course's own port: with no token or a student's, closed."""
    token = ada.run("import os; print(os.environ['JUPYTERHUB_API_TOKEN'])").strip()
    ports = settings(hub)
    for header in ({}, {"Authorization": f"token {token}"}):
        proxy = requests.get(
            f"http://127.0.0.1:{ports.proxy_port}/api/routes", headers=header, timeout=30
        )
        course = requests.get(
            f"http://127.0.0.1:{ports.course_port}/services/tinytorch/api/contents",
            headers=header,
            allow_redirects=False,
            timeout=30,
        )
        assert proxy.status_code == 403
        assert course.status_code in (302, 403)


@needs_bubblewrap
def test_nobody_reads_along_what_a_kernel_runs(hub: Hub, ada: Visitor) -> None:
    """A kernel publishes it to whoever connects, and asks for no key: so, on no port.

    Neither a student's kernel nor one of staff in the course, whose code may be solutions.
    """
    ida = Visitor(hub.url, "ida", hub.passwords["ida"], base="services/tinytorch")
    ida.get("services/tinytorch/lab")
    kernels = [(person, person.new_kernel()) for person in (ada, ida)]
    ports = {
        connection.laddr.port
        for process in marked(hub.course)
        for connection in process.net_connections("tcp")
        if connection.status == "LISTEN"
    }
    try:
        with eavesdropper(ports) as heard:
            for person, kernel in kernels:
                assert person.run_in(kernel, "print('a secret')") == "a secret\n"
            time.sleep(0.5)
            assert heard() == []
    finally:
        for person, kernel in kernels:
            person.end_kernel(kernel)


@contextmanager
def eavesdropper(ports: Iterable[int]) -> Iterator[Callable[[], list[bytes]]]:
    """Subscribes to everything that is published on `ports`."""
    context = zmq.Context()
    ear = context.socket(zmq.SUB)
    ear.subscribe(b"")
    for port in ports:
        ear.connect(f"tcp://127.0.0.1:{port}")
    time.sleep(1)

    def heard() -> list[bytes]:
        messages = []
        while ear.poll(100):
            messages += ear.recv_multipart()
        return messages

    yield heard
    context.destroy(linger=0)


@pytest.mark.slow
def test_an_eavesdropper_would_hear_a_kernel_on_a_port() -> None:
    """What the test above would notice."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel()
    try:
        with eavesdropper([manager.iopub_port]) as heard:
            client.execute_interactive("print('a secret')", output_hook=lambda _: None)
            assert b"a secret" in b"".join(heard())
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_a_dropped_ta_is_out_of_the_course(hub: Hub) -> None:
    """Within seconds and with everything that the browser still holds; as TA again, in again."""
    tom = Visitor(hub.url, "tom", hub.passwords["tom"])
    path = "services/tinytorch/formgrader/api/assignments"
    assert tom.get(path).status_code == 200
    roster = hub.course.roster.read_text()
    hub.course.roster.write_text(roster.replace("tom,Tom (TA),,ta,,\n", ""))
    try:
        ends = time.monotonic() + 60
        while (answer := tom.get(path, allow_redirects=False)).status_code == 200:
            assert time.monotonic() < ends
            time.sleep(1)
        assert answer.status_code in (302, 403)
        assert not Visitor(hub.url, "tom", hub.passwords["tom"]).logged_in
    finally:
        hub.course.roster.write_text(roster)
    assert Visitor(hub.url, "tom", hub.passwords["tom"]).logged_in


def test_what_a_server_says_is_not_in_the_hubs_log(hub: Hub, ada: Visitor) -> None:
    """It has a log of its own, in which it said something."""
    assert "ServerApp" in hub.course.server_log("ada").read_text()
    assert "ServerApp" not in "".join(
        line for line in hub.course.hub_log.read_text().splitlines() if "/user/ada" in line
    )


def test_files_of_the_hub_are_the_operators_alone(hub: Hub) -> None:
    """var and the log cannot be read by other accounts of the machine."""
    assert hub.course.var.stat().st_mode & 0o777 == 0o700
    assert hub.course.hub_log.stat().st_mode & 0o777 == 0o600
    for process in marked(hub.course):
        if VARIABLE in process.environ():
            assert Path(f"/proc/{process.pid}/fd/0").resolve() == Path("/dev/null")
