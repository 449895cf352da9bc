/** What a transport needs to serve health; it knows neither gRPC nor how a status comes about. */
module dev.vitals.health {
  requires static transitive org.jspecify;

  exports dev.vitals.health;
}
