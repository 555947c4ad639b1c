package io.whopship.ports.model.artifact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in an accepted artifact.
 *
 * @param archiveBytes size of the zip
 * @param files entries that are files
 * @param workerScript the entry that is the worker's entry point
 * @param workerBytes all modules, unpacked
 * @param workerGzipBytes all modules, each compressed with gzip: what the limit is held against
 * @param settingsEntry the entry that says how the worker is to be run; {@code null} if none does
 * @param remarks what its owner should know though nothing is wrong, a line each
 */
public record ArtifactSummary(long archiveBytes, int files, String workerScript, int assets,
    long workerBytes, long workerGzipBytes, @Nullable String settingsEntry,
    List<String> remarks) {

  public ArtifactSummary {
    remarks = List.copyOf(remarks);
  }
}
