// nice-grpc's health service as a subject of the conformance suite.
'use strict';

const { createServer } = require('nice-grpc');
const { HealthDefinition, HealthServiceImpl, HealthState } = require('nice-grpc-server-health');
const { version } = require('nice-grpc-server-health/package.json');
const { run } = require('../shared/node/protocol');

run(async ({ address }) => {
  const health = HealthState();
  const server = createServer();
  server.add(HealthDefinition, HealthServiceImpl(health));
  return {
    ready: {
      port: await server.listen(address),
      name: 'nice-grpc',
      version,
      ops: ['set', 'clear', 'flap'],
      methods: ['Check', 'Watch'],
      statuses: ['SERVING', 'NOT_SERVING'],
    },
    set: (service, status) => health.setStatus(status === 'SERVING' ? 'healthy' : 'unhealthy', service),
    clear: (service) => health.setStatus('unknown', service),
    stop: (graceMs) => stop(server, graceMs),
  };
});

// Lets the calls in flight end for as long as the grace, then cuts off those that are left.
async function stop(server, graceMs) {
  const cut = setTimeout(() => server.forceShutdown(), graceMs);
  await server.shutdown();
  clearTimeout(cut);
}
