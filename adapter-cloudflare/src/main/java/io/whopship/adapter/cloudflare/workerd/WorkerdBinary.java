package io.whopship.adapter.cloudflare.workerd;

import io.whopship.ports.driven.PortException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The executable of Cloudflare's open Workers runtime. */
public record WorkerdBinary(Path path) {

  /**
   * The version in {@code adapter-cloudflare/workerd/package.json}, which WhopShip is tested with.
   */
  public static final String VERSION = "1.20261117.1";

  /** The date of {@link #VERSION}: the newest behaviour of which it is known what it is. */
  public static final LocalDate NEWEST_COMPATIBILITY_DATE = LocalDate.of(2026, 11, 17);

  private static final List<String> PACKAGES = List.of("workerd-linux-64", "workerd-linux-arm64",
      "workerd-darwin-64", "workerd-darwin-arm64");

  /** Throws {@link PortException.Unavailable} if there is no executable file. */
  public WorkerdBinary {
    path = path.toAbsolutePath().normalize();
    if (!Files.isExecutable(path) || Files.isDirectory(path)) {
      throw new PortException.Unavailable("workerd, the runtime of the workers, is not at " + path
          + ": there is no executable file. Install it with npm (npm install workerd@" + VERSION
          + "), or name the path of your own.", null);
    }
  }

  /**
   * Looks where it may be: at the path that somebody configured, which then must be right, or else
   * where {@code npm ci} puts it below the first of these directories that has it. Throws
   * {@link PortException.Unavailable}, saying what to do, if it is nowhere.
   */
  public static WorkerdBinary find(@Nullable Path configured, List<Path> npmDirectories) {
    if (configured != null) {
      return new WorkerdBinary(configured);
    }
    return npmDirectories.stream()
        .flatMap(WorkerdBinary::installedIn)
        .findFirst()
        .map(WorkerdBinary::new)
        .orElseThrow(() -> new PortException.Unavailable(
            "workerd, the runtime of the workers, is not installed in " + npmDirectories
                + ". Run 'npm ci' in one of them; on a platform for which it brings none, install"
                + " workerd@" + VERSION + " yourself and name the path of its executable.",
            null));
  }

  /** Of the packages there are, one for each platform, npm installs the one that fits. */
  private static Stream<Path> installedIn(Path npmDirectory) {
    Path scope = npmDirectory.resolve("node_modules").resolve("@cloudflare");
    return PACKAGES.stream()
        .map(name -> scope.resolve(name).resolve("bin").resolve("workerd"))
        .filter(Files::isExecutable);
  }
}
