package io.whopship.benchmarks;

import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.S3Server;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What one server and three get done on one PostgreSQL and one account of Cloudflare's, which is a
 * loopback server here: deployments of many apps at once, and callers who ask for a status. All
 * share this machine, so that three cannot be three times as fast: they must not be slower. The
 * account takes far more calls than Cloudflare's do, which end at 48 deployments in five minutes.
 */
public final class ServersBenchmark {

  /** Of so many apps one deployment each. */
  private static final int APPS = 20;
  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int WARM_UPS = 2;
  private static final int WARM_UP_READS = 30_000;
  private static final int CONNECTIONS = 16;
  private static final int SECONDS = 10;
  private static final String BUCKET = "whopship-builds";

  private final Folder folder;
  private final List<WhopShip> servers;

  private ServersBenchmark(Folder folder, List<WhopShip> servers) {
    this.folder = folder;
    this.servers = servers;
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.describe());
    Path binaries = Postgres.installed()
        .orElseThrow(() -> new IllegalStateException(
            "PostgreSQL is not installed (Debian: apt install postgresql)."));
    Table table = new Table("servers", "deployments/s", "status reads/s", "p50 ms", "p99 ms");
    for (int count : new int[]{1, 3}) {
      measure(count, binaries, table);
    }
    table.print();
    System.out.println(Machine.describe());
  }

  private static void measure(int count, Path binaries, Table table) throws Exception {
    Deque<AutoCloseable> open = new ArrayDeque<>();
    try {
      Folder folder = opened(open, Folder.create());
      FakeCloudflare cloudflare = opened(open, FakeCloudflare.start())
          .withRateLimit(100_000_000, Duration.ofMinutes(5));
      cloudflare.createZone("sites.test");
      S3Server s3 = opened(open, S3Server.start(WhopShip.HOME.resolve("adapter-r2/s3-server"),
          folder.path().resolve("objects")));
      s3.makeBucket(BUCKET);
      ProbedSites sites = opened(open, ProbedSites.open());
      Map<String, String> settings = new HashMap<>(UploadBenchmark.settings(cloudflare, s3, sites));
      WhopShip.command(folder, settings, "cloudflare", "init");
      settings.putAll(opened(open, Postgres.start(binaries)).environment());
      settings.put("WHOPSHIP_PROBE_SECRET", "secret-of-all-the-servers");
      settings.put("WHOPSHIP_DRAIN_NOTICE", "0s");
      List<WhopShip> servers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        settings.put("WHOPSHIP_NODE", "server-" + i);
        servers.add(opened(open, WhopShip.start(opened(open, Folder.create()), settings)));
      }
      new ServersBenchmark(folder, servers).measure(table);
    } finally {
      while (!open.isEmpty()) {
        open.pop().close();
      }
    }
  }

  private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> open, T part) {
    open.push(part);
    return part;
  }

  private void measure(Table table) throws IOException {
    for (int i = 0; i < APPS; i++) {
      servers.getFirst().api().createApp("app_" + i, "app-" + i);
    }
    for (int i = 0; i < WARM_UPS * servers.size(); i++) {
      deploy();
    }
    double deployments = Samples.of(IntStream.range(0, ROUNDS)
        .mapToDouble(round -> Undisturbed.run(this::deploy))).median();
    long deployment = server(0).upload("app_0", BodyPublishers.ofByteArray(new byte[]{1}));
    warmUp(deployment);
    List<List<Wrk.Result>> reads = IntStream.range(0, ROUNDS)
        .mapToObj(round -> Undisturbed.run(() -> readStatus(deployment)))
        .toList();
    table.row(Integer.toString(servers.size()), Samples.text(deployments),
        median(reads, ServersBenchmark::perSecond),
        median(reads, each -> worst(each, Wrk.Result::median)),
        median(reads, each -> worst(each, Wrk.Result::percentile99)));
  }

  private static String median(List<List<Wrk.Result>> rounds,
      ToDoubleFunction<List<Wrk.Result>> figure) {
    return Samples.text(Samples.of(rounds.stream().mapToDouble(figure)).median());
  }

  /** Until each server has answered as much as another: until then its JVM compiles. */
  private void warmUp(long deployment) {
    double answered = 0;
    while (answered < (double) WARM_UP_READS * servers.size()) {
      answered += perSecond(readStatus(deployment)) * SECONDS;
    }
  }

  private static double perSecond(List<Wrk.Result> reads) {
    return reads.stream().mapToDouble(Wrk.Result::perSecond).sum();
  }

  private static double worst(List<Wrk.Result> reads, ToDoubleFunction<Wrk.Result> figure) {
    return reads.stream().mapToDouble(figure).max().orElseThrow();
  }

  private Api server(int index) {
    return servers.get(index % servers.size()).api();
  }

  /** A version for each app, from trigger to active; answers how many a second. */
  private double deploy() {
    byte[] zip = ArtifactZips.helloWorker("v" + System.nanoTime()).bytes();
    List<Long> uploaded = IntStream.range(0, APPS)
        .mapToObj(i -> server(i).upload("app_" + i, BodyPublishers.ofByteArray(zip)))
        .toList();
    long began = System.nanoTime();
    together(APPS, i -> {
      server(i).trigger(uploaded.get(i));
      server(i).awaitActivePatiently(uploaded.get(i));
      return i;
    });
    return APPS / ((System.nanoTime() - began) / 1e9);
  }

  /** By all servers at once. */
  private List<Wrk.Result> readStatus(long deployment) {
    Wrk wrk = new Wrk(folder);
    return together(servers.size(), i -> wrk.run(server(i).port(), "/deployments/" + deployment,
        Math.max(1, CONNECTIONS / servers.size()), SECONDS, 0, server(i).token()));
  }

  private static <T> List<T> together(int times, IntFunction<T> task) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> results = IntStream.range(0, times)
          .mapToObj(i -> threads.submit(() -> task.apply(i)))
          .toList();
      List<T> all = new ArrayList<>();
      for (Future<T> result : results) {
        all.add(result.get());
      }
      return all;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
