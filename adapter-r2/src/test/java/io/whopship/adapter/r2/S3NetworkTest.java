package io.whopship.adapter.r2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.whopship.ports.driven.ArtifactStore.LocalFile;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.ArtifactKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.netcrusher.core.reactor.NioReactor;
import org.netcrusher.tcp.TcpCrusher;
import org.netcrusher.tcp.TcpCrusherBuilder;

/** What becomes of uploads and downloads when the network fails them. */
class S3NetworkTest {

  private static final ArtifactKey KEY = ArtifactKey.of(new DeploymentId(7));
  private static final long MIB = 1024L * 1024;

  private static S3World world;

  /** Bytes that still pass, towards the store and from it, until the connections are cut. */
  private final AtomicLong towards = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong from = new AtomicLong(Long.MAX_VALUE);
  private final AtomicLong cuts = new AtomicLong();
  private final AtomicBoolean again = new AtomicBoolean();
  private NioReactor reactor;
  private TcpCrusher network;
  private S3Settings bucket;
  private S3ArtifactStore store;

  @BeforeAll
  static void startServer(@TempDir Path temporary) throws IOException {
    world = S3World.open(temporary);
  }

  @AfterAll
  static void stopServer() throws IOException {
    world.close();
  }

  @BeforeEach
  void connect() throws IOException {
    S3Settings direct = world.newBucket();
    reactor = new NioReactor();
    network = TcpCrusherBuilder.builder()
        .withReactor(reactor)
        .withBindAddress("127.0.0.1", freePort())
        .withConnectAddress("127.0.0.1", world.server.port())
        .withLingerMs(0)
        .withOutgoingTransformFilterFactory(client -> bytes -> cutAfter(towards, bytes.remaining()))
        .withIncomingTransformFilterFactory(client -> bytes -> cutAfter(from, bytes.remaining()))
        .buildAndOpen();
    bucket = S3World.settings(
        URI.create("http://127.0.0.1:" + network.getBindAddress().getPort()),
        direct.bucket());
    store = world.store(bucket);
  }

  @AfterEach
  void disconnect() throws IOException {
    store.close();
    network.close();
    reactor.close();
    assertThat(world.filesOfDownloads()).isEmpty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private void cutAfter(AtomicLong allowance, int count) {
    if (allowance.addAndGet(-count) < 0) {
      allowance.set(again.get() ? 50_000 : Long.MAX_VALUE);
      cuts.incrementAndGet();
      Thread.ofVirtual().start(network::closeAllPairs);
    }
  }

  @Test
  void aDownloadGoesOnWhereItWasCut() throws Exception {
    store.store(KEY, S3World.bytes(15 * MIB), 50 * MIB, null);
    from.set(9 * MIB);
    RangesAskedFor ranges = new RangesAskedFor(() -> {
    });

    try (S3ArtifactStore watched = world.store(bucket, ranges);
        LocalFile file = S3World.fetched(watched, KEY)) {
      assertThat(S3World.holds(file.path(), 15 * MIB)).isTrue();
    }

    assertThat(cuts).hasValue(1);
    assertThat(ranges.all()).startsWith("bytes=0-15728639").hasSizeGreaterThan(1);
    assertThat(ranges.all().getLast()).matches("bytes=[1-9][0-9]*-15728639");
  }

  @Test
  void aDownloadInSeveralRangesThatIsCutIsWholeAllTheSame() throws Exception {
    store.store(KEY, S3World.bytes(40 * MIB), 50 * MIB, null);
    from.set(9 * MIB);

    assertHolds(40 * MIB);

    assertThat(cuts).hasValue(1);
  }

  @Test
  void aDownloadThatIsCutAgainAndAgainIsGivenUp() {
    store.store(KEY, S3World.bytes(15 * MIB), 50 * MIB, null);
    again.set(true);
    from.set(MIB);

    assertThatThrownBy(() -> store.fetch(KEY, 50 * MIB))
        .isInstanceOf(PortException.Unavailable.class)
        .hasMessageContaining("S3 bucket '" + bucket.bucket() + "' cannot give " + KEY);
    assertThat(cuts).hasValueGreaterThan(3);
  }

  @Test
  void anUploadThatIsCutIsStoredAsAWholeAllTheSame() throws Exception {
    towards.set(8 * MIB);

    store.store(KEY, S3World.bytes(20 * MIB), 50 * MIB, null);

    assertHolds(20 * MIB);
    assertThat(cuts).hasValue(1);
    assertThat(S3World.openUploads(bucket)).isEmpty();
  }

  @Test
  @Timeout(60)
  void aStoreThatFallsSilentIsNotWaitedForEver() {
    store.store(KEY, S3World.bytes(1000), MIB, null);
    network.freeze();

    try (S3ArtifactStore hasty = world.impatient(bucket)) {
      assertThatThrownBy(() -> hasty.fetch(KEY, MIB)).isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("cannot give " + KEY)
          .hasMessageContaining(bucket.endpoint().toString());
      assertThatThrownBy(() -> hasty.store(KEY, S3World.bytes(1000), MIB, null))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("cannot take " + KEY);
      assertThatThrownBy(() -> hasty.remove(KEY)).isInstanceOf(PortException.Unavailable.class);
      assertThat(hasty.check()).isInstanceOf(Check.Unusable.class);
    }
    network.unfreeze();
  }

  @Test
  @Timeout(60)
  void aStoreThatFallsSilentInTheMiddleOfAnUploadIsNotWaitedForEver() {
    InputStream body = S3World.bytes(6 * MIB, () -> {
      network.freezeAllPairs();
      network.getAcceptorFreezer().freeze();
    });

    try (S3ArtifactStore hasty = world.impatient(bucket)) {
      assertThatThrownBy(() -> hasty.store(KEY, body, 50 * MIB, null))
          .isInstanceOf(PortException.Unavailable.class)
          .hasMessageContaining("cannot take " + KEY);
    }
  }

  @Test
  void aStoreThatIsBackIsUsedAgain() throws Exception {
    store.store(KEY, S3World.bytes(1000), MIB, null);
    network.close();
    assertThatThrownBy(() -> store.fetch(KEY, MIB)).isInstanceOf(PortException.Unavailable.class);
    network.open();

    assertHolds(1000);
  }

  private void assertHolds(long count) throws IOException {
    try (LocalFile file = S3World.fetched(store, KEY)) {
      assertThat(file.path()).matches(path -> S3World.holds(path, count),
          "holds " + count + " bytes as sent");
    }
  }
}
