# Sourced after java.sh by the `run` of Vitals, and of Vitals behind a proxy: the files that Vitals is built from.

sources=(../vitals/{pom.xml,src} ../shared/java ../shared/java.sh ../shared/vitals.sh ../../../pom.xml
  ../../../{proto,health-api,health-core,health-grpc}/{pom.xml,src/main})
