package io.whopship.adapter.cloudflare.upload;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Call;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.adapter.cloudflare.api.CloudflareApi;
import io.whopship.adapter.cloudflare.api.Content;
import io.whopship.adapter.cloudflare.api.Product;
import io.whopship.adapter.cloudflare.api.Reply;
import io.whopship.adapter.cloudflare.upload.Uploads.Uploaded;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException.Unavailable;
import io.whopship.ports.model.artifact.WorkerBundle.Module;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Sends the script of one worker, and says what became of it. */
final class ScriptUpload {

  private static final int STARTUP_FAILED = 10021;
  private static final int TOO_LARGE = 10027;
  /** What a worker's first upload does to its Durable Objects was done already. */
  private static final Set<Integer> ALREADY_MIGRATED = Set.of(10074, 10079);
  /** What a worker is bound to and was created a moment ago may not be seen everywhere yet. */
  private static final Set<Integer> NOT_SEEN_YET = Set.of(10041, 10085);
  /** Of the account, the token and the bindings, which no worker is to blame for. */
  private static final Set<Integer> OPERATORS = Set.of(Reply.Fault.NO_CODE, 1000, 6003, 6111, 7003,
      9106, 9109, 10000, 10001, 10007, 10015, 10026, 10037, 10144, 100119);
  private static final Pattern SLOW_START = Pattern.compile("startup.*(cpu|exceeded)",
      Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final CloudflareApi api;
  private final String path;
  private final List<Module> modules;
  private final ModuleSizes sizes;
  private final ArtifactContent content;
  private final Progress progress;

  /**
   * An upload that has not begun.
   *
   * @param path of the script, below the base URL
   */
  ScriptUpload(CloudflareApi api, String path, List<Module> modules, ArtifactContent content,
      Progress progress) {
    this.api = api;
    this.path = path;
    this.modules = modules;
    this.sizes = ModuleSizes.of(modules);
    this.content = content;
    this.progress = progress;
  }

  /** Puts the script, which can be done again. */
  Reply send(Metadata metadata) {
    try {
      content.memory().takeToSend(sizes.bytes());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("The upload of the worker was stopped before it began", e);
    }
    try {
      ScriptForm form = ScriptForm.of(modules, content);
      Reply reply = put(form.with(metadata.toJson()));
      return metadata.hasMigrations() && hasAny(reply, ALREADY_MIGRATED) // its answer was lost
          ? put(form.with(metadata.withoutMigrations().toJson()))
          : reply;
    } finally {
      content.memory().sent(sizes.bytes());
    }
  }

  private Reply put(Content form) {
    Call call = Call
        .put(Product.WORKERS, path + "?excludeScript=true&bindings_inherit=strict",
            "the upload of the worker", form)
        .with(Trait.HEAVY)
        .with(Trait.NEEDS_RESULT)
        .againOn(NOT_SEEN_YET)
        .telling(progress);
    Reply reply = api.send(call);
    if (reply instanceof Reply.Refused refused && isSlowStart(refused)) {
      progress.line("The worker was too slow at its start, which differs from time to time: trying"
          + " again (2 of 2)");
      return api.send(call);
    }
    return reply;
  }

  private static boolean isSlowStart(Reply.Refused refused) {
    return refused.faults()
        .stream()
        .anyMatch(fault -> fault.code() == STARTUP_FAILED
            && SLOW_START.matcher(fault.message()).find());
  }

  /** What the last reply means. */
  Uploaded judge(Reply reply) {
    return switch (reply) {
      case Reply.Done done -> done(done.result());
      case Reply.Refused refused when hasAny(refused, OPERATORS) -> throw refused.asException();
      case Reply.Refused refused -> new Uploaded.Refused(refused.status(), refused.reason()
          + (refused.has(TOO_LARGE) ? " The largest modules are " + sizes.largest() + "." : ""));
    };
  }

  private static boolean hasAny(Reply reply, Set<Integer> codes) {
    return reply instanceof Reply.Refused refused && codes.stream().anyMatch(refused::has);
  }

  private Uploaded done(JsonNode result) {
    progress.line("Uploaded the worker: " + sizes.count()
        + (sizes.count() == 1 ? " module, " : " modules, ") + Sizes.kib(sizes.bytes())
        + (result.path("startup_time_ms").isNumber()
            ? ", starts in " + result.path("startup_time_ms").asInt() + " ms"
            : ""));
    String id = result.path("deployment_id").asText("");
    return new Uploaded.Done(id.isEmpty()
        ? result.path("etag").asText("")
        : id.replaceFirst("^(\\w{8})(\\w{4})(\\w{4})(\\w{4})(\\w{12})$", "$1-$2-$3-$4-$5"));
  }
}
