package io.whopship.app;

import io.whopship.app.traces.Collector;
import io.whopship.ports.model.identity.Secret;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** Whether somebody collects traces of deployments. */
sealed interface TraceChoice {

  record Off() implements TraceChoice {}

  record To(Collector collector) implements TraceChoice {}

  static TraceChoice read(Settings settings) {
    if (settings.text("WHOPSHIP_OTLP_ENDPOINT", "").isEmpty()) {
      settings.rejectIfSet(List.of("WHOPSHIP_OTLP_HEADERS"),
          "is for a collector: set WHOPSHIP_OTLP_ENDPOINT, or leave it out");
      return new Off();
    }
    URI base = settings.of("WHOPSHIP_OTLP_ENDPOINT", "http://localhost:4318",
        Configuration::httpUrl);
    settings.require("WHOPSHIP_OTLP_ENDPOINT", !base.getPath().endsWith("/v1/traces"),
        "must be the URL before /v1/traces, which is added");
    Map<String, Secret> headers = settings.of("WHOPSHIP_OTLP_HEADERS", "", Collector::headers);
    return new To(new Collector(base, headers));
  }
}
