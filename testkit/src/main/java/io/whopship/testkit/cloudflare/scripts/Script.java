package io.whopship.testkit.cloudflare.scripts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.whopship.testkit.cloudflare.rest.Json;
import io.whopship.testkit.http.Part;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A script with all of its versions. Safe for many threads. */
public final class Script {

  /** What one upload brought; a change of a secret makes another one. */
  record Version(String id, int number, Instant createdOn, String metadata, String etag,
      List<Part> modules, Map<String, Asset> assets, List<ObjectNode> bindings) {

    Version {
      modules = List.copyOf(modules);
      assets = Map.copyOf(assets);
      bindings = List.copyOf(bindings);
    }

    boolean hasModules() {
      return !modules.isEmpty();
    }
  }

  /** Whether a script of the account answers under {@code workers.dev}. */
  record Subdomain(boolean enabled, boolean previews) {}

  private static final List<String> SETTINGS = List.of("compatibility_date",
      "compatibility_flags", "limits", "observability", "placement", "tail_consumers", "logpush",
      "tags");

  private final String namespace;
  private final String name;
  private final String tag = UUID.randomUUID().toString().replace("-", "");
  private final Instant createdOn;
  private final Map<String, Version> versions = new LinkedHashMap<>();
  private final List<ObjectNode> deployments = new ArrayList<>();
  private final Set<String> classes = new HashSet<>();
  private final ObjectNode settings = Json.object();
  private Version current;
  private Instant modifiedOn;
  private String migrationTag = "";
  private Subdomain subdomain = new Subdomain(false, false);

  Script(String namespace, String name, Instant now) {
    this.namespace = namespace;
    this.name = name;
    this.createdOn = now;
    this.modifiedOn = now;
    this.current = new Version(UUID.randomUUID().toString(), 0, now, "{}", "", List.of(), Map.of(),
        List.of());
  }

  /** Keeps a version that nobody asks yet. */
  synchronized Version add(Upload upload, Map<String, Asset> assets, List<ObjectNode> bindings,
      Instant now) {
    Version version = new Version(UUID.randomUUID().toString(), versions.size() + 1, now,
        upload.text(), upload.etag(), upload.modules(), assets, bindings);
    versions.put(version.id(), version);
    return version;
  }

  /** From now on it is this version that answers. */
  synchronized void activate(Version version, Instant now) {
    current = version;
    modifiedOn = now;
    deployments.addFirst(Deployment.whole(version.id(), now));
  }

  synchronized void deploy(ObjectNode deployment, Version version, Instant now) {
    current = version;
    modifiedOn = now;
    deployments.addFirst(deployment);
  }

  synchronized void rebind(List<ObjectNode> bindings, Instant now) {
    Version changed = new Version(UUID.randomUUID().toString(), versions.size() + 1, now,
        current.metadata(), current.etag(), current.modules(), current.assets(), bindings);
    versions.put(changed.id(), changed);
    activate(changed, now);
  }

  synchronized void migrate(String newTag, Set<String> newClasses, Set<String> gone) {
    migrationTag = newTag;
    classes.addAll(newClasses);
    classes.removeAll(gone);
  }

  /** Takes over the settings of an upload; those it does not name get their defaults. */
  synchronized void replaceSettings(ObjectNode metadata) {
    JsonNode tags = settings.path("tags");
    settings.removeAll();
    if (tags.isArray()) {
      settings.set("tags", tags); // an upload without tags leaves them
    }
    changeSettings(metadata);
  }

  synchronized void changeSettings(ObjectNode changes) {
    for (String setting : SETTINGS) {
      if (changes.has(setting)) {
        settings.set(setting, changes.get(setting));
      }
    }
  }

  synchronized void tag(List<String> tags) {
    settings.set("tags", Json.strings(tags));
  }

  synchronized void answerAt(Subdomain wanted) {
    subdomain = wanted;
  }

  public String namespace() {
    return namespace;
  }

  public String name() {
    return name;
  }

  /** The JSON part as it came. */
  public String metadata() {
    return current().metadata();
  }

  public List<Part> modules() {
    return current().modules();
  }

  public Map<String, Asset> assets() {
    return current().assets();
  }

  /** With hyphens. */
  public String versionId() {
    return current().id();
  }

  public synchronized List<String> tags() {
    List<String> tags = new ArrayList<>();
    settings.path("tags").forEach(element -> tags.add(element.asText()));
    return List.copyOf(tags);
  }

  synchronized Version current() {
    return current;
  }

  synchronized Map<String, Version> versions() {
    return new LinkedHashMap<>(versions);
  }

  synchronized List<ObjectNode> deployments() {
    return List.copyOf(deployments);
  }

  synchronized Set<String> classes() {
    return Set.copyOf(classes);
  }

  synchronized ObjectNode settings() {
    return settings.deepCopy();
  }

  synchronized String migrationTag() {
    return migrationTag;
  }

  synchronized Subdomain subdomain() {
    return subdomain;
  }

  /** That which never changes, however often it is uploaded. */
  String tag() {
    return tag;
  }

  Instant createdOn() {
    return createdOn;
  }

  synchronized Instant modifiedOn() {
    return modifiedOn;
  }
}
