// Node's grpc-health-check as a subject of the conformance suite.
'use strict';

const { Server, ServerCredentials } = require('@grpc/grpc-js');
const { HealthImplementation } = require('grpc-health-check');
const { version } = require('grpc-health-check/package.json');
const { obey, write } = require('./protocol');

const environment = process.env;

async function main() {
  const health = new HealthImplementation();
  const server = new Server();
  health.addToServer(server);
  const port = await listen(server);
  write({
    ready: true,
    protocol: 1,
    port,
    name: 'grpc-node',
    version,
    language: 'javascript',
    ops: ['set', 'flap'],
    methods: ['Check', 'List', 'Watch'],
    statuses: ['UNKNOWN', 'SERVING', 'NOT_SERVING'],
    dynamic: true,
  });
  const graceMs = await obey((service, status) => health.setStatus(service, status));
  await stop(server, graceMs);
}

function listen(server) {
  const host = environment.HEALTH_SUBJECT_HOST ?? '127.0.0.1';
  const port = environment.HEALTH_SUBJECT_PORT ?? '0';
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound));
  });
}

// Lets the calls in flight end for as long as the grace, then cuts off those that are left.
function stop(server, graceMs) {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    write({ ready: false, error: String(error) });
    process.exit(1);
  },
);
