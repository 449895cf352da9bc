// The subject's side of the protocol: reads a command a line, and sets what it says.
'use strict';

const timers = require('node:timers/promises');

const STATUSES = ['UNKNOWN', 'SERVING', 'NOT_SERVING'];
const TURNS = ['SERVING', 'NOT_SERVING'];
const DEFAULT_GRACE_MS = 2000;

/** A command that is not carried out: `unsupported` or `invalid`, and why. */
class Refused extends Error {
  constructor(error, detail) {
    super(detail);
    this.error = error;
  }
}

/** Obeys until `stop` or the end of the input; returns the grace in milliseconds. */
async function obey(set) {
  for await (const line of lines(process.stdin)) {
    let id = null;
    try {
      const command = parse(line);
      id = command.id ?? null;
      const grace = await carryOut(command, set);
      write({ id, ok: true });
      if (grace !== undefined) return grace;
    } catch (error) {
      if (!(error instanceof Refused)) console.error(error);
      write({ id, ok: false, error: error.error ?? 'failed', detail: String(error.message) });
    }
  }
  return DEFAULT_GRACE_MS;
}

/** Returns the grace of `stop`. */
async function carryOut(command, set) {
  switch (text(command, 'op')) {
    case 'set':
      set(text(command, 'service'), status(command, 'status'));
      return undefined;
    case 'flap':
      await flap(command, set);
      return undefined;
    case 'stop':
      return integer(command, 'graceMs', 0, DEFAULT_GRACE_MS);
    default:
      throw new Refused('unsupported', `op: ${command.op}`);
  }
}

/** There is one thread here, so the protocol's threads are tasks that take turns on it. */
async function flap(command, set) {
  const service = text(command, 'service');
  const count = integer(command, 'count', 0);
  const last = status(command, 'last');
  const threads = integer(command, 'threads', 1, 1);
  const pauseMs = integer(command, 'pauseMicros', 0, 0) / 1000;
  let begun = 0;
  const work = async () => {
    while (begun < count) {
      set(service, TURNS[begun++ % 2]);
      await pause(pauseMs);
    }
  };
  await Promise.all(Array.from({ length: threads }, work));
  set(service, last);
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

function status(command, name) {
  const value = text(command, name);
  if (!STATUSES.includes(value)) {
    throw new Refused('invalid', `${name}: ${value} (expected: UNKNOWN, SERVING or NOT_SERVING)`);
  }
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
  process.stdout.write(`${JSON.stringify(fields)}\n`);
}

module.exports = { obey, write };
