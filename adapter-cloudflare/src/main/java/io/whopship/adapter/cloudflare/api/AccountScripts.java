package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The scripts of the account itself, which are in no dispatch namespace. */
public final class AccountScripts {

  private static final Set<Integer> NO_SCRIPT = Set.of(10007, 10090, 10092);
  /** The account never chose a name below {@code workers.dev}. */
  private static final int NO_WORKERS_DEV = 10063;
  /** What a script is bound to and was created a moment ago may not be seen everywhere yet. */
  private static final Set<Integer> NOT_SEEN_YET = Set.of(10041, 100119);

  private final CloudflareApi api;

  AccountScripts(CloudflareApi api) {
    this.api = api;
  }

  /** The tags of a script; empty if there is no such script. */
  public Optional<List<String>> tags(String name) {
    Call get = Call.get(Product.WORKERS, path(name) + "/settings", "the search for " + name);
    return switch (api.send(get)) {
      case Reply.Done done -> Optional.of(texts(done.result().path("tags")));
      case Reply.Refused refused when isAbsence(refused) -> Optional.empty();
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  /** Creates a script, or replaces the one that is there. */
  public void put(String name, Content content) {
    api.result(Call
        .put(Product.WORKERS, path(name) + "?excludeScript=true&bindings_inherit=strict",
            "the upload of " + name, content)
        .with(Trait.HEAVY)
        .againOn(NOT_SEEN_YET));
  }

  /**
   * Whether a script has an address below {@code workers.dev}, of its own or of its versions; empty
   * if there is no such script.
   */
  public Optional<Boolean> isOnWorkersDev(String name) {
    Call get = Call.get(Product.WORKERS, subdomain(name), "the workers.dev address of " + name);
    return switch (api.send(get)) {
      case Reply.Done done -> Optional.of(done.result().path("enabled").asBoolean()
          || done.result().path("previews_enabled").asBoolean());
      case Reply.Refused refused when refused.has(NO_WORKERS_DEV) -> Optional.of(false);
      case Reply.Refused refused when isAbsence(refused) -> Optional.empty();
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  /** Leaves a script no address below {@code workers.dev}. */
  public void leaveWorkersDev(String name) {
    Call off = Call
        .post(Product.WORKERS, subdomain(name), "the end of the workers.dev address of " + name,
            Content.json(Json.object().put("enabled", false).put("previews_enabled", false)))
        .with(Trait.REPEATABLE);
    if (api.send(off) instanceof Reply.Refused refused && !refused.has(NO_WORKERS_DEV)) {
      throw refused.asException();
    }
  }

  private String path(String name) {
    return api.account() + "/workers/scripts/" + Call.segment(name);
  }

  private String subdomain(String name) {
    return path(name) + "/subdomain";
  }

  private static boolean isAbsence(Reply.Refused refused) {
    return NO_SCRIPT.stream().anyMatch(refused::has);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
