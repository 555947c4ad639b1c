package io.whopship.testkit;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.model.artifact.Problem;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Opens every path as the same artifact, the one it was given last. Safe for use by many threads.
 */
public final class FakeArtifactReader implements ArtifactReader {

  private final AtomicInteger open = new AtomicInteger();
  private volatile FakeArtifact artifact;
  private volatile @Nullable Problem problem;

  public FakeArtifactReader(FakeArtifact artifact) {
    this.artifact = artifact;
  }

  /** From now on, every path is this artifact. */
  public void holds(FakeArtifact next) {
    artifact = next;
    problem = null;
  }

  /** From now on, no path can be read. */
  public void isUnreadable(Problem why) {
    problem = why;
  }

  /** How many artifacts were opened and not closed yet. */
  public int openCount() {
    return open.get();
  }

  @Override
  public Opened open(Path zip, int maxEntries) {
    Problem why = problem;
    if (why != null) {
      return new Opened.Unreadable(why);
    }
    FakeArtifact content = artifact;
    if (content.items().size() > maxEntries) {
      return new Opened.Unreadable(new Problem("too-many-entries", null,
          "The zip has " + content.items().size() + " entries, at most " + maxEntries
              + " are allowed."));
    }
    open.incrementAndGet();
    return new Opened.Ready(
        new OpenFakeArtifact(content, open::decrementAndGet));
  }
}
