package io.whopship.core.artifact;

import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.Problem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Each entry is a file or a folder, and is not encrypted. */
final class PlainEntries implements EntryPolicy {

  @Override
  public List<Problem> problems(List<ArtifactEntry> entries) {
    return entries.stream()
        .flatMap(entry -> Stream.concat(specialKind(entry).stream(), encryption(entry).stream()))
        .toList();
  }

  private static Optional<Problem> specialKind(ArtifactEntry entry) {
    return switch (entry.kind()) {
      case FILE, DIRECTORY -> Optional.empty();
      case SYMLINK -> Optional.of(new Problem("symbolic-link", entry.name(),
          "is a symbolic link; pack the file it points to"));
      case SPECIAL -> Optional.of(new Problem("special-file", entry.name(),
          "is neither a file nor a directory"));
    };
  }

  private static Optional<Problem> encryption(ArtifactEntry entry) {
    return entry.encrypted()
        ? Optional.of(new Problem("encrypted", entry.name(), "is encrypted; pack it without"))
        : Optional.empty();
  }
}
