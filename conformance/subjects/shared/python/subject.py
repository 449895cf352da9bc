"""The subject's side of the protocol, for subjects in Python: reads a command a line and calls a Subject."""

import json
import os
import sys
import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor

STATUSES = ("UNKNOWN", "SERVING", "NOT_SERVING")
TURNS = ("SERVING", "NOT_SERVING")
OPS = ("set", "clear", "shutdown", "resume", "flap", "stats")
DEFAULT_GRACE_MS = 2000
NEEDED = object()

# Nothing but replies on the real standard output, whatever a library prints.
REPLIES, sys.stdout = sys.stdout, sys.stderr


class Refused(Exception):
    """A command that is not carried out: `unsupported` or `invalid`, and why."""

    def __init__(self, error, detail):
        super().__init__(detail)
        self.error = error


class Settings:
    """Where the suite wants the server, and the services that must be known from the start."""

    def __init__(self):
        host = os.environ.get("HEALTH_SUBJECT_HOST", "127.0.0.1")
        self.host = host
        self.port = int(os.environ.get("HEALTH_SUBJECT_PORT", "0"))
        if not 0 <= self.port < 65536:  # gRPC's C core would take the rest of the division
            raise ValueError(f"HEALTH_SUBJECT_PORT: {self.port} (expected: 0 to 65535)")
        self.address = f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"
        self.services = json.loads(os.environ.get("HEALTH_SUBJECT_SERVICES", "[]"))


class Subject:
    """A health server that the suite steers: one method an op, one call of the implementation each.

    Override what the implementation has, and name it in the ready line's `ops`: an op that is not named there is
    answered `unsupported`. `flap` is made of `set`, and needs no override.
    """

    def ready(self):
        """The ready line's fields, less those that are the same for all subjects in Python."""
        raise NotImplementedError

    def set(self, service, status):
        """Sets one service's status: the string "UNKNOWN", "SERVING" or "NOT_SERVING"."""
        raise not_overridden("set")

    def clear(self, service):
        """Makes the server forget the service, which is then unknown."""
        raise not_overridden("clear")

    def shutdown(self):
        """Enters the lame duck: every known service reports NOT_SERVING, and a set does not show."""
        raise not_overridden("shutdown")

    def resume(self):
        """Ends the lame duck."""
        raise not_overridden("resume")

    def stats(self):
        """Returns what the server holds now: {"watchers": open Watch calls, "names": known services}."""
        raise not_overridden("stats")

    def flap(self, service, count, last, threads, pause):
        """Makes `count` changes that alternate, each on whichever thread is free, and then sets `last`."""
        turns = iter(range(count))
        taking = threading.Lock()

        def work(_):
            while True:
                with taking:
                    turn = next(turns, None)
                if turn is None:
                    return
                self.set(service, TURNS[turn % 2])
                if pause:
                    time.sleep(pause)

        with ThreadPoolExecutor(threads) as workers:
            done = workers.map(work, range(threads))
        list(done)  # raises what a worker raised
        self.set(service, last)


def not_overridden(op):
    return NotImplementedError(f"{op}: named in ops (expected: the subject overrides {op}, or does not name it)")


def obey(subject):
    """Says that the subject is ready, obeys until `stop` or the end of the input; returns the grace in seconds."""
    ready = {"ready": True, "protocol": 1, "language": "python", "statuses": STATUSES} | subject.ready()
    write(ready)
    while line := sys.stdin.buffer.readline():
        identity = None
        try:
            command = parse(line)
            identity = command.get("id")
            op = text(command, "op")
            if op == "stop":
                grace = integer(command, "graceMs", 0, DEFAULT_GRACE_MS)
                write({"id": identity, "ok": True})
                return grace / 1000
            write({"id": identity, "ok": True} | carry_out(subject, ready, op, command))
        except Refused as refusal:
            write({"id": identity, "ok": False, "error": refusal.error, "detail": str(refusal)})
        except Exception as error:  # the suite shall read of it, and the subject live on
            traceback.print_exc()
            write({"id": identity, "ok": False, "error": "failed", "detail": repr(error)})
    return DEFAULT_GRACE_MS / 1000


def carry_out(subject, ready, op, command):
    """Returns the reply's further fields."""
    if op not in OPS or op not in ready["ops"]:
        raise Refused("unsupported", f"op: {op!r}")
    if op == "set":
        subject.set(text(command, "service"), status(command, "status", ready))
    elif op == "clear":
        subject.clear(text(command, "service"))
    elif op == "flap":
        subject.flap(
            text(command, "service"),
            integer(command, "count", 0),
            status(command, "last", ready),
            integer(command, "threads", 1, 1),
            integer(command, "pauseMicros", 0, 0) / 1e6,
        )
    elif op == "stats":
        return subject.stats()
    else:
        getattr(subject, op)()  # shutdown and resume have no fields
    return {}


def parse(line):
    try:
        command = json.loads(line.decode())
    except ValueError as error:
        raise Refused("invalid", f"not a JSON object in UTF-8: {error}") from error
    if not isinstance(command, dict):
        raise Refused("invalid", "not a JSON object")
    return command


def text(command, name):
    value = command.get(name)
    if not isinstance(value, str):
        raise Refused("invalid", f"{name}: {value!r} (expected: a string)")
    return value


def status(command, name, ready):
    value = text(command, name)
    if value not in STATUSES:
        raise Refused("invalid", f"{name}: {value!r} (expected: UNKNOWN, SERVING or NOT_SERVING)")
    if value not in ready["statuses"]:
        raise Refused("unsupported", f"{name}: {value}")
    return value


def integer(command, name, least, absent=NEEDED):
    value = command.get(name, absent)
    if type(value) is not int or value < least:  # a bool is an int, but not here
        raise Refused("invalid", f"{name}: {command.get(name)!r} (expected: an integer of {least} or more)")
    return value


def write(fields):
    print(json.dumps(fields), file=REPLIES, flush=True)


def refuse_to_start(error):
    """Says why there is no server, and ends the process."""
    traceback.print_exc()
    write({"ready": False, "error": repr(error)})
    sys.exit(1)
