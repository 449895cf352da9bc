// grpc-js-health-check as a subject of the conformance suite.
'use strict';

const { Server } = require('@grpc/grpc-js');
const { Implementation, service: definition, servingStatus } = require('grpc-js-health-check');
const { version } = require('grpc-js-health-check/package.json');
const { listen, stop } = require('../shared/node/grpc-js');
const { run } = require('../shared/node/protocol');

run(async ({ address }) => {
  const health = new Implementation({});
  const server = new Server();
  server.addService(definition, health);
  return {
    ready: {
      port: await listen(server, address),
      name: 'grpc-js-health-check',
      version,
      ops: ['set', 'flap'],
      methods: ['Check', 'Watch'],
    },
    set: (service, status) => health.setStatus(service, servingStatus[status]),
    stop: (graceMs) => stop(server, graceMs),
  };
});
