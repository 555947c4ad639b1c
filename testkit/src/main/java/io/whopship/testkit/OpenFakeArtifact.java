package io.whopship.testkit;

import static java.util.stream.Collectors.toMap;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A fake artifact that was opened. */
final class OpenFakeArtifact implements OpenArtifact {

  private final FakeArtifact artifact;
  private final Runnable onClose;
  /** By entry, not by name: a name may be there twice. */
  private final Map<ArtifactEntry, FakeArtifact.Item> items;
  private boolean isClosed;

  OpenFakeArtifact(FakeArtifact artifact, Runnable onClose) {
    this.artifact = artifact;
    this.onClose = onClose;
    items = artifact.items()
        .stream()
        .collect(toMap(FakeArtifact.Item::entry, Function.identity(), (first, second) -> first));
  }

  @Override
  public List<ArtifactEntry> entries() {
    return artifact.items().stream().map(FakeArtifact.Item::entry).toList();
  }

  @Override
  public MetaJson meta() {
    return artifact.meta();
  }

  @Override
  public WranglerConfig wranglerConfig() {
    return artifact.wranglerConfig();
  }

  @Override
  public Optional<String> nextDeploymentId() {
    return Optional.ofNullable(artifact.nextDeploymentId());
  }

  @Override
  public InputStream read(ArtifactEntry entry) {
    FakeArtifact.Item item = items.get(entry);
    if (item == null || isClosed) {
      throw new IllegalStateException(
          isClosed ? "the artifact is closed" : "no entry of this artifact: " + entry);
    }
    return new ClaimedStream(entry, item.open());
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      onClose.run();
    }
  }
}
