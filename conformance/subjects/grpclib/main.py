"""grpclib's health service as a subject: a ServiceStatus for each service, or with --checks a ServiceCheck.

The services are fixed when the health service is made, so only the declared ones can be set. A ServiceCheck finds
a change when it runs next, which it does at most once in its ttl.
"""

import socket
import sys
from importlib.metadata import version

from aio_subject import AioSubject, run
from grpclib.health.check import ServiceCheck, ServiceStatus
from grpclib.health.service import OVERALL, Health
from grpclib.server import Server
from subject import Refused, Settings

VALUES = {"UNKNOWN": None, "SERVING": True, "NOT_SERVING": False}
CHECK_TTL = 0.2
SETTLE_MS = 500


class Declared:
    """What grpclib reads a service's name from: a handler's paths."""

    def __init__(self, name):
        self.name = name

    def __mapping__(self):
        return {f"/{self.name}/Method": None}


class Polled:
    """A ServiceCheck of a value that the suite sets."""

    def __init__(self):
        self.value = None
        self.check = ServiceCheck(self.read, check_ttl=CHECK_TTL)

    async def read(self):
        return self.value

    def set(self, value):
        self.value = value


class Grpclib(AioSubject):
    def __init__(self, polled):
        super().__init__()
        self.polled = polled
        # A name with a slash can't be told from a path, so it is not declared.
        names = {name for name in Settings().services if name and "/" not in name}
        self.checks = {name: Polled() if polled else ServiceStatus() for name in {*names, ""}}
        self.server = Server(
            [Health({Declared(name) if name else OVERALL: [self.check(name)] for name in self.checks})]
        )

    def check(self, name):
        return self.checks[name].check if self.polled else self.checks[name]

    async def start(self):
        settings = Settings()
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        self.socket = socket.create_server((settings.host, settings.port), family=family)
        await self.server.start(sock=self.socket)

    def ready(self):
        return {
            "port": self.socket.getsockname()[1],
            "name": "grpclib-check" if self.polled else "grpclib",
            "version": version("grpclib"),
            "ops": ["set", "flap"],
            "methods": ["Check", "Watch"],
            "dynamic": False,
            "settleMs": SETTLE_MS if self.polled else 0,
        }

    async def set_on_loop(self, service, status):
        if service not in self.checks:
            raise Refused("unsupported", f"service: {service!r} (expected: one that was declared, with no slash)")
        self.checks[service].set(VALUES[status])

    async def stop(self, grace):
        # grpclib has no grace: close cancels the calls in flight.
        self.server.close()
        await self.server.wait_closed()


async def start():
    subject = Grpclib(polled="--checks" in sys.argv)
    await subject.start()
    return subject


if __name__ == "__main__":
    run(start)
