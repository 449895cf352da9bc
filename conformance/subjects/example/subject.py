"""The health servicer of grpcio-health-checking as a subject of the conformance suite."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version

import grpc
from grpc_health.v1 import health, health_pb2_grpc

STATUSES = {"UNKNOWN": 0, "SERVING": 1, "NOT_SERVING": 2}

def say(**fields):
    print(json.dumps(fields), flush=True)

def text(command, name, allowed=None):
    value = command.get(name)
    if not isinstance(value, str) or (allowed and value not in allowed):
        raise ValueError(f"{name}: {value!r} (expected: {allowed or 'a string'})")
    return value

def number(command, name, least=0, absent=None):
    value = command.get(name, absent)
    if type(value) is not int or value < least:
        raise ValueError(f"{name}: {value!r} (expected: an integer of {least} or more)")
    return value

def set_status(command):
    servicer.set(text(command, "service"), STATUSES[text(command, "status", list(STATUSES))])

def flap(command):
    service, last = text(command, "service"), STATUSES[text(command, "last", list(STATUSES))]
    count, threads = number(command, "count"), number(command, "threads", 1, 1)
    pause = number(command, "pauseMicros", 0, 0) / 1e6
    def work(first):
        for change in range(first, count, threads):
            servicer.set(service, 2 if change % 2 else 1)
            time.sleep(pause)
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    servicer.set(service, last)

OPS = {"set": set_status, "shutdown": lambda _: servicer.enter_graceful_shutdown(), "flap": flap}

def obey(line):
    """Replies to one line; returns the grace in seconds when the line was a good stop."""
    identity = None
    try:
        command = json.loads(line.decode())
        if not isinstance(command, dict):
            raise ValueError("not an object")
        identity = command.get("id")
        op = text(command, "op")
        if op != "stop" and op not in OPS:
            return say(id=identity, ok=False, error="unsupported", detail=op)
        grace = number(command, "graceMs", 0, 2000) / 1000 if op == "stop" else OPS[op](command)
        say(id=identity, ok=True)
        return grace
    except ValueError as error:
        say(id=identity, ok=False, error="invalid", detail=str(error))

servicer = health.HealthServicer()
server = grpc.server(ThreadPoolExecutor(10), options=[("grpc.so_reuseport", 0)])
health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
host, port = os.environ.get("HEALTH_SUBJECT_HOST", "127.0.0.1"), os.environ.get("HEALTH_SUBJECT_PORT", "0")
try:
    port = server.add_insecure_port(f"{host}:{port}")
except RuntimeError as error:
    say(ready=False, error=str(error))
    sys.exit(1)
server.start()
say(ready=True, protocol=1, port=port, name="example", version=version("grpcio-health-checking"), language="python",
    ops=list(OPS), methods=["Check", "Watch"], statuses=list(STATUSES), dynamic=True)
grace = None
while grace is None and (line := sys.stdin.buffer.readline()):
    grace = obey(line)
server.stop(2 if grace is None else grace).wait()
