package io.whopship.app.traces;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.whopship.ports.driven.Checkable.Check;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what does not get through to the collector, once a minute at most. */
final class FrankExporter implements SpanExporter {

  private static final Logger log = LoggerFactory.getLogger(FrankExporter.class);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final SpanExporter exporter;
  private final Collector collector;
  private final InstantSource clock;
  private Instant nextWarning = Instant.MIN;
  private long lost;

  FrankExporter(SpanExporter exporter, Collector collector, InstantSource clock) {
    this.exporter = exporter;
    this.collector = collector;
    this.clock = clock;
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size(); // the collection is used again
    CompletableResultCode result = exporter.export(spans);
    return result.whenComplete(() -> {
      if (!result.isSuccess()) {
        lose(count);
      }
    });
  }

  private synchronized void lose(int count) {
    lost += count;
    Instant now = clock.instant();
    if (!now.isBefore(nextWarning)) {
      nextWarning = now.plus(BETWEEN_WARNINGS);
      log.warn("spans lost, see WHOPSHIP_OTLP_ENDPOINT and WHOPSHIP_OTLP_HEADERS spans={}"
          + " cause=\"{}\"", lost, cause());
      lost = 0;
    }
  }

  /** The SDK says no more than that it failed. */
  private String cause() {
    return switch (collector.check()) {
      case Check.Usable() -> "unknown: it answers again";
      case Check.Unusable(String reason) -> reason;
    };
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
