package io.whopship.app;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.whopship.testkit.http.Answer;
import io.whopship.testkit.http.Exchange;
import io.whopship.testkit.http.LoopbackServer;
import io.whopship.testkit.http.Request;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** Takes spans as an OpenTelemetry collector does, from whoever has the key, and keeps them. */
final class SpanCollector implements AutoCloseable {

  static final String KEY = "key+of/collector==";

  /** A span, with what was sent of it and of the server that sent it. */
  record Sent(String trace, String id, String parent, Span span, Map<String, String> attributes,
      Map<String, String> server) {

    String name() {
      return span.getName();
    }
  }

  private final LoopbackServer server = LoopbackServer.start(this::take);
  private final List<Sent> spans = new CopyOnWriteArrayList<>();

  /** What a server needs to send here. */
  Map<String, String> settings() {
    return Map.of("WHOPSHIP_OTLP_ENDPOINT", "http://127.0.0.1:" + server.port() + "/otlp/",
        "WHOPSHIP_OTLP_HEADERS", "x-team=me, Authorization=Basic%20" + KEY);
  }

  private void take(Exchange exchange) throws IOException {
    Request request = exchange.read();
    if (!request.path().equals("/otlp/v1/traces")
        || !request.header("authorization").orElse("").equals("Basic " + KEY)) {
      exchange.send(Answer.of(401, "text/plain", "who are you?"));
      return;
    }
    ExportTraceServiceRequest.parseFrom(request.body())
        .getResourceSpansList()
        .forEach(this::keep);
    exchange.send(Answer.of(200, "application/x-protobuf", ""));
  }

  private void keep(ResourceSpans sent) {
    Map<String, String> by = texts(sent.getResource().getAttributesList());
    sent.getScopeSpansList().forEach(scope -> scope.getSpansList().forEach(span -> {
      HexFormat hex = HexFormat.of();
      spans.add(new Sent(hex.formatHex(span.getTraceId().toByteArray()),
          hex.formatHex(span.getSpanId().toByteArray()),
          hex.formatHex(span.getParentSpanId().toByteArray()), span,
          texts(span.getAttributesList()), by));
    }));
  }

  private static Map<String, String> texts(List<KeyValue> attributes) {
    return attributes.stream()
        .collect(Collectors.toMap(KeyValue::getKey, attribute -> switch (attribute.getValue()
            .getValueCase()) {
          case INT_VALUE -> Long.toString(attribute.getValue().getIntValue());
          default -> attribute.getValue().getStringValue();
        }));
  }

  List<Sent> spans() {
    return List.copyOf(spans);
  }

  /** The spans of one trace. */
  List<Sent> spans(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
