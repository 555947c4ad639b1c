package io.whopship.core.artifact;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.io.ByteStreams;
import com.google.common.io.CountingOutputStream;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactLimits;
import io.whopship.ports.model.artifact.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What reading an artifact from end to end has shown. Nothing is kept but counts, and of problems
 * no more than anybody wants to read.
 *
 * @param workerGzipBytes all modules, each compressed with gzip
 * @param unreadable a problem for each entry that is not what it claims
 */
record ArtifactContent(long workerGzipBytes, List<Problem> unreadable) {

  static final ArtifactContent UNREAD = new ArtifactContent(0, List.of());

  private static final int BUFFER = 64 * 1024;
  private static final int MAX_UNREADABLE = 1000;

  static ArtifactContent read(OpenArtifact artifact, List<ArtifactEntry> entries,
      @Nullable Layout layout, ArtifactLimits limits) {
    // Compressing costs most of the time here, so a worker that is too large anyway is spared it.
    Multiset<ArtifactEntry> modules = HashMultiset.create();
    if (layout != null && layout.workerBytes() <= limits.maxWorkerBytes()) {
      layout.modules().forEach(module -> modules.add(module.entry()));
    }
    long gzipBytes = 0;
    List<Problem> unreadable = new ArrayList<>();
    for (ArtifactEntry entry : entries) {
      if (!entry.isFile() || entry.encrypted()) {
        continue;
      }
      try {
        int names = modules.count(entry);
        gzipBytes += names > 0 ? names * gzipBytes(artifact, entry) : skim(artifact, entry);
      } catch (IOException e) {
        unreadable.add(new Problem("unreadable-entry", entry.name(),
            "cannot be read: " + e.getMessage()));
        if (unreadable.size() == MAX_UNREADABLE) {
          break;
        }
      }
    }
    return new ArtifactContent(gzipBytes, List.copyOf(unreadable));
  }

  private static long gzipBytes(OpenArtifact artifact, ArtifactEntry entry) throws IOException {
    var counter = new CountingOutputStream(OutputStream.nullOutputStream());
    try (InputStream in = artifact.read(entry); var gzip = new GZIPOutputStream(counter, BUFFER)) {
      in.transferTo(gzip);
    }
    return counter.getCount();
  }

  /** Reads to the end, for the faults that only show there. */
  private static long skim(OpenArtifact artifact, ArtifactEntry entry) throws IOException {
    try (InputStream in = artifact.read(entry)) {
      ByteStreams.exhaust(in);
    }
    return 0;
  }
}
