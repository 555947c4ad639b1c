package io.whopship.benchmarks;

import io.whopship.testkit.ArtifactZips;
import io.whopship.testkit.S3Server;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * From the call of trigger until a version with many assets is on Cloudflare, beside what
 * {@code wrangler deploy --no-bundle} takes for the same worker and the same assets: both against
 * one loopback server that speaks Cloudflare's API, and that takes its time or not.
 */
public final class UploadBenchmark {

  private static final int ROUNDS = Integer.getInteger("rounds", 5);
  private static final int WARM_UPS = 2;
  private static final String NAMESPACE = "whopship";

  private final Table table = new Table("median", "wall ms", "CPU ms", "peak MiB", "wrangler wall",
      "CPU", "peak", "wall, times");
  private final Folder folder;
  private final FakeCloudflare cloudflare;
  private final WhopShip server;
  private final Wrangler wrangler;
  private int apps;

  private UploadBenchmark(Folder folder, FakeCloudflare cloudflare, WhopShip server) {
    this.folder = folder;
    this.cloudflare = cloudflare;
    this.server = server;
    this.wrangler = new Wrangler(folder, cloudflare, NAMESPACE);
  }

  public static void main(String[] arguments) throws IOException {
    System.out.println(Machine.describe());
    try (Folder folder = Folder.create();
        FakeCloudflare cloudflare = FakeCloudflare.start();
        S3Server s3 = S3Server.start(WhopShip.HOME.resolve("adapter-r2/s3-server"),
            folder.path().resolve("objects"));
        ProbedSites sites = ProbedSites.open()) {
      cloudflare.createZone("sites.test");
      s3.makeBucket(NAMESPACE + "-builds");
      Map<String, String> settings = settings(cloudflare, s3, sites);
      WhopShip.command(folder, settings, "cloudflare", "init");
      try (WhopShip server = WhopShip.start(folder, settings)) {
        UploadBenchmark benchmark = new UploadBenchmark(folder, cloudflare, server);
        benchmark.measureAll();
      }
    }
  }

  /** Of a server on this account. */
  static Map<String, String> settings(FakeCloudflare cloudflare, S3Server s3,
      ProbedSites sites) {
    return Map.ofEntries(Map.entry("WHOPSHIP_EDGE", "cloudflare"),
        Map.entry("WHOPSHIP_CLOUDFLARE_ACCOUNT", cloudflare.account()),
        Map.entry("WHOPSHIP_CLOUDFLARE_TOKEN", cloudflare.token()),
        Map.entry("WHOPSHIP_CLOUDFLARE_API", cloudflare.baseUrl().toString()),
        Map.entry("WHOPSHIP_CLOUDFLARE_NAMESPACE", NAMESPACE),
        Map.entry("WHOPSHIP_CLOUDFLARE_SPREAD", "0s"),
        Map.entry("WHOPSHIP_CLOUDFLARE_FIGURES_DELAY", "0s"),
        Map.entry("WHOPSHIP_CLOUDFLARE_VISITORS", "127.0.0.1:" + sites.port()),
        Map.entry("WHOPSHIP_SITE_URL", "http://{subdomain}.sites.test"),
        Map.entry("WHOPSHIP_S3_ENDPOINT", s3.endpoint().toString()),
        Map.entry("WHOPSHIP_S3_ACCESS_KEY_ID", S3Server.accessKeyId()),
        Map.entry("WHOPSHIP_S3_SECRET_ACCESS_KEY", S3Server.secret().reveal()),
        Map.entry("WHOPSHIP_SOAK", "0s"));
  }

  private void measureAll() {
    for (int i = 0; i < WARM_UPS; i++) {
      round(1_000);
    }
    for (Duration latency : List.of(Duration.ZERO, Duration.ofMillis(50))) {
      cloudflare.withLatency(latency);
      for (int files : new int[]{1_000, 5_000}) {
        measure(files, latency);
      }
    }
    table.print();
  }

  private void measure(int files, Duration latency) {
    List<Round> rounds = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      rounds.add(Undisturbed.run(() -> round(files)));
    }
    String name = "%,d assets, %d ms a call, ".formatted(files, latency.toMillis());
    row(name + "all new", rounds, Round::first, Round::peersFirst);
    row(name + "1 % changed", rounds, Round::second, Round::peersSecond);
  }

  private void row(String name, List<Round> rounds, ToFigures ours, ToFigures peers) {
    table.row(name, median(rounds, round -> ours.of(round).wall()),
        median(rounds, round -> ours.of(round).work()),
        median(rounds, round -> ours.of(round).peak()),
        median(rounds, round -> peers.of(round).wall()),
        median(rounds, round -> peers.of(round).work()),
        median(rounds, round -> peers.of(round).peak()),
        median(rounds, round -> peers.of(round).wall() / ours.of(round).wall()));
  }

  private static String median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Samples.text(Samples.of(rounds.stream().mapToDouble(figure)).median());
  }

  /** A new app deploys twice, and wrangler the same as a new script. */
  private Round round(int files) {
    String app = "app_" + apps++;
    server.api().createApp(app, app.replace('_', '-'));
    SiteFiles first = new SiteFiles(files, 0);
    SiteFiles second = new SiteFiles(files, files / 100);
    Figures ours = deploy(app, first);
    Figures oursAgain = deploy(app, second);
    cloudflare.forgetAssets(NAMESPACE);
    Figures peers = wrangler.deploy(app.replace('_', '-'), first);
    Figures peersAgain = wrangler.deploy(app.replace('_', '-'), second);
    cloudflare.forgetCalls();
    return new Round(ours, oursAgain, peers, peersAgain);
  }

  private Figures deploy(String app, SiteFiles files) {
    Path zip = files.zip(folder.path().resolve(app + ".zip"), ArtifactZips.helloWorker(app));
    long deployment = server.api().upload(app, body(zip));
    double before = Machine.cpuSeconds(server.pid());
    Machine.resetPeak(server.pid());
    server.run(deployment);
    double work = 1000 * (Machine.cpuSeconds(server.pid()) - before);
    double wall = Steps.sum(Steps.of(deployment, server.log()), "until Probing");
    return new Figures(wall, work, Machine.peakMegabytes(server.pid()));
  }

  private static BodyPublisher body(Path zip) {
    try {
      return BodyPublishers.ofFile(zip);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Milliseconds, milliseconds of all cores, MiB. */
  record Figures(double wall, double work, double peak) {}

  private record Round(Figures first, Figures second, Figures peersFirst, Figures peersSecond) {}

  @FunctionalInterface
  private interface ToFigures {
    Figures of(Round round);
  }
}
