// Node's grpc-health-check as a subject of the conformance suite.
'use strict';

const { Server } = require('@grpc/grpc-js');
const { HealthImplementation } = require('grpc-health-check');
const { version } = require('grpc-health-check/package.json');
const { listen, stop } = require('../shared/node/grpc-js');
const { run } = require('../shared/node/protocol');

run(async ({ address }) => {
  const health = new HealthImplementation();
  const server = new Server();
  health.addToServer(server);
  return {
    ready: {
      port: await listen(server, address),
      name: 'grpc-node',
      version,
      ops: ['set', 'flap'],
      methods: ['Check', 'List', 'Watch'],
    },
    set: (service, status) => health.setStatus(service, status),
    stop: (graceMs) => stop(server, graceMs),
  };
});
