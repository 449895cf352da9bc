// The subject's side of the protocol, for subjects in JavaScript: reads a command a line and calls a subject.
'use strict';

const timers = require('node:timers/promises');

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING'];
const TURNS = ['SERVING', 'NOT_SERVING'];
const DEFAULT_GRACE_MS = 2000;

// Nothing but replies on the real standard output, whatever a library or console.log writes.
const writeReply = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

/** A command that is not carried out: `unsupported` or `invalid`, and why. */
class Refused extends Error {
  constructor(error, detail) {
    super(detail);
    this.error = error;
  }
}

/**
 * Starts a subject, obeys until `stop` or the end of the input, and ends the process.
 *
 * `start` is given the address to bind and the declared services, and returns what the subject can do:
 * `ready`, the fields of the ready line that are its own; `stop(graceMs)`; and a function for each op of
 * `ready.ops` but `flap`, which is made of `set`: one call of the implementation each.
 */
function run(start) {
  main(start).then(
    () => process.exit(0),
    (error) => {
      console.error(error);
      write({ ready: false, error: String(error) });
      process.exit(1);
    },
  );
}

async function main(start) {
  const subject = await start(settings(process.env));
  subject.ready = { ready: true, protocol: 1, language: 'javascript', statuses: STATUSES, ...subject.ready };
  write(subject.ready);
  await subject.stop(await obey(subject));
}

function settings(environment) {
  const host = environment.HEALTH_SUBJECT_HOST ?? '127.0.0.1';
  const port = environment.HEALTH_SUBJECT_PORT ?? '0';
  return {
    address: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    services: JSON.parse(environment.HEALTH_SUBJECT_SERVICES ?? '[]'),
  };
}

/** Returns the grace in milliseconds. */
async function obey(subject) {
  for await (const line of lines(process.stdin)) {
    let id = null;
    try {
      const command = parse(line);
      id = command.id ?? null;
      if (text(command, 'op') === 'stop') {
        const grace = integer(command, 'graceMs', 0, DEFAULT_GRACE_MS);
        write({ id, ok: true });
        return grace;
      }
      write({ id, ok: true, ...(await carryOut(subject, command)) });
    } catch (error) {
      const kind = error instanceof Refused ? error.error : 'failed';
      if (kind === 'failed') console.error(error);
      write({ id, ok: false, error: kind, detail: String(error.message) });
    }
  }
  return DEFAULT_GRACE_MS;
}

/** Returns the reply's further fields. */
async function carryOut(subject, command) {
  const { op } = command;
  if (!subject.ready.ops.includes(op)) throw new Refused('unsupported', `op: ${op}`);
  if (op === 'set') {
    await subject.set(text(command, 'service'), status(subject, command, 'status'));
  } else if (op === 'clear') {
    await subject.clear(text(command, 'service'));
  } else if (op === 'flap') {
    await flap(subject, command);
  } else {
    return subject[op]();
  }
  return undefined;
}

/** There is one thread here, so the protocol's threads are tasks that take turns on it. */
async function flap(subject, command) {
  const service = text(command, 'service');
  const count = integer(command, 'count', 0);
  const last = status(subject, command, 'last');
  const threads = integer(command, 'threads', 1, 1);
  const pauseMs = integer(command, 'pauseMicros', 0, 0) / 1000;
  let begun = 0;
  const work = async () => {
    while (begun < count) {
      await subject.set(service, TURNS[begun++ % 2]);
      await pause(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  await subject.set(service, last);
}

/** A timer is too coarse below a millisecond; there it gives way until the time is over. */
async function pause(ms) {
  if (ms >= 1) return timers.setTimeout(ms);
  const until = performance.now() + ms;
  do {
    await timers.setImmediate();
  } while (performance.now() < until);
}

/** Lines end with \n alone: node:readline would also split at U+2028, which JSON lets stand. */
async function* lines(stream) {
  let parts = [];
  for await (let chunk of stream) {
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10)) {
      parts.push(chunk.subarray(0, end));
      yield Buffer.concat(parts);
      parts = [];
      chunk = chunk.subarray(end + 1);
    }
    parts.push(chunk);
  }
  const rest = Buffer.concat(parts);
  if (rest.length > 0) yield rest;
}

function parse(line) {
  let command;
  try {
    command = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
  } catch (error) {
    throw new Refused('invalid', `not a JSON object in UTF-8: ${error.message}`);
  }
  if (command === null || typeof command !== 'object' || Array.isArray(command)) {
    throw new Refused('invalid', 'not a JSON object');
  }
  return command;
}

function text(command, name) {
  const value = command[name];
  if (typeof value !== 'string') throw new Refused('invalid', `${name}: ${JSON.stringify(value)} (expected: a string)`);
  return value;
}

function status(subject, command, name) {
  const value = text(command, name);
  if (!STATUSES.includes(value)) {
    throw new Refused('invalid', `${name}: ${value} (expected: UNKNOWN, SERVING or NOT_SERVING)`);
  }
  if (!subject.ready.statuses.includes(value)) throw new Refused('unsupported', `${name}: ${value}`);
  return value;
}

function integer(command, name, least, absent) {
  const value = command[name] === undefined ? absent : command[name];
  if (!Number.isSafeInteger(value) || value < least) {
    throw new Refused('invalid', `${name}: ${JSON.stringify(value)} (expected: an integer of ${least} or more)`);
  }
  return value;
}

function write(fields) {
  writeReply(`${JSON.stringify(fields)}\n`);
}

module.exports = { run };
