/**
 * What a transport needs to serve health. It depends neither on gRPC nor on how a status is
 * decided.
 */
module dev.vitals.health {
  requires static transitive org.jspecify;

  exports dev.vitals.health;
}
