package io.whopship.ports.driven;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The world behind a port did not do what was asked. Adapters keep what they caught as cause. */
public abstract sealed class PortException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private PortException(@Nullable String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** What a server depends on, by the names that callers are told. */
  public enum Service {
    DATABASE("the database"), ARTIFACTS("the artifact store"), EDGE(
        "the platform of the workers"), OTHER("a service it depends on");

    private final String words;

    Service(String words) {
      this.words = words;
    }

    /** Within a sentence; no address and no name that an operator has chosen. */
    public String words() {
      return words;
    }
  }

  /** It could not be reached or did not answer in time: trying again may help. */
  public static final class Unavailable extends PortException {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;
    private final Service service;

    public Unavailable(String message, @Nullable Throwable cause) {
      this(message, cause, Duration.ZERO);
    }

    /**
     * It said itself when to come back.
     *
     * @param retryAfter before this has passed, trying again is of no use
     */
    public Unavailable(String message, @Nullable Throwable cause, Duration retryAfter) {
      this(message, cause, retryAfter, Service.OTHER);
    }

    private Unavailable(@Nullable String message, @Nullable Throwable cause, Duration retryAfter,
        Service service) {
      super(message, cause);
      this.retryAfter = retryAfter;
      this.service = service;
    }

    /** The same, which says what could not be reached. */
    public Unavailable of(Service which) {
      Unavailable named = new Unavailable(getMessage(), getCause(), retryAfter, which);
      named.setStackTrace(getStackTrace());
      return named;
    }

    public Service service() {
      return service;
    }

    /** Zero if it is not known. */
    public Duration retryAfter() {
      return retryAfter;
    }
  }

  /** It answered no, and will again. */
  public static final class Rejected extends PortException {
    private static final long serialVersionUID = 1L;

    public Rejected(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** What it stored cannot be read. */
  public static final class Corrupt extends PortException {
    private static final long serialVersionUID = 1L;

    public Corrupt(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
