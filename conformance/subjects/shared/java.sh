# Sourced by the `run` of a subject in Java, after build-once.sh: what its build is.

# The project's own Maven where there is one, else the one on the PATH.
build() {
  needs java
  local maven=mvn
  if [ -x ../../../mvnw ]; then maven=../../../mvnw; else needs mvn; fi
  "$maven" -q -B --no-transfer-progress -f pom.xml package
}

build_java_once() { build_once pom.xml src ../shared/java ../shared/java.sh; }
