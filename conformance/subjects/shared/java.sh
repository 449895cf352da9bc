# Sourced by the `run` of a subject in Java, after build-once.sh. Set `main` to the class that is started, and call
# start_java with what else the JVM shall be told. Another way to compile, from other files, sets `compile`, which
# fills build/subject.jar and build/lib, and `sources`.

sources=(pom.xml src ../shared/java ../shared/java.sh)

# The JVM's own warnings must not get among the replies. It is told to start quickly rather than to run fast later:
# a subject lives for seconds, and many of them are started on a busy machine.
jvm=(java -Xlog:disable -Xlog:all=warning:stderr -XX:+UseSerialGC -XX:TieredStopAtLevel=1)
class_path='build/subject.jar:build/lib/*'

# With the project's own Maven where there is one, else with the one on the PATH.
compile() {
  local maven=mvn
  if [ -x ../../../mvnw ]; then maven=../../../mvnw; else needs mvn; fi
  "$maven" -q -B --no-transfer-progress -f pom.xml package
}

build() {
  needs java
  compile
  # One start and stop, which archives the classes that were loaded: it halves the time until the next one is ready.
  HEALTH_SUBJECT_HOST=127.0.0.1 HEALTH_SUBJECT_PORT=0 HEALTH_SUBJECT_SERVICES='["a"]' \
    "${jvm[@]}" -XX:ArchiveClassesAtExit=build/subject.jsa -cp "$class_path" "$main"
}

start_java() {
  build_once "${sources[@]}"
  exec "${jvm[@]}" -XX:SharedArchiveFile=build/subject.jsa "$@" -cp "$class_path" "$main"
}
