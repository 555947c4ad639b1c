package io.whopship.app;

import io.whopship.adapter.cloudflare.setup.CloudflareSetup;
import io.whopship.adapter.cloudflare.setup.Step;
import io.whopship.adapter.cloudflare.setup.Step.State;
import io.whopship.adapter.jdbc.JdbcStores;
import io.whopship.adapter.r2.S3ArtifactStore;
import io.whopship.adapter.r2.S3Settings;
import io.whopship.app.traces.Collector;
import io.whopship.ports.driven.Checkable.Check;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.identity.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The services that a server needs, looked at from here as a start would find them: database,
 * bucket, Cloudflare, collector of traces. Each for a bounded time; nothing is changed.
 */
final class ServiceLook {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What one look has found, as a line that begins with the setting it is about. */
  sealed interface Found {}

  record Good(String what) implements Found {}

  record Doubtful(String what) implements Found {}

  record Wrong(String what) implements Found {}

  private final Configuration configuration;

  private ServiceLook(Configuration configuration) {
    this.configuration = configuration;
  }

  static List<Found> at(Configuration configuration) {
    ServiceLook look = new ServiceLook(configuration);
    List<Found> found = new ArrayList<>(look.database());
    found.addAll(look.artifacts());
    found.addAll(look.edge());
    found.addAll(look.traces());
    return found;
  }

  private List<Found> database() {
    String setting = switch (configuration.database()) {
      case DatabaseChoice.Embedded e -> "WHOPSHIP_DATA";
      case DatabaseChoice.PostgreSql p -> "WHOPSHIP_DATABASE_URL";
    };
    return patiently(setting, () -> List.of(new Good(setting + ": the database "
        + JdbcStores.look(configuration.database()
            .settings(new DataDirectory(configuration.data()))))));
  }

  private List<Found> artifacts() {
    return switch (configuration.artifacts()) {
      case ArtifactChoice.Directory() -> List.of();
      case ArtifactChoice.S3(S3Settings bucket) ->
        patiently("WHOPSHIP_S3_BUCKET", () -> List.of(bucket(bucket)));
    };
  }

  private static Found bucket(S3Settings bucket) throws IOException {
    try (
        DeletedAtEnd downloads = new DeletedAtEnd(Files.createTempDirectory("whopship-check"));
        S3ArtifactStore store = new S3ArtifactStore(bucket, downloads.folder(),
            InstantSource.system())) {
      return switch (store.check()) {
        case Check.Usable u -> new Good("WHOPSHIP_S3_BUCKET: " + bucket.displayName() + " answers");
        case Check.Unusable(String reason) -> new Wrong("WHOPSHIP_S3_BUCKET: " + reason);
      };
    }
  }

  private List<Found> edge() {
    return switch (configuration.edge()) {
      case EdgeChoice.Workerd() -> List.of();
      case EdgeChoice.Cloudflare(CloudflareConfiguration account) ->
        patiently("WHOPSHIP_CLOUDFLARE_TOKEN", () -> account(account));
    };
  }

  private List<Found> account(CloudflareConfiguration account) throws IOException {
    Secret probes = account.knownProbeSecret(configuration.data());
    try (CloudflareSetup setup = CloudflareSetup
        .open(CloudflareOptions.setup(configuration, probes, false))) {
      return setup.plan().stream().map(ServiceLook::found).toList();
    }
  }

  private static Found found(Step step) {
    String name = "WHOPSHIP_EDGE: " + step.thing().label() + " " + step.name();
    return switch (step.state()) {
      case State.There() -> new Good(name + " is there");
      case State.Unseen(String todo) -> new Doubtful(name + ": " + todo);
      case State.Yours(String todo) -> new Doubtful(name + ": " + todo);
      case State.ToCreate() ->
        new Wrong(name + " is not there: 'whopship cloudflare init' makes it");
      case State.ToChange(String now) ->
        new Wrong(name + ", " + now + ": 'whopship cloudflare init' mends it");
      case State.Forbidden(String permission) ->
        new Wrong(name + ": the token may not look; give it '" + permission + "'");
      case State.Blocked(String why) -> new Wrong(name + ": " + why);
    };
  }

  /** A server runs without a collector. */
  private List<Found> traces() {
    return switch (configuration.traces()) {
      case TraceChoice.Off() -> List.of();
      case TraceChoice.To(Collector collector) -> patiently("WHOPSHIP_OTLP_ENDPOINT",
          () -> List.of(switch (collector.check()) {
            case Check.Usable u -> new Good("WHOPSHIP_OTLP_ENDPOINT: the collector takes traces");
            case Check.Unusable(String reason) ->
              new Doubtful("WHOPSHIP_OTLP_ENDPOINT, WHOPSHIP_OTLP_HEADERS: " + reason);
          }));
    };
  }

  private static List<Found> patiently(String setting, Callable<List<Found>> look) {
    FutureTask<List<Found>> task = new FutureTask<>(look);
    Thread thread = Thread.ofVirtual().start(task);
    try {
      return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      return List.of(new Wrong(setting + ": no answer within " + PATIENCE.toSeconds()
          + " s. See that it runs, and that nothing is between"));
    } catch (ExecutionException e) {
      return List.of(wrong(setting, e.getCause()));
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      return List.of(new Wrong(setting + ": was not looked at, as this was interrupted"));
    }
  }

  private static Found wrong(String setting, @Nullable Throwable fault) {
    return new Wrong(
        setting + ": "
            + (fault instanceof PortException ? fault.getMessage() : String.valueOf(fault)));
  }
}
