#!/usr/bin/env python3
"""Holds shared/python/subject.py to the protocol: a process of its own is sent each op, as the suite sends it.

Usage: conformance/subjects/tools/helper_test.py     (needs nothing but Python 3.9 or newer)
"""

import json
import os
import subprocess
import sys
import unittest

HELPER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "shared", "python")
ALL = ["set", "clear", "shutdown", "resume", "flap", "stats"]

PROGRAM = """
import sys
from subject import Subject, obey

class Recorder(Subject):
    calls = []

    def ready(self):
        return {"port": 1, "name": "recorder", "version": "1", "ops": sys.argv[1].split(","), "methods": ["Check"]}

class Complete(Recorder):
    def set(self, service, status):
        if service == "broken":
            raise OSError("refused")
        self.calls.append(["set", service, status])

    def clear(self, service):
        self.calls.append(["clear", service])

    def shutdown(self):
        self.calls.append(["shutdown"])

    def resume(self):
        self.calls.append(["resume"])

    def stats(self):
        return {"watchers": len(self.calls), "names": 7}

subject = {"complete": Complete, "bare": Recorder}[sys.argv[2]]()
grace = obey(subject)
print(subject.calls, "grace", grace, file=sys.stderr)
"""


def exchange(*commands, ops=ALL, subject="complete"):
    """Returns the replies to the commands, and what the subject printed after the last."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(ops), subject],
        input="".join(json.dumps({"id": i, **command}) + "\n" for i, command in enumerate(commands)),
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": HELPER},
        timeout=30,
        check=True,
    )
    ready, *replies = [json.loads(line) for line in done.stdout.splitlines()]
    assert ready["ready"] and ready["ops"] == list(ops), ready
    return replies, done.stderr.splitlines()[-1]


class A_subject_with_the_helper(unittest.TestCase):
    def test_carries_out_each_op_with_its_fields(self):
        replies, calls = exchange(
            {"op": "set", "service": "a", "status": "SERVING"},
            {"op": "clear", "service": "a"},
            {"op": "shutdown"},
            {"op": "resume"},
            {"op": "flap", "service": "b", "count": 2, "last": "UNKNOWN"},
            {"op": "stop", "graceMs": 1500},
        )
        self.assertEqual(replies, [{"id": i, "ok": True} for i in range(6)])
        self.assertEqual(
            calls,
            "[['set', 'a', 'SERVING'], ['clear', 'a'], ['shutdown'], ['resume'], ['set', 'b', 'SERVING'], "
            "['set', 'b', 'NOT_SERVING'], ['set', 'b', 'UNKNOWN']] grace 1.5",
        )

    def test_replies_with_the_fields_that_stats_returns(self):
        replies, _ = exchange({"op": "clear", "service": "a"}, {"op": "stats"})
        self.assertEqual(replies[1], {"id": 1, "ok": True, "watchers": 1, "names": 7})

    def test_shares_a_flap_among_its_threads(self):
        _, calls = exchange({"op": "flap", "service": "b", "count": 100, "last": "SERVING", "threads": 4})
        self.assertEqual(calls.count("'set', 'b'"), 101)
        self.assertTrue(calls.endswith("['set', 'b', 'SERVING']] grace 2.0"), calls)

    def test_refuses_a_flap_whose_set_fails(self):
        replies, _ = exchange({"op": "flap", "service": "broken", "count": 9, "last": "SERVING", "threads": 2})
        self.assertEqual(replies[0]["error"], "failed")
        self.assertIn("refused", replies[0]["detail"])

    def test_refuses_each_op_that_it_does_not_name(self):
        for op in ALL[1:]:
            replies, calls = exchange({"op": op, "service": "a", "count": 1, "last": "SERVING"}, ops=["set"])
            self.assertEqual(replies[0]["error"], "unsupported", op)
            self.assertEqual(calls, "[] grace 2.0")

    def test_refuses_what_is_no_op_even_if_it_is_named(self):
        replies, _ = exchange({"op": "ready"}, ops=["set", "ready"])
        self.assertEqual(replies[0]["error"], "unsupported")

    def test_names_the_method_that_is_missing(self):
        for op in ALL:
            command = {"op": op, "service": "a", "status": "SERVING", "count": 0, "last": "SERVING"}
            replies, _ = exchange(command, subject="bare")
            self.assertEqual(replies[0]["error"], "failed")
            self.assertIn("set" if op == "flap" else op, replies[0]["detail"])

    def test_refuses_fields_that_are_missing(self):
        replies, calls = exchange({"op": "set", "service": "a"}, {"op": "clear"}, {"op": "flap", "service": "a"}, {})
        self.assertEqual([reply["error"] for reply in replies], ["invalid"] * 4)
        self.assertEqual(calls, "[] grace 2.0")


if __name__ == "__main__":
    unittest.main()
