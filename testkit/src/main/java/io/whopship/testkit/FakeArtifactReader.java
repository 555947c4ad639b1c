package io.whopship.testkit;

import io.whopship.ports.driven.ArtifactReader;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
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
    return new Opened.Ready(new Open(content));
  }

  private final class Open implements OpenArtifact {

    private final FakeArtifact content;
    /** By entry, not by name: a name may be there twice. */
    private final Map<ArtifactEntry, FakeArtifact.Item> items;
    private boolean isClosed;

    Open(FakeArtifact content) {
      this.content = content;
      items = content.items()
          .stream()
          .collect(
              Collectors.toMap(FakeArtifact.Item::entry, Function.identity(), (a, b) -> a));
    }

    @Override
    public List<ArtifactEntry> entries() {
      return content.items().stream().map(FakeArtifact.Item::entry).toList();
    }

    @Override
    public MetaJson meta() {
      return content.meta();
    }

    @Override
    public InputStream read(ArtifactEntry entry) {
      FakeArtifact.Item item = items.get(entry);
      if (isClosed || item == null) {
        throw new IllegalStateException(
            isClosed ? "the artifact is closed" : "no entry of this artifact: " + entry);
      }
      return new ClaimedStream(entry, item.open());
    }

    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        open.decrementAndGet();
      }
    }
  }

  /** Fails once more bytes come than were claimed, or when fewer have come. */
  private static final class ClaimedStream extends InputStream {

    private final ArtifactEntry entry;
    private final InputStream content;
    private long left;

    ClaimedStream(ArtifactEntry entry, InputStream content) {
      this.entry = entry;
      this.content = content;
      left = entry.size();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = content.read(buffer, offset, length);
      if (count < 0 && left > 0) {
        throw new IOException("entry " + entry.name() + " ends " + left + " bytes too early");
      }
      left -= Math.max(0, count);
      if (left < 0) {
        throw new IOException("entry " + entry.name() + " is longer than it claims");
      }
      return count;
    }
  }
}
