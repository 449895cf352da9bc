// A server of grpc-js, for the subjects that are built on one.
'use strict';

const { ServerCredentials } = require('@grpc/grpc-js');

/** Returns the port. */
function listen(server, address) {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port));
  });
}

/** Lets the calls in flight end for as long as the grace, then cuts off those that are left. */
function stop(server, graceMs) {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.forceShutdown(), graceMs);
    server.tryShutdown(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}

module.exports = { listen, stop };
