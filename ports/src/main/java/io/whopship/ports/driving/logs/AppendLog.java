package io.whopship.ports.driving.logs;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.deploy.Status;
import io.whopship.ports.model.identity.Caller;
import io.whopship.ports.model.logs.Cursor;
import io.whopship.ports.model.logs.LogType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lets a builder's own output be part of its deployment's log. */
public interface AppendLog {

  int MAX_LINES = 1_000;

  /** Characters of a message: what Docker, too, calls one line. */
  int MAX_MESSAGE = 16 * 1024;

  int MAX_STEP = 100;

  /** Members of a line's metadata, and characters of a name and of a value. */
  int MAX_METADATA = 32;

  int MAX_METADATA_NAME = 100;

  int MAX_METADATA_VALUE = 1_024;

  /** So many lines of others a log takes; what WhopShip itself says comes on top. */
  int MAX_LOG = 1_000_000;

  /** And so many bytes of their texts. */
  long MAX_LOG_BYTES = 256L * 1024 * 1024;

  /**
   * Adds lines, all or none, with the time at which they came. They are durable and seen by viewers
   * once this returns. Control characters in them become question marks; a name of metadata must
   * have none.
   *
   * @param lines 1 to {@value #MAX_LINES}, each within the bounds above:
   * {@link IllegalArgumentException} otherwise
   */
  Outcome append(Caller caller, DeploymentId deployment, List<Entry> lines);

  /**
   * A line to be.
   *
   * @param progress 0 to 100; {@code null} if not said
   */
  record Entry(LogType type, String step, String message, @Nullable Integer progress,
      Map<String, String> metadata) {}

  /** What came of it. */
  sealed interface Outcome {

    /** They are written; the log now ends here. */
    record Appended(Cursor end) implements Outcome {}

    /** The deployment is active or failed, and its log complete. */
    record Complete(Status status) implements Outcome {}

    /**
     * The log would have more than {@value AppendLog#MAX_LOG} lines, or
     * {@link AppendLog#MAX_LOG_BYTES} bytes.
     */
    record Full() implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
