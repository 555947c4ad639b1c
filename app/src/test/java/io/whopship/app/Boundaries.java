package io.whopship.app;

import io.whopship.ports.model.deploy.Change;
import io.whopship.ports.model.deploy.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The instants right after each change that one deployment makes to the store or the edge, by what
 * was changed in which state. Right before a change the world is as it was after the one before it.
 * Servers share them by a directory: they note which they have come to, or die there, each time at
 * one where none has died before.
 */
final class Boundaries {

  private static final Set<String> CHANGES = Set.of("claim", "record", "place", "probe", "route",
      "unroute", "remove", "forget");

  /** What one of these has changed no other thread goes on with before its boundary was reached. */
  private static final Set<String> LOCKED = Set.of("claim", "record");

  /** As a shell tells of a process that SIGKILL ended. */
  static final int KILLED = 137;

  /** The deployment that this thread works on, as it was when it was claimed. */
  private static final ThreadLocal<Deployment> CLAIMED = new ThreadLocal<>();

  private final Path directory;

  Boundaries(Path directory) {
    this.directory = directory;
  }

  // ---- what a test says and sees

  /** From now on servers note what this deployment comes to. */
  void note(long deployment) throws IOException {
    Files.createDirectories(directory.resolve("noted-" + deployment));
  }

  /** From now on servers die of this deployment. */
  void kill(long deployment) throws IOException {
    Files.createDirectories(directory.resolve("deaths-" + deployment));
  }

  Set<String> noted(long deployment) throws IOException {
    return in("noted-" + deployment);
  }

  Set<String> deaths(long deployment) throws IOException {
    return in("deaths-" + deployment);
  }

  private Set<String> in(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      return files.map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  // ---- what a server does

  <T> T around(Class<T> port, T real) {
    return port.cast(Proxy.newProxyInstance(Boundaries.class.getClassLoader(),
        new Class<?>[]{port}, (proxy, method, arguments) -> {
          if (!CHANGES.contains(method.getName())) {
            return invoke(real, method, arguments);
          }
          if (LOCKED.contains(method.getName())) {
            synchronized (this) {
              return change(real, method, arguments);
            }
          }
          return change(real, method, arguments);
        }));
  }

  private Object change(Object real, Method method, Object[] arguments) throws Throwable {
    if (method.getName().equals("claim")) {
      CLAIMED.remove();
    }
    String name = nameOf(method, arguments);
    Deployment now = arguments[0] instanceof Change change
        ? change.expected()
        : CLAIMED.get();
    Object result = invoke(real, method, arguments);
    if (method.getName().equals("claim") && result instanceof Optional<?> found) {
      now = (Deployment) found.orElse(null);
      CLAIMED.set(now);
    }
    reach(now, name);
    return result;
  }

  private static Object invoke(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static String nameOf(Method method, Object[] arguments) {
    if (method.getName().equals("record") && arguments[0] instanceof Change change) {
      return "record " + (change.next() == null
          ? "lines"
          : change.next()
              .getClass()
              .getSimpleName());
    }
    return method.getName();
  }

  /** Whoever comes to one while another thread dies at its own gets no further. */
  private synchronized void reach(@Nullable Deployment now, String name) {
    if (now != null) {
      String boundary = now.state().getClass().getSimpleName() + " " + name;
      if (isFirstIn("deaths-" + now.id(), boundary)) {
        Runtime.getRuntime().halt(KILLED);
      }
      isFirstIn("noted-" + now.id(), boundary);
    }
  }

  private boolean isFirstIn(String name, String boundary) {
    try {
      Files.createFile(directory.resolve(name).resolve(boundary));
      return true;
    } catch (FileAlreadyExistsException | NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
