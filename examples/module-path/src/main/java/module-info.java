/** A server on the module path: what a module of your own requires. */
module dev.vitals.examples.modules {
  requires dev.vitals.health.core; // checks and statuses; brings dev.vitals.health along
  requires dev.vitals.health.grpc; // brings io.grpc along
  requires io.grpc.netty.shaded;
  requires jdk.unsupported; // Netty is slower without it
}
