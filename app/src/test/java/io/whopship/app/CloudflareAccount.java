package io.whopship.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.whopship.adapter.cloudflare.dispatch.CloudflareRuntime;
import io.whopship.testkit.S3Server;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * An account on Cloudflare as {@code whopship cloudflare init} leaves it: the API as the fake
 * speaks it, R2 as a real S3 server, sites as the uploaded dispatcher serves them on workerd.
 */
final class CloudflareAccount implements AutoCloseable {

  private static final String DOMAIN = "sites.test";

  private final FakeCloudflare cloudflare;
  private final S3Server s3;
  private final CloudflareRuntime sites;
  private final Map<String, String> settings;

  private CloudflareAccount(FakeCloudflare cloudflare, S3Server s3, CloudflareRuntime sites,
      Map<String, String> settings) {
    this.cloudflare = cloudflare;
    this.s3 = s3;
    this.sites = sites;
    this.settings = settings;
  }

  /**
   * Opens an account and sets it up.
   *
   * @param data of the server that will use it
   */
  static CloudflareAccount open(Path data, Path temporary) throws Exception {
    FakeCloudflare cloudflare = FakeCloudflare.start();
    cloudflare.createZone(DOMAIN);
    Path module = Path.of(Objects.requireNonNull(System.getProperty("whopship.home")), "adapter-r2",
        "s3-server");
    S3Server s3 = S3Server.start(module, temporary.resolve("objects"));
    s3.makeBucket("whopship-builds");
    Map<String, String> settings = new HashMap<>(Map.of("WHOPSHIP_EDGE", "cloudflare",
        "WHOPSHIP_CLOUDFLARE_ACCOUNT", cloudflare.account(), "WHOPSHIP_CLOUDFLARE_TOKEN",
        cloudflare.token(), "WHOPSHIP_CLOUDFLARE_API", cloudflare.baseUrl().toString(),
        "WHOPSHIP_SITE_URL", "http://{subdomain}." + DOMAIN, "WHOPSHIP_DATA", data.toString()));
    init(settings, temporary);
    CloudflareRuntime sites = CloudflareRuntime.start(cloudflare, "whopship-dispatcher",
        temporary.resolve("sites"), DOMAIN);
    settings.putAll(Map.of("WHOPSHIP_CLOUDFLARE_VISITORS", "127.0.0.1:" + sites.port(),
        "WHOPSHIP_CLOUDFLARE_SPREAD", "1s", "WHOPSHIP_CLOUDFLARE_FIGURES_DELAY", "0s",
        "WHOPSHIP_S3_ENDPOINT", s3.endpoint().toString(),
        "WHOPSHIP_S3_ACCESS_KEY_ID", S3Server.accessKeyId(), "WHOPSHIP_S3_SECRET_ACCESS_KEY",
        S3Server.secret().reveal(), "WHOPSHIP_SOAK", "1s"));
    return new CloudflareAccount(cloudflare, s3, sites, settings);
  }

  /** As an operator types it. */
  private static void init(Map<String, String> settings, Path temporary) throws Exception {
    Path output = Files.createTempFile(temporary, "init", ".txt");
    ProcessBuilder builder = new ProcessBuilder(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), Main.class.getName(), "cloudflare", "init"))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile());
    builder.environment().putAll(settings);
    Process process = builder.start();
    boolean ended = process.waitFor(1, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output, UTF_8);
    assertThat(ended).as(text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
  }

  /** The environment of a server that uses it. */
  Map<String, String> settings() {
    return settings;
  }

  FakeCloudflare cloudflare() {
    return cloudflare;
  }

  URI objects() {
    return s3.endpoint();
  }

  /** Where visitors of all sites come in. */
  int port() {
    return sites.port();
  }

  @Override
  public void close() throws IOException {
    sites.close();
    s3.close();
    cloudflare.close();
  }
}
