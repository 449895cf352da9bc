"""Starts a subject and holds it to the subject protocol. Says nothing on whether its health server conforms.

Prints the ready line and each fault; with -v also what was as the protocol asks. The exit code is 0 when
there is no fault, else 1.
"""

import contextlib
import json
import os
import queue
import socket
import subprocess
import sys
import threading
import time

import grpc

DECLARED = ["acme.Foo", "acme.Bar", "", "\u00fcml\u00e4ut \U0001f600", "nul\0name"]
READY_WITHIN = REPLY_WITHIN = 10
STATUSES = {"UNKNOWN": 0, "SERVING": 1, "NOT_SERVING": 2}
KNOWN = {
    "ops": ["set", "clear", "shutdown", "resume", "flap", "stats", "stop"],
    "methods": ["Check", "List", "Watch"],
    "statuses": list(STATUSES),
}
LOOKS = {"as asked": 0, "faults": 0}
VERBOSE = False


def look(what, as_asked, seen=""):
    """Counts one thing looked at, and prints it when it is a fault."""
    LOOKS["as asked" if as_asked else "faults"] += 1
    if not as_asked:
        print(f"BAD  {what}: {seen!r}", flush=True)
    elif VERBOSE:
        print(f"ok   {what}", flush=True)


class Subject:
    """A running subject; its lines are read as they come, so that a stray one is noticed."""

    def __init__(self, command, **settings):
        environment = os.environ | {
            "HEALTH_SUBJECT_PROTOCOL": "1",
            "HEALTH_SUBJECT_HOST": "127.0.0.1",
            "HEALTH_SUBJECT_PORT": "0",
            "HEALTH_SUBJECT_SERVICES": json.dumps(DECLARED),
        }
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment | settings
        )
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(b"")

    def line(self, within=REPLY_WITHIN):
        """The next line as an object; a dict that tells why, when there is none."""
        with contextlib.suppress(queue.Empty):
            line = self.lines.get(timeout=within)
            with contextlib.suppress(ValueError):
                if isinstance(answer := json.loads(line), dict):
                    return answer
            return {"no reply": f"not an object: {line[:200]!r}" if line else "its output ended"}
        return {"no reply": f"nothing in {within} s"}

    def say(self, line):
        """Sends one line, as it is or as JSON, and returns the reply."""
        raw = line if isinstance(line, bytes) else json.dumps(line).encode()
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(raw + b"\n")
            self.process.stdin.flush()
        return self.line()

    def exit_code(self, within):
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(within)
        return f"still running after {within} s"

    def end(self):
        self.process.kill()
        self.process.wait()


class Health:
    """The three RPCs with hand-made bytes: no generated code, nothing to agree with."""

    def __init__(self, port):
        self.channel = grpc.insecure_channel(f"127.0.0.1:{port}")

    @staticmethod
    def _request(service):
        name = service.encode()
        return bytes([10, len(name)]) + name if name else b""

    def _unary(self, method, request):
        try:
            return self.channel.unary_unary(f"/grpc.health.v1.Health/{method}")(request, timeout=5)
        except grpc.RpcError as error:
            return error.code().name

    def check(self, service):
        """The status's number, or the name of the error's code."""
        answer = self._unary("Check", self._request(service))
        return answer if isinstance(answer, str) else (answer[1] if answer else 0)

    def list(self):
        answer = self._unary("List", b"")
        return answer if isinstance(answer, str) else "OK"

    def watch(self, service):
        """An open call and its first answer: OK, or the name of the error's code."""
        call = self.channel.unary_stream("/grpc.health.v1.Health/Watch")(self._request(service), timeout=30)
        try:
            next(call)
            return call, "OK"
        except (grpc.RpcError, StopIteration):
            return call, call.code().name


def try_start(subject):
    ready = subject.line(READY_WITHIN)
    took = time.monotonic() - subject.started
    look("ready", ready.get("ready") is True, ready)
    if not ready.get("ready"):
        return None
    print(f"     ready after {took:.1f} s: {json.dumps(ready, ensure_ascii=False)}")
    for field, kind in {"protocol": int, "port": int, "name": str, "version": str, "language": str}.items():
        look(f"ready line: {field}", isinstance(ready.get(field), kind), ready.get(field))
    look("ready line: protocol is 1", ready["protocol"] == 1, ready["protocol"])
    look("ready line: version is not empty", bool(ready["version"]))
    for field in ("ops", "methods", "statuses"):
        look(f"ready line: {field}", set(ready.get(field, [])) <= set(KNOWN[field]), ready.get(field))
    return ready


def refused(subject, what, line, identity, error):
    reply = subject.say(line)
    seen = (reply.get("id", "none"), reply.get("ok"), reply.get("error"))
    look(f"{what}: {error}", seen == (identity, False, error), reply)


def try_bad_lines(subject, ready):
    for what, line in {
        "no JSON": b"set acme.Foo SERVING",
        "half an object": b'{"id":1,"op":"set"',
        "an empty line": b"",
        "an array": b"[1]",
        "a number": b"7",
        "null": b"null",
        "two objects": b'{"id":1,"op":"shutdown"} {}',
        "not UTF-8": b'{"id":1,"op":"set","service":"\xff","status":"SERVING"}',
    }.items():
        refused(subject, what, line, None, "invalid")
    refused(subject, "an unknown op", {"id": 1, "op": "dance"}, 1, "unsupported")
    refused(subject, "no op", {"id": 2}, 2, "invalid")
    refused(subject, "an op that is no string", {"id": 3, "op": 5}, 3, "invalid")
    good = {"op": "set", "service": "acme.Foo", "status": "SERVING"}
    statuses = [("status", "MAYBE"), ("status", "serving"), ("status", "SERVICE_UNKNOWN"), ("status", 1)]
    for number, (field, value) in enumerate([*statuses, ("service", 7), ("service", None)], 10):
        refused(subject, f"set with {field} {value!r}", good | {"id": number, field: value}, number, "invalid")
    refused(subject, "set without a service", {"id": 20, "op": "set", "status": "SERVING"}, 20, "invalid")
    refused(subject, "set without a status", {"id": 21, "op": "set", "service": "acme.Foo"}, 21, "invalid")
    for number, status in enumerate(set(STATUSES) - set(ready.get("statuses", STATUSES)), 30):
        refused(subject, f"set {status}, unclaimed", good | {"id": number, "status": status}, number, "unsupported")
    arguments = {"service": "acme.Foo", "count": 1, "last": "SERVING", "graceMs": 1}
    for number, op in enumerate(set(KNOWN["ops"]) - set(ready["ops"]) - {"stop"}, 40):
        refused(subject, f"{op}, unclaimed", arguments | {"id": number, "op": op}, number, "unsupported")
    refused(subject, "stop with a negative grace", {"id": 50, "op": "stop", "graceMs": -1}, 50, "invalid")
    if "flap" in ready["ops"]:
        counts = [("count", -1), ("count", "2"), ("count", None)]
        for number, (field, value) in enumerate([*counts, ("last", "MAYBE"), ("threads", 0), ("pauseMicros", -1)], 60):
            line = arguments | {"id": number, "op": "flap", field: value}
            refused(subject, f"flap with {field} {value!r}", line, number, "invalid")


def done(subject, what, line):
    reply = subject.say(line)
    look(what, (reply.get("id"), reply.get("ok")) == (line["id"], True), reply)


def shown(health, ready, what, service, expected):
    """What Check shows, at the latest when a change has settled."""
    until = time.monotonic() + ready.get("settleMs", 0) / 1000
    while (seen := health.check(service)) != expected and time.monotonic() < until:
        time.sleep(0.01)
    if seen != expected and service == "":
        # Some implementations have an overall status that can't be set, and that is the suite's business.
        print(f"     {what}: Check answers {seen}")
        return
    look(f"{what}: Check answers {expected}", seen == expected, seen)


def try_commands(subject, ready, health):
    number = 100
    for service in DECLARED + (["never.declared"] if ready.get("dynamic", True) else []):
        # SERVING comes last: where the overall status is coupled with the others, it must not hold them down.
        for status in sorted(ready.get("statuses", STATUSES), key="SERVING".__eq__):
            number += 1
            what = f"set {service!r} {status}"
            reply = subject.say({"id": number, "op": "set", "service": service, "status": status})
            if (reply.get("id"), reply.get("error")) == (number, "unsupported") and not ready.get("dynamic", True):
                print(f"     {what}: unsupported, {reply.get('detail')}")
                continue
            look(what, (reply.get("id"), reply.get("ok")) == (number, True), reply)
            shown(health, ready, what, service, STATUSES[status])
    if not ready.get("dynamic", True):
        undeclared = {"id": 200, "op": "set", "service": "never.declared", "status": "SERVING"}
        refused(subject, "set of an undeclared service", undeclared, 200, "unsupported")
    line = {"id": 201, "op": "set", "service": "acme.Foo", "status": "SERVING"}
    done(subject, "an unknown field", line | {"colour": {"a": [1]}})
    done(subject, "a line of 1 MiB", line | {"pad": "x" * (2**20 - 120)})
    if "clear" in ready["ops"]:
        done(subject, "clear", {"id": 203, "op": "clear", "service": "acme.Foo"})
        shown(health, ready, "after clear", "acme.Foo", "NOT_FOUND")
    if "flap" in ready["ops"]:
        flap = {"id": 204, "op": "flap", "service": "acme.Bar", "count": 1000}
        for last in ("NOT_SERVING", "SERVING"):
            done(subject, f"flap, last {last}", flap | {"last": last})
            shown(health, ready, "after flap", "acme.Bar", STATUSES[last])
        started = time.monotonic()
        done(subject, "flap by 4 threads with pauses", flap | {"last": "NOT_SERVING", "threads": 4, "pauseMicros": 500})
        print(f"     it took {time.monotonic() - started:.2f} s (at least 0.12)")
        shown(health, ready, "after flap", "acme.Bar", 2)
        done(subject, "flap 0 times", flap | {"last": "SERVING", "count": 0})
        shown(health, ready, "after flap", "acme.Bar", 1)
    if "stats" in ready["ops"]:
        reply = subject.say({"id": 205, "op": "stats"})
        look("stats", all(isinstance(reply.get(field), int) for field in ("watchers", "names")), reply)
    if "shutdown" in ready["ops"]:
        done(subject, "shutdown", {"id": 206, "op": "shutdown"})
        shown(health, ready, "after shutdown", "acme.Bar", 2)
        done(subject, "set when shut down", {"id": 207, "op": "set", "service": "acme.Bar", "status": "SERVING"})
        shown(health, ready, "not shown", "acme.Bar", 2)
    if "resume" in ready["ops"]:
        done(subject, "resume", {"id": 208, "op": "resume"})
        done(subject, "set after resume", {"id": 209, "op": "set", "service": "acme.Bar", "status": "SERVING"})
        shown(health, ready, "after resume", "acme.Bar", 1)


def try_methods(ready, health):
    call, watch = health.watch("acme.Bar")
    for method, seen in {"Check": health.check("acme.Bar"), "List": health.list(), "Watch": watch}.items():
        claimed = method in ready["methods"]
        what = f"{method}, {'claimed' if claimed else 'unclaimed'}, answers {seen}"
        look(what, claimed != (seen == "UNIMPLEMENTED"), seen)
    return call


def try_ends(command):
    """Other instances beside the first: their start, their address and their ends."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        taken.listen()
        blocked = Subject(command, HEALTH_SUBJECT_PORT=port)
        line = blocked.line()
        look("a taken port: ready is false, with an error", line.get("ready") is False and bool(line.get("error")), line)
        code = blocked.exit_code(10)
        look("a taken port: exits non-zero", isinstance(code, int) and code > 0, code)
        blocked.end()
    nowhere = Subject(command, HEALTH_SUBJECT_PORT="here")
    line = nowhere.line()
    look("a port that is no number: ready is false", line.get("ready") is False, line)
    nowhere.end()
    two = [Subject(command, HEALTH_SUBJECT_PORT=port), Subject(command)]
    lines = [subject.line() for subject in two]
    look("a second and a third at once", all(line.get("ready") for line in lines), lines)
    look("HEALTH_SUBJECT_PORT is kept", lines[0].get("port") == int(port), lines[0])
    for subject in two:
        subject.process.stdin.close()
    for subject in two:
        code = subject.exit_code(10)
        look("the end of its input: exits 0", code == 0, code)
        subject.end()


def main(command):
    if not command:
        sys.exit(__doc__ + "\nusage: try-subject [-v] CMD [ARG…]")
    subject = Subject(command)
    try:
        if ready := try_start(subject):
            health = Health(ready["port"])
            try_bad_lines(subject, ready)
            try_commands(subject, ready, health)
            open_watch = try_methods(ready, health)
            try_ends(command)
            started = time.monotonic()
            done(subject, "stop, with a Watch open", {"id": 300, "op": "stop", "graceMs": 1000})
            code = subject.exit_code(5)
            look(f"stop: exits 0 ({time.monotonic() - started:.1f} s)", code == 0, code)
            look("nothing but replies on standard output", subject.lines.get(timeout=1) == b"")
            open_watch.cancel()
    finally:
        subject.end()
    print(f"{' '.join(command)}: {LOOKS['as asked']} as asked, {LOOKS['faults']} faults")
    sys.exit(1 if LOOKS["faults"] else 0)


if __name__ == "__main__":
    VERBOSE = sys.argv[1:2] == ["-v"]
    main(sys.argv[1 + VERBOSE :])
