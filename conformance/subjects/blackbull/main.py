"""The health service of blackbull-protobuf, on BlackBull's own HTTP/2, as a subject."""

import asyncio
from importlib.metadata import version

from aio_subject import AioSubject, run
from blackbull import BlackBull
from blackbull.grpc import GrpcServiceRegistry
from blackbull.server.listener import Listener, Tcp
from blackbull.server.server import Server
from blackbull_protobuf import HealthService, enable_health
from subject import Settings


class BlackBullSubject(AioSubject):
    def __init__(self):
        super().__init__()
        registry = GrpcServiceRegistry()
        self.health = enable_health(registry)
        app = BlackBull()
        app.enable_grpc(registry)
        settings = Settings()
        self.server = Server(app, listeners=[Listener(Tcp(settings.port, settings.host))])
        self.server.open_socket()
        self.serving = asyncio.create_task(self.server.run())

    def ready(self):
        return {
            "port": self.server.port,
            "name": "blackbull",
            "version": version("blackbull"),
            "ops": ["set", "flap"],
            "methods": ["Check", "Watch"],
            "dynamic": True,
        }

    async def set_on_loop(self, service, status):
        self.health.set(service, getattr(HealthService, status))

    async def stop(self, grace):
        # Both raise where calls did not end within the grace, and were cancelled.
        await asyncio.gather(self.server.stop(drain_timeout=grace), self.serving, return_exceptions=True)


async def start():
    return BlackBullSubject()


if __name__ == "__main__":
    run(start)
