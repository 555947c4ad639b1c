package io.whopship.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A directory for what a measurement needs and leaves, deleted at its end. */
record Folder(Path path) implements AutoCloseable {

  static Folder create() {
    try {
      return new Folder(Files.createTempDirectory("whopship-benchmark-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a resource there, beside its class, with each {@code @name@} in it filled in. */
  Path install(Class<?> beside, String resource, Map<String, ?> values) {
    try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(resource))) {
      String content = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      for (Map.Entry<String, ?> value : values.entrySet()) {
        content = content.replace("@" + value.getKey() + "@", value.getValue().toString());
      }
      return Files.writeString(path.resolve(resource), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
