/** Runs checks, derives the statuses of a server's services from them, and notifies watchers. */
module dev.vitals.health.core {
  requires transitive dev.vitals.health;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports dev.vitals.health.core;
}
