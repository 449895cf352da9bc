package dev.vitals.health.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vitals.health.HealthSource;
import dev.vitals.health.core.Health;
import dev.vitals.health.v1.HealthGrpc;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The published classes use nothing that a native image would have to be told of, and nothing that
 * would keep a class loader or a process: seen in their bytes, since a promise is soon broken.
 */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NoReflectionTest {

  private static final Pattern FORBIDDEN_MEMBER =
      Pattern.compile(
          String.join(
              "|",
              "java\\.lang\\.Class\\.(forName|newInstance|getResource.*|getDeclared.*|getEnclosing.*"
                  + "|get(Field|Method|Constructor|RecordComponent|PermittedSubclasse|NestMember)s?)",
              "java\\.lang\\.invoke\\.MethodHandles\\.(lookup|publicLookup|privateLookupIn|arrayElement.*)",
              "java\\.lang\\.invoke\\.MethodHandles\\$Lookup\\.(find|unreflect|define|accessClass|in$).*",
              "java\\.lang\\.ClassLoader\\..*",
              "java\\.lang\\.Thread\\.(get|set)ContextClassLoader",
              "java\\.lang\\.System\\.(load|loadLibrary|getLogger)",
              "java\\.lang\\.Runtime\\.(load|loadLibrary|exec|addShutdownHook)"));

  private static final Pattern FORBIDDEN_CLASS =
      Pattern.compile(
          String.join(
              "|",
              "java\\.lang\\.reflect\\..*",
              "java\\.util\\.ServiceLoader.*",
              "java\\.util\\.ResourceBundle.*",
              "java\\.util\\.concurrent\\.atomic\\.Atomic.*FieldUpdater",
              "java\\.lang\\.(Inheritable)?ThreadLocal",
              "java\\.io\\.(Object(In|Out)put.*|Serializable|Externalizable)",
              "(sun|jdk\\.internal)\\..*"));

  private static final Set<String> SERIALIZATION =
      Set.of("readObject", "writeObject", "readResolve", "writeReplace", "readObjectNoData");

  /** What is allowed all the same: where, what, and why. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          "dev.vitals.health.core.Log: java.lang.System.getLogger",
          "the JDK looks for a logger's provider; GraalVM knows that way and its own needs nothing",
          "dev.vitals.health.core.StallAwareExecutor: java.lang.Thread.setContextClassLoader",
          "sets it, so that a thread keeps no application's loader; looks nothing up",
          "dev.vitals.health.core.SystemTime: java.lang.Thread.getContextClassLoader",
          "puts it back after the JDK's thread was made without one; looks nothing up",
          "dev.vitals.health.core.SystemTime: java.lang.Thread.setContextClassLoader",
          "makes the JDK's thread without one; looks nothing up");

  /** The jar or folder that a class came from. */
  private static Path source(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<ClassFile> classes(Class<?> of) throws IOException {
    Path source = source(of);
    if (Files.isDirectory(source)) {
      return classes(source);
    }
    try (FileSystem jar = FileSystems.newFileSystem(source)) {
      return classes(jar.getPath("/"));
    }
  }

  private static List<ClassFile> classes(Path folder) throws IOException {
    List<ClassFile> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.toString();
        if (name.endsWith(".class") && !name.endsWith("module-info.class")) {
          classes.add(ClassFile.of(Files.readAllBytes(file)));
        }
      }
    }
    return classes;
  }

  private static Set<String> faults(ClassFile type) {
    Set<String> faults = new TreeSet<>();
    Stream.of(
            type.members().stream().filter(name -> FORBIDDEN_MEMBER.matcher(name).matches()),
            type.classes().stream().filter(name -> FORBIDDEN_CLASS.matcher(name).matches()),
            type.declared().stream().filter(SERIALIZATION::contains))
        .flatMap(found -> found)
        .forEach(found -> faults.add(type.name() + ": " + found));
    return faults;
  }

  @Nested
  class The_classes_of {

    @ParameterizedTest
    @ValueSource(classes = {HealthSource.class, Health.class, GrpcHealth.class, HealthGrpc.class})
    void a_module_look_nothing_up_by_name(Class<?> module) throws IOException {
      List<ClassFile> classes = classes(module);
      assertThat(classes).extracting(ClassFile::name).contains(module.getName());
      Set<String> faults = new TreeSet<>();
      classes.forEach(type -> faults.addAll(faults(type)));
      faults.removeAll(EXCEPTIONS.keySet());
      assertThat(faults).isEmpty();
    }
  }

  @Nested
  class Each_exception {

    @Test
    void is_still_needed() throws IOException {
      Set<String> faults = new TreeSet<>();
      for (Class<?> module : List.of(HealthSource.class, Health.class, GrpcHealth.class)) {
        classes(module).forEach(type -> faults.addAll(faults(type)));
      }
      assertThat(faults).containsAll(EXCEPTIONS.keySet());
    }
  }

  @Nested
  class The_search {

    /** All that is forbidden, in one class. */
    static final class Offender implements Serializable {
      private static final long serialVersionUID = 1L;
      private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();
      private volatile int count;

      private static Object offend() throws Throwable {
        Runtime.getRuntime().addShutdownHook(new Thread());
        AtomicIntegerFieldUpdater.newUpdater(Offender.class, "count");
        return List.of(
            Class.forName("java.lang.String").getDeclaredConstructor(),
            MethodHandles.lookup()
                .findVirtual(Object.class, "toString", MethodType.methodType(String.class)),
            ServiceLoader.load(Runnable.class),
            Optional.ofNullable(LOCAL.get()),
            Offender.class.getResource("x"));
      }

      private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
      }
    }

    @Test
    void finds_all_of_it() throws IOException {
      String name = Offender.class.getName();
      List<String> found =
          classes(Offender.class).stream()
              .filter(type -> type.name().equals(name))
              .flatMap(type -> faults(type).stream())
              .map(fault -> fault.substring(name.length() + 2))
              .toList();
      assertThat(found)
          .contains(
              "java.io.Serializable",
              "java.io.ObjectInputStream",
              "java.lang.Class.forName",
              "java.lang.Class.getDeclaredConstructor",
              "java.lang.Class.getResource",
              "java.lang.Runtime.addShutdownHook",
              "java.lang.ThreadLocal",
              "java.lang.invoke.MethodHandles.lookup",
              "java.lang.invoke.MethodHandles$Lookup.findVirtual",
              "java.util.ServiceLoader",
              "java.util.concurrent.atomic.AtomicIntegerFieldUpdater",
              "readObject");
    }
  }
}
