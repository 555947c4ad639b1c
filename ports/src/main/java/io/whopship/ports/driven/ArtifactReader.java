package io.whopship.ports.driven;

import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads zips as data. Nothing is ever extracted to a path that a zip names, and what a zip claims
 * is passed on as a claim.
 */
public interface ArtifactReader {

  /**
   * Opens a zip.
   *
   * @param maxEntries refused, before it costs anything, if it claims more
   */
  Opened open(Path zip, int maxEntries);

  /** What became of a zip to be opened. */
  sealed interface Opened {

    record Ready(OpenArtifact artifact) implements Opened {}

    /** It is no zip, or one that cannot be read. */
    record Unreadable(Problem problem) implements Opened {}
  }

  /** An open zip. Not for use by many threads at once. */
  interface OpenArtifact extends AutoCloseable {

    /** The entries of its central directory, in that order. */
    List<ArtifactEntry> entries();

    /** The {@code meta.json} at its top. */
    MetaJson meta();

    /**
     * The project's wrangler configuration, if it was packed too. The first that is there counts:
     * {@code wrangler.json}, {@code wrangler.jsonc} or {@code wrangler.toml}, at the top or else in
     * {@code open-next/} or {@code .open-next/}. Only what stands at its top level counts, not its
     * environments.
     */
    WranglerConfig wranglerConfig();

    /**
     * The name that Next.js itself gave to this build ({@code deploymentId} of its configuration),
     * as the build's own files tell it; empty if it gave none, or they do not tell.
     */
    Optional<String> nextDeploymentId();

    /**
     * The content of an entry. Reading throws an {@link java.io.IOException} if it is corrupt, and
     * if more bytes come than the entry claims.
     */
    InputStream read(ArtifactEntry entry);

    /** Does not throw. */
    @Override
    void close();
  }
}
