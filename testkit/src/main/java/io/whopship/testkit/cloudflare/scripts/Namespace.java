package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.cloudflare.rest.RefusedException;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/** A dispatch namespace; also the scripts of the account, under the empty name. */
final class Namespace {

  private final String id;
  private final String name;
  private final Instant createdOn;
  private final Instant modifiedOn;
  private final boolean trusted;
  private final NavigableMap<String, Script> scripts;

  private Namespace(String id, String name, Instant createdOn, Instant modifiedOn, boolean trusted,
      NavigableMap<String, Script> scripts) {
    this.id = id;
    this.name = name;
    this.createdOn = createdOn;
    this.modifiedOn = modifiedOn;
    this.trusted = trusted;
    this.scripts = scripts;
  }

  static Namespace create(String name, Instant now) {
    return new Namespace(UUID.randomUUID().toString(), name, now, now, false,
        new ConcurrentSkipListMap<>());
  }

  /** The same namespace under another name. */
  Namespace changed(String newName, boolean nowTrusted, Instant now) {
    return new Namespace(id, newName, createdOn, now, nowTrusted, scripts);
  }

  String name() {
    return name;
  }

  boolean trusted() {
    return trusted;
  }

  /** By name. */
  NavigableMap<String, Script> scripts() {
    return scripts;
  }

  Script script(String wanted) {
    Script script = scripts.get(wanted);
    if (script == null) {
      throw new RefusedException(404, 10007, "This Worker does not exist on your account.");
    }
    return script;
  }

  ObjectNode json() {
    return Json.object()
        .put("namespace_id", id)
        .put("namespace_name", name)
        .put("script_count", scripts.size())
        .put("trusted_workers", trusted)
        .put("created_on", createdOn.toString())
        .put("created_by", "fake")
        .put("modified_on", modifiedOn.toString())
        .put("modified_by", "fake");
  }
}
