package io.whopship.app.traces;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ids of a deployment's trace and of its root span follow from the deployment's own id: so each
 * server knows them that has a part in it, and the root can come last. All other ids are random.
 */
final class DeploymentIds implements IdGenerator {

  /** The SDK asks for the ids of a span on the thread that starts it. */
  private static final ThreadLocal<@Nullable SpanContext> WANTED = new ThreadLocal<>();

  private final IdGenerator random = IdGenerator.random();

  /** What stands for the root span, whether or not there is one yet. */
  static SpanContext root(UUID deployment) {
    HexFormat hex = HexFormat.of();
    String last = hex.toHexDigits(deployment.getLeastSignificantBits());
    return SpanContext.createFromRemoteParent(
        hex.toHexDigits(deployment.getMostSignificantBits()) + last, last,
        TraceFlags.getSampled(), TraceState.getDefault());
  }

  /** A span started in there without a parent is the root of the deployment's trace. */
  <T> T asRoot(UUID deployment, Supplier<T> start) {
    WANTED.set(root(deployment));
    try {
      return start.get();
    } finally {
      WANTED.remove();
    }
  }

  @Override
  public String generateTraceId() {
    SpanContext root = WANTED.get();
    return root == null ? random.generateTraceId() : root.getTraceId();
  }

  @Override
  public String generateSpanId() {
    SpanContext root = WANTED.get();
    return root == null ? random.generateSpanId() : root.getSpanId();
  }
}
