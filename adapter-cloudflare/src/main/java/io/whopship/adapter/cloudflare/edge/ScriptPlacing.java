package io.whopship.adapter.cloudflare.edge;

import io.whopship.adapter.cloudflare.opennext.CacheStore;
import io.whopship.adapter.cloudflare.upload.ScriptBinding;
import io.whopship.adapter.cloudflare.upload.Uploads;
import io.whopship.adapter.cloudflare.upload.WorkerUpload;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Placement;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.model.artifact.Binding;
import io.whopship.ports.model.artifact.CacheFile;
import io.whopship.ports.model.artifact.WorkerBundle;
import io.whopship.ports.model.rollout.Release;
import io.whopship.ports.model.rollout.ReleaseName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Makes a release of a bundle: the app's storage, then assets and script, then the cache, and last
 * the record that says that all of it is there. Whatever interrupts that, the next try completes
 * it.
 */
final class ScriptPlacing {

  private final Uploads uploads;
  private final AppStores stores;
  private final Releases releases;
  private final CacheSeeding caches;
  private final String dispatcher;
  private final Turns turns = new Turns();
  /** What this server uploaded and could not complete yet: it need not be uploaded again. */
  private final Recent<ReleaseName, UploadedScript> incomplete = Recent
      .forAsLongAs(Duration.ofHours(1));

  ScriptPlacing(Uploads uploads, AppStores stores, Releases releases, CacheSeeding caches,
      String dispatcher) {
    this.uploads = uploads;
    this.stores = stores;
    this.releases = releases;
    this.caches = caches;
    this.dispatcher = dispatcher;
  }

  private record UploadedScript(String fingerprint, Uploads.Uploaded.Done upload) {}

  Placement place(Placing placing, OpenArtifact content, Progress progress) {
    return turns.take(placing.name(), () -> placeAlone(placing, content, progress));
  }

  /** A release that is removed would have to be uploaded again. */
  void forget(ReleaseName name) {
    incomplete.forget(name);
  }

  private Placement placeAlone(Placing placing, OpenArtifact content, Progress progress) {
    ReleaseName name = placing.name();
    String fingerprint = Fingerprint.of(placing);
    Releases records = releases.telling(progress);
    Optional<ReleaseRecord> before = records.find(name)
        .filter(record -> record.fingerprint().equals(fingerprint))
        .filter(record -> records.hasScript(name));
    if (before.isPresent()) {
      return new Placement.Placed(new Release(name, before.get().versionId()));
    }
    WorkerBundle bundle = placing.bundle();
    AppStores.Given given = stores.telling(progress)
        .allot(name.app(), bundle.runtime().bindings());
    return switch (uploaded(placing, fingerprint, given, content, records, progress)) {
      case Uploads.Uploaded.Refused(int code, String reason) ->
        new Placement.Refused(code, reason);
      case Uploads.Uploaded.Done(String versionId) -> {
        List<CachePlace> places = places(placing, given);
        places.forEach(place -> seed(place, bundle, content, progress));
        records.put(name, new ReleaseRecord(versionId, fingerprint,
            bundle.runtime().deploymentId(),
            bundle.cache().stream().map(CacheFile::buildId).collect(Collectors.toSet()), places));
        incomplete.forget(name);
        yield new Placement.Placed(new Release(name, versionId));
      }
    };
  }

  private Uploads.Uploaded uploaded(Placing placing, String fingerprint, AppStores.Given given,
      OpenArtifact content, Releases records, Progress progress) {
    ReleaseName name = placing.name();
    UploadedScript there = incomplete.get(name);
    if (there != null && there.fingerprint().equals(fingerprint)
        && records.hasScript(name)) {
      progress.line("The worker is uploaded already");
      return there.upload();
    }
    List<Binding> bindings = placing.bundle().runtime().bindings();
    List<ScriptBinding> environment = ScriptEnvironment.of(name, bindings,
        placing.variables().values(), given, dispatcher);
    Uploads.Uploaded uploaded = uploads.upload(new WorkerUpload(name.toString(), name.app(),
        placing.bundle(), environment, ScriptEnvironment.objectClasses(bindings), Tags.of(name)),
        content, progress);
    if (uploaded instanceof Uploads.Uploaded.Done done) {
      incomplete.put(name, new UploadedScript(fingerprint, done));
    }
    return uploaded;
  }

  private void seed(CachePlace place, WorkerBundle bundle, OpenArtifact content,
      Progress progress) {
    int filled = caches.telling(progress).seed(place, bundle.cache(), content);
    if (filled > 0) {
      progress.line("Filled the cache with " + filled + (filled == 1 ? " page" : " pages")
          + " of the build");
    }
  }

  private static List<CachePlace> places(Placing placing, AppStores.Given given) {
    return CacheStore.of(placing.bundle().runtime().bindings(), placing.variables().values())
        .stream()
        .map(cache -> place(cache, given))
        .toList();
  }

  private static CachePlace place(CacheStore cache, AppStores.Given given) {
    String name = cache.binding().name();
    boolean isBucket = cache.binding() instanceof Binding.Bucket;
    String store = Optional.ofNullable((isBucket ? given.buckets() : given.keyValues()).get(name))
        .orElseThrow(() -> new IllegalStateException("nothing was allotted for " + name));
    return new CachePlace(isBucket ? CachePlace.Kind.BUCKET : CachePlace.Kind.KEY_VALUE, store,
        cache.prefix());
  }
}
