package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Calls to the API with one token, within one budget. Each call has a time limit, is tried again
 * where that is safe, and throws {@link PortException} when that does not help. Safe for many
 * threads.
 */
public final class CloudflareApi implements AutoCloseable {

  private final String accountId;
  private final String account;
  private final Transport transport;
  private final Retries retries;
  private final Pauses pauses;
  private final WritePace pace;
  private final @Nullable Progress progress;
  private final @Nullable Deadline deadline;

  private CloudflareApi(ApiSettings settings) {
    this.pauses = settings.pauses();
    RateBudget budget = new RateBudget(pauses);
    this.accountId = settings.account();
    this.account = "/accounts/" + Call.segment(settings.account());
    this.transport = new Transport(settings, budget);
    this.retries = new Retries(transport, budget, pauses);
    this.pace = new WritePace(pauses);
    this.progress = null;
    this.deadline = null;
  }

  private CloudflareApi(CloudflareApi whole, @Nullable Progress progress,
      @Nullable Deadline deadline) {
    this.accountId = whole.accountId;
    this.account = whole.account;
    this.transport = whole.transport;
    this.retries = whole.retries;
    this.pauses = whole.pauses;
    this.pace = whole.pace;
    this.progress = progress;
    this.deadline = deadline;
  }

  public static CloudflareApi open(ApiSettings settings) {
    return new CloudflareApi(settings);
  }

  /** The same, of which somebody is told what is tried again; not to be closed. */
  public CloudflareApi telling(Progress listener) {
    return new CloudflareApi(this, listener, deadline);
  }

  /**
   * The same, whose calls are sent within so long from now, or not at all; not to be closed. What
   * was on its way in time may still arrive, for as long as an answer is waited for.
   */
  CloudflareApi sendingWithin(Duration time) {
    return new CloudflareApi(this, progress, Deadline.in(time, pauses));
  }

  /** With what the paths of the account begin: {@code /accounts/<id>}. */
  public String account() {
    return account;
  }

  /** The scripts of a dispatch namespace. */
  public DispatchScripts scripts(String namespace) {
    return new DispatchScripts(this, namespace);
  }

  /** The scripts of the account itself. */
  public AccountScripts accountScripts() {
    return new AccountScripts(this);
  }

  public Zones zones() {
    return new Zones(this, accountId);
  }

  public KeyValues keyValues() {
    return new KeyValues(this, pace, pauses);
  }

  public Buckets buckets() {
    return new Buckets(this);
  }

  /**
   * Asks for one thing. Throws {@link PortException.Unavailable} if no answer came that stands;
   * what it was tried for, and when to ask again, is said in its message.
   */
  public Reply send(Call call) {
    Call told = progress == null ? call : call.telling(progress);
    return retries.send(deadline == null ? told : told.before(deadline));
  }

  /** The result of a call. Throws {@link PortException.Rejected} if it was refused. */
  public JsonNode result(Call call) {
    return done(call).result();
  }

  /** As {@link #result}, with what else the answer says. */
  public Reply.Done done(Call call) {
    return switch (send(call)) {
      case Reply.Done done -> done;
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  /** Ends calls that are under way. */
  @Override
  public void close() {
    transport.close();
  }
}
