package io.whopship.adapter.cloudflare.wrangler;

import com.fasterxml.jackson.databind.JsonNode;
import io.whopship.testkit.cloudflare.Call;
import io.whopship.testkit.cloudflare.FakeCloudflare;
import io.whopship.testkit.http.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a deploy asked of an account: for each call what it consists of, part by part. Ids of the
 * account and of its stores, tokens and boundaries are replaced by what they stand for. The uploads
 * of assets are one call: how many there are of them, and who is in which, Cloudflare says.
 */
final class RecordedDeploy {

  private static final String UPLOADS = "POST /accounts/{account}/workers/assets/upload";
  private static final String JWT = "eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*";

  private final FakeCloudflare cloudflare;
  private final Map<String, String> pathsByHash = new TreeMap<>();
  private final Map<String, Map<String, String>> calls = new LinkedHashMap<>();

  private RecordedDeploy(FakeCloudflare cloudflare) {
    this.cloudflare = cloudflare;
    cloudflare.calls().forEach(this::add);
  }

  /** Of all calls since they were forgotten last. */
  static RecordedDeploy of(FakeCloudflare cloudflare) {
    return new RecordedDeploy(cloudflare);
  }

  private void add(Call call) {
    String name = call.method() + " " + plain(call.path());
    if (name.equals(UPLOADS)) {
      addUpload(call);
      return;
    }
    Map<String, String> parts = head(call);
    if (!call.parts().isEmpty()) {
      addScript(call, parts);
    } else if (name.endsWith("/assets-upload-session")) {
      addManifest(call.json(), parts);
    } else if (call.size() > 0) {
      parts.put("body", plain(call.request().text()));
    }
    calls.put(calls.containsKey(name) ? name + " again" : name, parts);
  }

  private Map<String, String> head(Call call) {
    Map<String, String> parts = new LinkedHashMap<>();
    int query = call.target().indexOf('?');
    parts.put("query", query < 0 ? "" : call.target().substring(query));
    String authorization = call.header("authorization").orElse("none");
    parts.put("authorization", authorization.equals("Bearer " + cloudflare.token())
        ? "API token"
        : authorization.replaceAll(JWT, "{session}"));
    parts.put("content-type", call.header("content-type")
        .orElse("none")
        .replaceFirst("boundary=[A-Za-z0-9-]+$", "boundary={boundary}"));
    parts.put("length", call.header("transfer-encoding").orElse("known"));
    parts.put("encoding", call.header("content-encoding").orElse("none"));
    parts.put("user-agent", call.header("user-agent").orElse("none"));
    return parts;
  }

  private void addManifest(JsonNode body, Map<String, String> parts) {
    parts.put("members", names(body).toString());
    body.path("manifest").properties().forEach(asset -> {
      String hash = asset.getValue().path("hash").asText();
      pathsByHash.merge(hash, asset.getKey(), (one, other) -> one + " " + other);
      parts.put("manifest " + asset.getKey() + " members", names(asset.getValue()).toString());
      parts.put("manifest " + asset.getKey() + " size", asset.getValue().path("size").toString());
      parts.put("manifest " + asset.getKey() + " hash", hash);
      parts.put("manifest " + asset.getKey() + " hash's length", "" + hash.length());
    });
  }

  private void addUpload(Call call) {
    Map<String, String> parts = calls.computeIfAbsent(UPLOADS, first -> new LinkedHashMap<>());
    head(call).forEach((part, value) -> parts.merge(part, value,
        (one, other) -> one.equals(other) ? one : one + " or " + other));
    parts.merge("requests", "1", (one, more) -> "" + (Integer.parseInt(one) + 1));
    for (Part asset : call.parts()) {
      String paths = pathsByHash.getOrDefault(asset.name(), "unknown " + asset.name());
      String file = asset.filename().orElse("none").equals(asset.name()) ? "its hash" : "other";
      for (String path : paths.split(" (?=/)", -1)) {
        parts.put("asset " + path, asset.contentType().orElse("none") + ", file name: " + file
            + ", content: " + asset.text());
      }
    }
    // By how many parts they come: equal content may be one, or two.
    parts.merge("parts", "" + call.parts().size(),
        (one, more) -> "" + (Integer.parseInt(one) + Integer.parseInt(more)));
  }

  private void addScript(Call call, Map<String, String> parts) {
    List<Part> form = call.parts();
    parts.put("first part", described(form.get(0)));
    parts.put("second part", form.get(1).name());
    form.stream()
        .skip(1)
        .forEach(part -> parts.put("module " + part.name(), described(part)
            + ", content: " + part.sha256()));
    JsonNode metadata = call.json();
    parts.put("metadata members", names(metadata).toString());
    metadata.properties().forEach(member -> {
      switch (member.getKey()) {
        case "bindings" -> addBindings(member.getValue(), parts);
        case "assets" -> {
          parts.put("metadata assets members", names(member.getValue()).toString());
          parts.put("metadata assets jwt",
              member.getValue().path("jwt").asText().replaceAll(JWT, "{completion}"));
          parts.put("metadata assets config", member.getValue().path("config").toString());
        }
        default ->
          parts.put("metadata " + member.getKey(), plain(member.getValue().toString()));
      }
    });
  }

  private void addBindings(JsonNode bindings, Map<String, String> parts) {
    List<String> order = new ArrayList<>();
    bindings.forEach(binding -> {
      order.add(binding.path("name").asText());
      parts.put("binding " + order.getLast(), plain(binding.toString()));
    });
    parts.put("order of bindings", order.toString());
  }

  private static String described(Part part) {
    return part.name() + ", file name: " + part.filename().orElse("none") + ", type: "
        + part.contentType().orElse("none");
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private String plain(String text) {
    String plain = text.replace(cloudflare.account(), "{account}");
    for (Map.Entry<String, String> namespace : cloudflare.kvNamespaces().entrySet()) {
      plain = plain.replace(namespace.getValue(), "{" + namespace.getKey() + "}");
    }
    return plain;
  }

  /** In what the two differ, wrangler's deploy being this one. */
  List<Disagreement> against(RecordedDeploy ours) {
    List<Disagreement> all = new ArrayList<>();
    calls.forEach((name, parts) -> {
      Map<String, String> same = ours.calls.get(name);
      if (same == null) {
        all.add(new Disagreement(name, "is made", "none"));
      } else {
        compare(name, parts, same, all);
      }
    });
    ours.calls.keySet()
        .stream()
        .filter(name -> !calls.containsKey(name))
        .forEach(name -> all.add(new Disagreement(name, "none", "is made")));
    List<String> theirOrder = calls.keySet().stream().filter(ours.calls::containsKey).toList();
    List<String> ourOrder = ours.calls.keySet().stream().filter(calls::containsKey).toList();
    if (!theirOrder.equals(ourOrder)) {
      all.add(new Disagreement("order of calls", theirOrder.toString(), ourOrder.toString()));
    }
    return all;
  }

  private static void compare(String call, Map<String, String> theirs, Map<String, String> ours,
      List<Disagreement> all) {
    Map<String, String> both = new LinkedHashMap<>(theirs);
    ours.forEach(both::putIfAbsent);
    for (String part : both.keySet()) {
      String their = theirs.getOrDefault(part, "none");
      String our = ours.getOrDefault(part, "none");
      if (!their.equals(our)) {
        all.add(new Disagreement(call + ", " + part, their, our));
      }
    }
  }

  /** Each call by its name. */
  @Override
  public String toString() {
    return calls.keySet().stream().collect(Collectors.joining("\n"));
  }
}
