"""The asyncio health servicer of grpcio-health-checking as a subject."""

from importlib.metadata import version

import grpc
from aio_subject import AioSubject, run
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from subject import Settings


class GrpcPythonAio(AioSubject):
    def __init__(self):
        super().__init__()
        # Without so_reuseport=0 two servers share a port and neither is told.
        self.server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
        self.health = health.aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self.health, self.server)
        self.port = self.server.add_insecure_port(Settings().address)

    def ready(self):
        return {
            "port": self.port,
            "name": "grpc-python-aio",
            "version": version("grpcio-health-checking"),
            "ops": ["set", "shutdown", "flap"],
            "methods": ["Check", "Watch"],
            "dynamic": True,
        }

    async def set_on_loop(self, service, status):
        await self.health.set(service, health_pb2.HealthCheckResponse.ServingStatus.Value(status))

    def shutdown(self):
        self.on_loop(self.health.enter_graceful_shutdown())

    async def stop(self, grace):
        await self.server.stop(grace)


async def start():
    subject = GrpcPythonAio()
    await subject.server.start()
    return subject


if __name__ == "__main__":
    run(start)
