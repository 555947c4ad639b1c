package io.whopship.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactStore;
import io.whopship.ports.driven.ArtifactStore.Fetched;
import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import io.whopship.testkit.contract.ArtifactStoreContract;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InMemoryArtifactStoreTest extends ArtifactStoreContract {

  private static final ArtifactKey KEY = ArtifactKey.of(new DeploymentId(1));

  @Override
  protected ArtifactStore open() {
    return new InMemoryArtifactStore();
  }

  @Test
  void leavesNoFileBehind() {
    ArtifactStore store = open();
    store.store(KEY, InputStream.nullInputStream(), 10, null);
    LocalFile file = ((Fetched.Found) store.fetch(KEY, 10)).file();
    Path path = file.path();

    file.close();

    assertThat(path).doesNotExist();
  }

  @Test
  void carriesTheNameItWasGivenAndHasNoDoorOfItsOwn() {
    ArtifactStore store = new InMemoryArtifactStore("R2");

    assertThat(store.displayName()).isEqualTo("R2");
    assertThat(store.presignPut(KEY, Instant.EPOCH)).isEmpty();
  }

  @Test
  void failsAsOftenAsAsked() {
    InMemoryArtifactStore store = new InMemoryArtifactStore();
    store.failNext(2);

    assertThat(store.check()).isInstanceOf(Check.Unusable.class);
    assertThatThrownBy(() -> store.fetch(KEY, 10)).isInstanceOf(PortException.Unavailable.class);
    assertThatThrownBy(() -> store.remove(KEY)).isInstanceOf(PortException.Unavailable.class);
    assertThat(store.check()).isInstanceOf(Check.Usable.class);
    assertThat(store.fetch(KEY, 10)).isEqualTo(new Fetched.Absent());
  }
}
