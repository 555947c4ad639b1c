package io.whopship.testkit.cloudflare;

import io.whopship.testkit.cloudflare.scripts.Script;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A script as somebody uploaded it.
 *
 * @param namespace the dispatch namespace; empty for a script of the account
 * @param metadata the JSON part, as it came, with {@code assets.jwt} and all
 * @param assets by path, {@code /logo.png}
 * @param versionId with hyphens
 */
public record UploadedScript(String namespace, String name, String metadata, List<Module> modules,
    Map<String, Asset> assets, List<String> tags, String versionId) {

  public UploadedScript {
    modules = List.copyOf(modules);
    assets = Map.copyOf(assets);
    tags = List.copyOf(tags);
  }

  /** A part of the form: {@code application/javascript+module} is a module, for example. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Module(String name, String contentType, byte[] content) {}

  /** {@code contentType} is as it was uploaded, {@code application/null} included. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  public record Asset(String contentType, byte[] content) {}

  static UploadedScript of(Script script) {
    Map<String, Asset> files = new LinkedHashMap<>();
    script.assets()
        .forEach(
            (path, asset) -> files.put(path, new Asset(asset.contentType(), asset.content())));
    return new UploadedScript(script.namespace(), script.name(), script.metadata(),
        script.modules()
            .stream()
            .map(part -> new Module(part.name(), part.contentType().orElse(""), part.bytes()))
            .toList(),
        files, script.tags(), script.versionId());
  }
}
