package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.whopship.adapter.cloudflare.Sha256;
import io.whopship.adapter.cloudflare.workerd.assets.AssetRules;
import io.whopship.adapter.cloudflare.workerd.assets.ContentTypes;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.AssetSettings;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle.Asset;
import io.whopship.ports.model.artifact.WorkerBundle.Module;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Writes one release into a directory of its own. No name from the artifact becomes a path: a
 * module's file is called by its index, an asset's by the SHA-256 of its bytes.
 */
final class ReleaseWriter {

  private final Path directory;
  private final OpenArtifact content;
  private final byte[] buffer = new byte[64 * 1024];

  /** The directory must be there, and empty. */
  ReleaseWriter(Path directory, OpenArtifact content) {
    this.directory = directory;
    this.content = content;
  }

  /** What was written. */
  record Written(String versionId, List<String> complaints) {}

  Written write(Placing placing) throws IOException {
    RuntimeSettings runtime = placing.bundle().runtime();
    ReleaseManifest manifest = new ReleaseManifest(
        Objects.requireNonNullElse(runtime.compatibilityDate(),
            WorkerdBinary.NEWEST_COMPATIBILITY_DATE),
        runtime.compatibilityFlags(), writeModules(placing.bundle().modules()),
        placing.variables().values(), runtime.bindings(), runtime.deploymentId(),
        placing.bundle().cache().stream().map(CacheFile::buildId).collect(Collectors.toSet()));
    List<String> complaints = new ArrayList<>(
        BindingComplaints.of(runtime.bindings(), placing.variables().values()));
    byte[] assetsJson = writeAssets(placing.bundle().assets(), runtime.assets(), complaints)
        .encode()
        .getBytes(StandardCharsets.UTF_8);
    String versionId = manifest.versionId(assetsJson);
    Files.write(directory.resolve(PlacedRelease.ASSETS_JSON), assetsJson);
    Files.writeString(directory.resolve(PlacedRelease.MANIFEST),
        manifest.toJson().put("versionId", versionId).encodePrettily());
    return new Written(versionId, complaints);
  }

  private List<ReleaseManifest.StoredModule> writeModules(List<Module> modules)
      throws IOException {
    Path folder = Files.createDirectory(directory.resolve(PlacedRelease.MODULES));
    List<ReleaseManifest.StoredModule> stored = new ArrayList<>();
    for (Module module : modules) {
      Path file = folder.resolve(Integer.toString(stored.size()));
      String sha256 = switch (module.source()) {
        case ModuleSource.Stored(ArtifactEntry entry) -> copy(entry, file);
        case ModuleSource.Added(String text) -> write(text, file);
      };
      stored.add(new ReleaseManifest.StoredModule(module.name(), module.type(), sha256));
    }
    return stored;
  }

  private JsonObject writeAssets(List<Asset> assets, AssetSettings settings,
      List<String> complaints) throws IOException {
    Path folder = Files.createDirectory(directory.resolve(PlacedRelease.ASSETS));
    Path arriving = directory.resolve("arriving");
    Map<String, String> rules = new HashMap<>();
    JsonObject files = new JsonObject();
    for (Asset asset : assets.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList()) {
      String sha256 = copy(asset.source(), arriving);
      if (asset.path().equals(AssetRules.HEADERS_FILE)
          || asset.path().equals(AssetRules.REDIRECTS_FILE)) {
        long size = Files.size(arriving);
        if (size > AssetRules.MAX_FILE_BYTES) {
          complaints.add(AssetRules.tooLarge(asset.path(), size));
        } else {
          rules.put(asset.path(), new String(Files.readAllBytes(arriving), StandardCharsets.UTF_8));
        }
      } else if (!asset.path().equals("/.assetsignore")) {
        files.put(asset.path(), new JsonObject().put("sha256", sha256)
            .put("type", ContentTypes.ofPath(asset.path()).orElse(null))
            .put("size", Files.size(arriving)));
        Files.move(arriving, folder.resolve(sha256), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.deleteIfExists(arriving);
    AssetRules parsed = AssetRules.parse(rules.getOrDefault(AssetRules.HEADERS_FILE, ""),
        rules.getOrDefault(AssetRules.REDIRECTS_FILE, ""), settings.htmlHandling());
    complaints.addAll(parsed.complaints());
    return new JsonObject().put("files", files)
        .put("html", settings.htmlHandling().word())
        .put("notFound", settings.notFoundHandling().word())
        .put("workerFirst", workerFirst(settings.runWorkerFirst()))
        .put("headers", parsed.headers())
        .put("redirects", parsed.redirects());
  }

  private static Object workerFirst(AssetSettings.WorkerFirst setting) {
    return switch (setting) {
      case AssetSettings.WorkerFirst.Never() -> false;
      case AssetSettings.WorkerFirst.Always() -> true;
      case AssetSettings.WorkerFirst.Matching(List<String> patterns) -> new JsonArray(patterns);
    };
  }

  private String copy(ArtifactEntry entry, Path target) throws IOException {
    MessageDigest digest = Sha256.start();
    try (InputStream in = content.read(entry); OutputStream out = Files.newOutputStream(target)) {
      for (int n = read(in, entry); n >= 0; n = read(in, entry)) {
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    return Sha256.hex(digest.digest());
  }

  private static String write(String text, Path target) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(target, bytes);
    return Sha256.hex(Sha256.start().digest(bytes));
  }

  private int read(InputStream in, ArtifactEntry entry) {
    try {
      return in.read(buffer);
    } catch (IOException e) {
      throw new PortException.Corrupt(
          "The artifact's entry '" + entry.name() + "' cannot be read: " + e.getMessage(), e);
    }
  }
}
