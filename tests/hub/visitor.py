"""Somebody at the running hub, without a browser: logs in, runs code on their own server."""

from __future__ import annotations

import json
import textwrap
import time
import uuid
from typing import Any

import requests
import websocket

PATIENCE = 120  # seconds


class Visitor:
    """A session at the hub at `url`; `base` is the server that code runs on, if not the own."""

    def __init__(self, url: str, name: str, password: str, base: str = "") -> None:
        self.url, self.name, self.base = url, name, base or f"user/{name}"
        self.web = requests.Session()
        self.web.trust_env = False
        form = self.web.get(f"{url}/hub/login", timeout=PATIENCE)
        self.answer = self.web.post(
            f"{url}/hub/login",
            params={"_xsrf": self._xsrf("/hub/")},
            data={"username": name, "password": password, "_xsrf": self._xsrf("/hub/")},
            headers={"Referer": form.url},
            allow_redirects=False,
            timeout=PATIENCE,
        )

    @property
    def logged_in(self) -> bool:
        return self.answer.status_code == 302

    def get(self, path: str, **kwargs: Any) -> requests.Response:
        return self.web.get(f"{self.url}/{path}", timeout=PATIENCE, **kwargs)

    def start_server(self) -> None:
        """Until the own server answers to its owner."""
        self.get(f"hub/spawn/{self.name}")
        ends = time.monotonic() + PATIENCE
        while self.get(f"user/{self.name}/api/kernelspecs").status_code != 200:
            assert time.monotonic() < ends, "the server did not start"
            self.get(f"user/{self.name}/lab")
            time.sleep(0.5)

    def run(self, program: str) -> str:
        """What `program` prints in a new kernel of the own server."""
        kernel = self.new_kernel()
        try:
            return self.run_in(kernel, program)
        finally:
            self.end_kernel(kernel)

    def websocket(self, path: str) -> websocket.WebSocket:
        """An open connection, as a tab of a browser holds one."""
        cookies = "; ".join(f"{c.name}={c.value}" for c in self._cookies(f"/{self.base}/"))
        address = self._own(path).replace("http://", "ws://")
        return websocket.create_connection(
            address, cookie=cookies, timeout=PATIENCE, origin=self.url
        )

    def new_kernel(self) -> str:
        return str(self._post("api/kernels", {"name": "python3"})["id"])

    def end_kernel(self, kernel: str) -> None:
        self.web.delete(self._own(f"api/kernels/{kernel}"), headers=self._token())

    def run_in(self, kernel: str, program: str) -> str:
        """What `program` prints in a kernel."""
        socket = self.websocket(f"api/kernels/{kernel}/channels")
        content = {"code": textwrap.dedent(program), "silent": False, "stop_on_error": True}
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": "execute_request",
            "username": "",
            "session": uuid.uuid4().hex,
            "version": "5.3",
        }
        parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content}
        socket.send(json.dumps({**parts, "channel": "shell", "buffers": []}))
        said = ""
        while True:
            message = json.loads(socket.recv())
            if message["parent_header"].get("msg_id") != header["msg_id"]:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "stream":
                said += content["text"]
            elif kind == "error":
                raise AssertionError("\n".join(content["traceback"]))
            elif kind == "status" and content["execution_state"] == "idle":
                socket.close()
                return said

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self.web.post(self._own(path), json=body, headers=self._token(), timeout=PATIENCE)
        assert answer.ok, answer.text
        return dict(answer.json())

    def _own(self, path: str) -> str:
        return f"{self.url}/{self.base}/{path}"

    def _token(self) -> dict[str, str]:
        return {"X-XSRFToken": self._xsrf(f"/{self.base}/")}

    def _xsrf(self, path: str) -> str:
        return next(c.value or "" for c in self.web.cookies if (c.name, c.path) == ("_xsrf", path))

    def _cookies(self, path: str) -> list[Any]:
        found = [c for c in self.web.cookies if path.startswith(c.path)]
        return sorted(found, key=lambda c: -len(c.path))
