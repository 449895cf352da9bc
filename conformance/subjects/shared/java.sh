# Sourced by the `run` of a subject in Java, after build-once.sh. Set `main` to the class that is started.

class_path='build/subject.jar:build/lib/*'
# The JVM's own warnings must not get among the replies.
quiet=(-Xlog:disable -Xlog:all=warning:stderr)

# The project's own Maven where there is one, else the one on the PATH.
build() {
  needs java
  local maven=mvn
  if [ -x ../../../mvnw ]; then maven=../../../mvnw; else needs mvn; fi
  "$maven" -q -B --no-transfer-progress -f pom.xml package
  # One start and stop, to archive the classes that were loaded: it halves the time until a start is ready.
  HEALTH_SUBJECT_HOST=127.0.0.1 HEALTH_SUBJECT_PORT=0 HEALTH_SUBJECT_SERVICES='["a"]' \
    java "${quiet[@]}" -XX:ArchiveClassesAtExit=build/subject.jsa -cp "$class_path" "$main"
}

start_java() {
  build_once pom.xml src ../shared/java ../shared/java.sh
  exec java "${quiet[@]}" -XX:SharedArchiveFile=build/subject.jsa "$@" -cp "$class_path" "$main"
}
