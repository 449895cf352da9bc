package dev.vitals.health.core;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import java.io.IOException;
import java.io.StringWriter;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * A copy of this package, with its tests and with a bug planted in it, in which a test is run that
 * must see it. The copy is compiled from the sources as they are now and has a package name of its
 * own, since Lincheck knows classes by their names.
 */
final class Planted {

  private static final String PACKAGE = "dev.vitals.health.core";

  /** The folder of this module. */
  static final Path MODULE = module();

  private final Path sources;
  private final Path classes;
  private final String copy;

  private Planted(Path folder, String copy) {
    this.sources = folder.resolve("sources");
    this.classes = folder.resolve("classes");
    this.copy = copy;
  }

  /**
   * Makes a copy in a folder.
   *
   * @param number gives the copy its package name
   */
  static Planted copy(Path folder, int number, List<Bug.Edit> edits) {
    Planted planted = new Planted(folder, PACKAGE + ".planted" + number);
    try {
      Files.createDirectories(planted.packageFolder());
      Files.createDirectories(planted.classes);
      planted.copyAll("main", edits);
      planted.copyAll("test", List.of());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return planted;
  }

  private static Path module() {
    try {
      Path here =
          Path.of(Planted.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return here.getParent().getParent(); // from target/test-classes
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private Path packageFolder() {
    return sources.resolve(copy.replace('.', '/'));
  }

  private void copyAll(String kind, List<Bug.Edit> edits) throws IOException {
    Path from = MODULE.resolve("src").resolve(kind).resolve("java/" + PACKAGE.replace('.', '/'));
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        String text = Files.readString(file);
        for (Bug.Edit edit : edits) {
          text = edit.type().concat(".java").equals(name) ? edit.apply(text) : text;
        }
        Files.writeString(packageFolder().resolve(name), text.replace(PACKAGE, copy));
      }
    }
  }

  /**
   * Runs one test of the copy.
   *
   * @param test such as {@code WatchTest.A_watch.repeats_nothing}
   */
  TestExecutionSummary run(String test) {
    Deque<String> names = new ArrayDeque<>(Arrays.asList(test.split("\\.")));
    String method = names.removeLast();
    compile(names.peekFirst());
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selector(names, method)).build(),
            listener);
    return listener.getSummary();
  }

  private DiscoverySelector selector(Deque<String> names, String method) {
    Class<?> outer = load(names.removeFirst());
    if (names.isEmpty()) {
      return selectMethod(outer, named(outer, method));
    }
    Class<?> nested = load(outer.getSimpleName() + '$' + names.removeFirst());
    return selectNestedMethod(List.of(outer), nested, named(nested, method));
  }

  private Class<?> load(String name) {
    try {
      return Class.forName(copy + '.' + name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  private static java.lang.reflect.Method named(Class<?> type, String method) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(candidate -> candidate.getName().equals(method))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no test " + method + " in " + type.getSimpleName()));
  }

  /** Compiles a test and whatever of the package it needs. */
  private void compile(String test) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  errors,
                  files,
                  null,
                  List.of(
                      "-proc:none",
                      "-nowarn",
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-sourcepath",
                      sources.toString(),
                      "-d",
                      classes.toString()),
                  null,
                  files.getJavaFileObjects(packageFolder().resolve(test + ".java")))
              .call();
      if (!compiled) {
        throw new AssertionError("the planted bug does not compile:\n" + errors);
      }
      instrumentation().appendToSystemClassLoaderSearch(packed());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** By the agent that Lincheck brings, whose annotations javac can't find and would warn of. */
  private static Instrumentation instrumentation() {
    try {
      Class<?> agent = Class.forName("net.bytebuddy.agent.ByteBuddyAgent");
      return (Instrumentation) agent.getMethod("install").invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Lincheck asks the system's class loader, which takes in jars only. */
  private JarFile packed() throws IOException {
    Path jar = classes.resolveSibling(copy + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
    return new JarFile(jar.toFile());
  }
}
