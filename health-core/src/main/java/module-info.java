/** Finds out, keeps and tells the health of a server's services. */
module dev.vitals.health.core {
  requires transitive dev.vitals.health;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports dev.vitals.health.core;
}
