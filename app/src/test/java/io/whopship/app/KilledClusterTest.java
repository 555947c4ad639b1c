package io.whopship.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Three servers on PostgreSQL, with workers on Cloudflare, whose visitors see no server die. */
class KilledClusterTest extends KilledServersContract {

  @TempDir
  private Path temporary;

  private @Nullable Cluster cluster;

  @Override
  List<Map<String, String>> environments() {
    try {
      Cluster opened = Cluster.open(temporary);
      cluster = opened;
      return opened.servers(3, opened.newDatabase());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void closeCluster() throws IOException {
    Objects.requireNonNull(cluster).close();
  }

  @Override
  Function<String, String> visitor(MortalServers servers) {
    return Objects.requireNonNull(cluster)::visit;
  }
}
