"""The health servicer of grpcio-health-checking as a subject."""

from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from subject import Settings, Subject, obey, refuse_to_start


class GrpcPython(Subject):
    def __init__(self):
        # Without so_reuseport=0 two servers share a port and neither is told.
        self.server = grpc.server(ThreadPoolExecutor(max_workers=10), options=[("grpc.so_reuseport", 0)])
        self.health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self.health, self.server)
        self.port = self.server.add_insecure_port(Settings().address)
        self.server.start()

    def ready(self):
        return {
            "port": self.port,
            "name": "grpc-python",
            "version": version("grpcio-health-checking"),
            "ops": ["set", "shutdown", "flap"],
            "methods": ["Check", "Watch"],
            "dynamic": True,
        }

    def set(self, service, status):
        self.health.set(service, health_pb2.HealthCheckResponse.ServingStatus.Value(status))

    def shutdown(self):
        self.health.enter_graceful_shutdown()


if __name__ == "__main__":
    try:
        subject = GrpcPython()
    except Exception as error:
        refuse_to_start(error)
    subject.server.stop(obey(subject)).wait()
