@rem Runs Maven for this build on Windows: mvnw verify
@rem
@rem Takes the Maven on the PATH. Unlike mvnw it fetches none: the build itself refuses one that is too old, and a
@rem JDK that is too old. All arguments go to Maven.
@rem
@rem Exit: Maven's own code; 2 if there is no Maven.
@echo off
where /q mvn
if errorlevel 1 (
  echo mvnw: no Maven on the PATH ^(expected: Maven 3.9.6 or a newer 3.x^) 1>&2
  exit /b 2
)
rem Without "call", which would expand the arguments a second time; nothing is left to do after it.
mvn %*
