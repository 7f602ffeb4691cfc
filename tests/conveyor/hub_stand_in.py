"""`conveyor up` with a stand-in for JupyterHub, which starts in a blink: run as a program.

    python -m tests.conveyor.hub_stand_in COURSE PORT [WAY]

Prints a line for each thing that is said. WAY is how the stand-in behaves: "well" is a
hub with a child that ignores SIGTERM, "dies" ends soon after it answered, "fails" never
answers, "deaf" ignores SIGTERM itself.
"""

from __future__ import annotations

import sys
from pathlib import Path

HUB = """
import http.server, json, os, signal, subprocess, sys, threading, time
way = os.environ["WAY"]
print("\\x1b[31mthe hub's last words", flush=True)
if way == "fails":
    sys.exit(3)
sleeps = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(99)"
subprocess.Popen([sys.executable, "-c", sleeps], start_new_session=True)
signal.signal(signal.SIGTERM, signal.SIG_IGN if way == "deaf" else lambda *_: os._exit(0))
port = json.loads(os.environ["TINYTORCH_HUB"])["port"]

class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        if way == "dies" and "services" in self.path:
            threading.Timer(1.0, lambda: os._exit(7)).start()

http.server.HTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""


def main(folder: str, port: str, way: str = "well") -> None:
    """Run it, and print what happened."""
    import os

    import hub.machine
    import hub.passwords
    from conveyor import up
    from conveyor.errors import ConveyorError
    from conveyor.layout import Course

    os.environ["WAY"] = way
    up._HUB = HUB
    up.sync_gradebook = lambda *_: []
    up._STOPS_WITHIN = hub.machine._POLITE = 0.5
    hub.passwords._N = 2**10

    def say(text: object) -> None:
        print(text, flush=True)

    def ready(running: up.Running) -> None:
        say(f"ready {running.url} {sorted(running.passwords)}")
        if way == "closed":
            raise BrokenPipeError

    try:
        code = up.run(Course(Path(folder)), port=int(port), say=say, ready=ready)
        say(f"returned {code}")
    except ConveyorError as error:
        say(f"error {error}")
    except BrokenPipeError:
        say("nobody listens")


if __name__ == "__main__":
    main(*sys.argv[1:])
