package io.whopship.adapter.cloudflare.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.adapter.cloudflare.api.Call.Trait;
import io.whopship.ports.driven.Edge.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** The scripts of one dispatch namespace. */
public final class DispatchScripts {

  /** Different endpoints say differently that there is no such script. */
  private static final int[] NO_SCRIPT = {10007, 10090, 10092};

  private static final int NO_NAMESPACE = 100119;

  private final CloudflareApi api;
  private final String name;
  private final String namespaces;
  private final String namespace;
  private final String path;

  DispatchScripts(CloudflareApi api, String name) {
    this.api = api;
    this.name = name;
    this.namespaces = api.account() + "/workers/dispatch/namespaces";
    this.namespace = namespaces + "/" + Call.segment(name);
    this.path = this.namespace + "/scripts";
  }

  /**
   * A script as it is there.
   *
   * @param tags in no order
   * @param migration the tag of the last migration of its Durable Objects; empty without any, and
   * in a list, which does not tell
   */
  public record Script(String name, List<String> tags, String migration) {

    public Script {
      tags = List.copyOf(tags);
    }
  }

  /** The same, of which somebody is told what is tried again. */
  public DispatchScripts telling(Progress progress) {
    return api.telling(progress).scripts(name);
  }

  /** Whether the dispatch namespace itself is there. */
  public boolean isNamespaceThere() {
    return isThere(namespaceSearch());
  }

  /** The same, found out within five seconds or not at all. */
  public boolean isNamespaceThereNow() {
    return isThere(namespaceSearch().with(Call.Trait.BRIEF));
  }

  private Call namespaceSearch() {
    return Call.get(Product.WORKERS, namespace, "the search for the dispatch namespace");
  }

  private boolean isThere(Call search) {
    return switch (api.send(search)) {
      case Reply.Done done -> true;
      case Reply.Refused refused when refused.has(NO_NAMESPACE) -> false;
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  /** Creates the dispatch namespace unless it is there already. */
  public void allotNamespace() {
    Call create = Call
        .post(Product.WORKERS, namespaces, "the creation of the dispatch namespace",
            Content.json(Json.object().put("name", name)))
        .with(Trait.REPEATABLE);
    // Which code says that it is there already is not documented.
    if (api.send(create) instanceof Reply.Refused refused && !isNamespaceThere()) {
      throw refused.asException();
    }
  }

  /** The script of this name; empty if there is none. */
  public Optional<Script> find(String name) {
    Call get = Call.get(Product.WORKERS, path(name), "the search for " + name)
        .with(Trait.NEEDS_RESULT);
    return switch (api.send(get)) {
      case Reply.Done done -> Optional.of(script(name, done.result().path("script")));
      case Reply.Refused refused when isAbsence(refused) -> Optional.empty();
      case Reply.Refused refused -> throw refused.asException();
    };
  }

  /** All that have this tag, in no order. */
  public List<Script> tagged(String tag) {
    List<Script> all = new ArrayList<>();
    Cursors.forEach(api, Product.WORKERS,
        path + "?limit=1000&tags=" + Call.segment(tag + ":yes"), "the list of scripts of " + tag,
        item -> all.add(script(item.path("id").asText(), item)));
    return all;
  }

  /** Removes a script with its Durable Objects. That there is none is fine. */
  public void remove(String name) {
    Call delete = Call.delete(Product.WORKERS, path(name) + "?force=true",
        "the removal of " + name);
    if (api.send(delete) instanceof Reply.Refused refused && !isAbsence(refused)) {
      throw refused.asException();
    }
  }

  /** The path of a script below the base URL. */
  public String path(String name) {
    return path + "/" + Call.segment(name);
  }

  private static boolean isAbsence(Reply.Refused refused) {
    for (int code : NO_SCRIPT) {
      if (refused.has(code)) {
        return true;
      }
    }
    return false;
  }

  private static Script script(String name, JsonNode json) {
    List<String> tags = StreamSupport.stream(json.path("tags").spliterator(), false)
        .map(JsonNode::asText)
        .toList();
    return new Script(name, tags, json.path("migration_tag").asText(""));
  }
}
