package io.whopship.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that are killed: what was acknowledged comes to its end, visitors get what they should at
 * every moment, and the log of a deployment says each step once, as if nobody had died.
 */
abstract class KilledServersContract {

  /** A dozen in each build, as there are two of these; {@code -Dwhopship.kills=200} for more. */
  private static final int KILLS = Integer.getInteger("whopship.kills", 6);
  private static final long SEED = Long.getLong("whopship.seed", System.nanoTime());
  private static final int LONGEST_LIFE_MILLIS = 4000;

  @TempDir
  private Path directory;

  private Boundaries boundaries;
  private MortalServers servers;
  private MortalDeployments deployments;

  /** Of servers that share whatever these name, and that nobody has used before. */
  abstract List<Map<String, String>> environments();

  /** Answers what a new visitor of a site gets, empty if nobody is there to answer. */
  abstract Function<String, String> visitor(MortalServers servers);

  @BeforeEach
  void start() throws IOException {
    boundaries = new Boundaries(directory.resolve("boundaries"));
    servers = new MortalServers(directory, directory.resolve("boundaries"), environments());
    deployments = new MortalDeployments(servers, visitor(servers));
    deployments.createApp("app_1", "one");
    deployments.createApp("app_2", "two");
  }

  @AfterEach
  void stop() {
    servers.close();
  }

  /** The boundaries are those of a deployment that nobody disturbs. */
  @Test
  void aDeploymentDuringWhichAServerDiesAtEachBoundaryIsLikeAnyOther()
      throws IOException {
    deployments.awaitActive(deployments.deploy("app_1", "v1"), "one", MortalDeployments.NOBODY,
        "v1");
    long clean = deployments.upload("app_1", "v2");
    boundaries.note(clean);
    deployments.trigger(clean);
    deployments.awaitActive(clean, "one", "v1", "v2");
    long dying = deployments.upload("app_1", "v3");
    boundaries.kill(dying);

    long start = System.nanoTime();
    deployments.trigger(dying);
    long beside = deployments.deploy("app_2", "v4");
    deployments.awaitActive(dying, "one", "v2", "v3");
    deployments.awaitActive(beside, "two", MortalDeployments.NOBODY, "v4");

    assertThat(boundaries.deaths(dying)).containsAll(boundaries.noted(clean));
    await().untilAsserted(
        () -> assertThat(servers.restarts()).isEqualTo(boundaries.deaths(dying).size()));
    assertThat(deployments.steps(dying)).isEqualTo(deployments.steps(clean));
    System.out.printf("%d deaths, %d ms from one to the next%n", servers.restarts(),
        (System.nanoTime() - start) / 1_000_000 / servers.restarts());
  }

  @Test
  void deploymentsDuringWhichServersAreKilledAtAnyInstantAreLikeAnyOther()
      throws InterruptedException {
    System.out.printf("%d kills with -Dwhopship.seed=%d%n", KILLS, SEED);
    deployments.awaitActive(deployments.deploy("app_1", "v0"), "one", MortalDeployments.NOBODY,
        "v0");
    long clean = deployments.deploy("app_1", "v1.");
    deployments.awaitActive(clean, "one", "v0", "v1.");
    Thread killer = Thread.ofVirtual().start(() -> kill(new SplittableRandom(SEED)));
    List<Long> done = new ArrayList<>();
    for (int version = 2; killer.isAlive(); version++) {
      long id = deployments.deploy("app_1", "v" + version + ".");
      deployments.awaitActive(id, "one", "v" + (version - 1) + ".", "v" + version + ".");
      done.add(id);
    }
    killer.join();

    assertThat(done).isNotEmpty()
        .allSatisfy(id -> assertThat(deployments.steps(id)).as("seed %d", SEED)
            .isEqualTo(deployments.steps(clean)));
    System.out.printf("%d deployments with %d kills%n", done.size(), servers.restarts());
  }

  private void kill(SplittableRandom random) {
    try {
      for (int i = 0; i < KILLS; i++) {
        if (random.nextInt(4) > 0) {
          // One that is always killed before it serves never gets on.
          servers.awaitAllUp();
        }
        Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
        servers.kill(random);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
