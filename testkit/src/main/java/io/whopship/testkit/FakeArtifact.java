package io.whopship.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.ArtifactEntry.Kind;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.artifact.MetaJson;
import io.whopship.ports.model.artifact.RuntimeSettings;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.artifact.WorkerBundle.ModuleType;
import io.whopship.ports.model.artifact.WranglerConfig;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An artifact as a test wants it, honest or not: entries with their claims, contents and meta data.
 * A value: each method answers a new one.
 */
public record FakeArtifact(List<Item> items, MetaJson meta, WranglerConfig wranglerConfig,
    @Nullable String nextDeploymentId) {

  private static final String WORKER = "open-next/worker/";
  private static final String ASSETS = "open-next/assets/";
  private static final String CACHE = "open-next/cache/";

  /** An entry and what is really in it, whatever the entry claims. */
  public static final class Item {

    private final ArtifactEntry entry;
    private final byte[] content;

    public Item(ArtifactEntry entry, byte[] content) {
      this.entry = entry;
      this.content = content.clone();
    }

    public ArtifactEntry entry() {
      return entry;
    }

    InputStream open() {
      return new ByteArrayInputStream(content);
    }
  }

  public static final FakeArtifact EMPTY = new FakeArtifact(List.of(), new MetaJson.Absent(),
      new WranglerConfig.Absent(), null);

  public FakeArtifact {
    items = List.copyOf(items);
  }

  /** The worker of {@link ArtifactZips#helloWorker} with two assets and no meta data. */
  public static FakeArtifact helloWorker(String version) {
    return EMPTY
        .file("open-next/worker/index.js", ArtifactZips.helloSource(version))
        .file("open-next/assets/about.html", "<!doctype html><title>About</title>\n")
        .file("open-next/assets/_next/static/app.css", "body { margin: 0 }\n");
  }

  /** Opens it, honest to what its entries claim. */
  public OpenArtifact open() {
    return new OpenFakeArtifact(this, () -> {
    });
  }

  /**
   * What an accepted artifact of these entries makes run, with default settings: the files in
   * {@code worker/}, of which {@code index.js} is the entry point, and those in {@code assets/} and
   * in {@code cache/}.
   */
  public WorkerBundle bundle() {
    List<WorkerBundle.Module> modules = new ArrayList<>();
    List<WorkerBundle.Asset> assets = new ArrayList<>();
    List<CacheFile> cache = new ArrayList<>();
    for (Item item : items) {
      String name = item.entry().name();
      if (name.startsWith(WORKER)) {
        String module = name.substring(WORKER.length());
        ModuleType type = ModuleType.ofFile(module).orElse(ModuleType.DATA);
        modules.add(module.equals("index.js") ? 0 : modules.size(),
            new WorkerBundle.Module(module, type, item.entry()));
      } else if (name.startsWith(ASSETS)) {
        assets.add(new WorkerBundle.Asset("/" + name.substring(ASSETS.length()), item.entry()));
      } else if (name.startsWith(CACHE)) {
        CacheFile.of(name.substring(CACHE.length()), item.entry()).ifPresent(cache::add);
      }
    }
    return new WorkerBundle(modules, assets, cache, RuntimeSettings.DEFAULT);
  }

  public FakeArtifact file(String name, String content) {
    return file(name, content.getBytes(UTF_8));
  }

  public FakeArtifact file(String name, byte[] content) {
    return entry(new ArtifactEntry(name, Kind.FILE, content.length, content.length, false,
        items.size() * 100L), content);
  }

  /** An entry of another kind than a file, without content. */
  public FakeArtifact special(String name, Kind kind) {
    return entry(new ArtifactEntry(name, kind, 0, 0, false, items.size() * 100L), new byte[0]);
  }

  /** An entry with claims of the test's own. */
  public FakeArtifact entry(ArtifactEntry entry, byte[] content) {
    List<Item> more = new ArrayList<>(items);
    more.add(new Item(entry, content));
    return new FakeArtifact(more, meta, wranglerConfig, nextDeploymentId);
  }

  public FakeArtifact meta(MetaJson newMeta) {
    return new FakeArtifact(items, newMeta, wranglerConfig, nextDeploymentId);
  }

  public FakeArtifact wranglerConfig(WranglerConfig config) {
    return new FakeArtifact(items, meta, config, nextDeploymentId);
  }

  public FakeArtifact nextDeploymentId(String id) {
    return new FakeArtifact(items, meta, wranglerConfig, id);
  }
}
