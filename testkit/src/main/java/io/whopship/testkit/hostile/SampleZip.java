package io.whopship.testkit.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A zip that shows one thing.
 *
 * @param name of the sample, fit for a file: {@code traversal-backslash}
 * @param what it does, in words
 * @param content makes its bytes, the same each time
 */
public record SampleZip(String name, String what, Expectation expectation,
    Supplier<byte[]> content) {

  /** What becomes of it. */
  public sealed interface Expectation {}

  /**
   * It is not taken.
   *
   * @param rule that it breaks: {@code unsafe-name}
   * @param entry that breaks it; {@code null} if it is the zip as a whole
   */
  public record Refused(String rule, @Nullable String entry) implements Expectation {}

  /** It is taken, however odd it is. */
  public record Accepted() implements Expectation {}

  static SampleZip refused(String name, String what, String rule, @Nullable String entry,
      Supplier<byte[]> content) {
    return new SampleZip(name, what, new Refused(rule, entry), content);
  }

  static SampleZip accepted(String name, String what, Supplier<byte[]> content) {
    return new SampleZip(name, what, new Accepted(), content);
  }

  /** Writes it to a file, and answers that file. */
  public Path writeTo(Path file) {
    try {
      return Files.write(file, content.get());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
