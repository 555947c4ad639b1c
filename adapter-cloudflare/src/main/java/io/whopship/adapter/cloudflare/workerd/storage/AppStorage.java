package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.AppId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The namespaces of all apps, in one directory: an index ({@code storage.mv}) with keys, attributes
 * and small values, and a file for each larger value. Files are written before the index names
 * them, and deleted after the index that no longer does is on disk, so that a crash at any instant
 * leaves each key with its old value or its new one. Safe for many threads, open in one process.
 */
public final class AppStorage implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AppStorage.class);

  private static final String INDEX = "storage.mv";
  private static final int INDEX_CACHE_MEGABYTES = 16;
  private static final int SECONDS_BETWEEN_COMMITS = 1;
  private static final int SECONDS_BETWEEN_SWEEPS = 30;
  private static final String UPLOADS = "uploads";
  private static final char SEPARATOR = '/';

  private final StorageLimits limits;
  private final MVStore index;
  private final BlobFiles files;
  private final EntryMap.Disk disk;
  private final DiskRoom room;
  private final InstantSource clock;
  private final Map<String, EntryMap> maps = new ConcurrentHashMap<>();
  private final Map<AppId, Quota> quotas = new ConcurrentHashMap<>();
  private final Queue<Retired> retired = new ConcurrentLinkedQueue<>();
  private final AtomicLong flushesAsked = new AtomicLong();
  private final ReentrantLock flushing = new ReentrantLock();
  private long flushesDone;
  private final ScheduledExecutorService chores = Executors.newSingleThreadScheduledExecutor(
      task -> Thread.ofPlatform().daemon().name("app-storage").unstarted(task));

  private record Retired(AppId app, long file) {}

  private AppStorage(MVStore index, BlobFiles files, StorageLimits limits, InstantSource clock) {
    this.index = index;
    this.files = files;
    this.limits = limits;
    this.clock = clock;
    this.disk = new SharedDisk();
    this.room = new DiskRoom(files::usableBytes, limits.spareBytes(), clock);
  }

  /**
   * Opens what is kept there; makes the directory if it is not there. Throws
   * {@link PortException.Unavailable} if the directory cannot be used or another process uses it,
   * {@link PortException.Corrupt} if what is there cannot be read.
   */
  public static AppStorage open(Path directory, StorageLimits limits, InstantSource clock) {
    try {
      Files.createDirectories(directory);
      Path file = directory.resolve(INDEX);
      LastCommit.find(file);
      MVStore index = new MVStore.Builder().fileName(file.toString())
          .cacheSize(INDEX_CACHE_MEGABYTES)
          .open();
      AppStorage storage = new AppStorage(index, new BlobFiles(directory.resolve("blobs")), limits,
          clock);
      storage.takeStock();
      storage.startChores();
      return storage;
    } catch (MVStoreException e) {
      throw e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED
          ? new PortException.Unavailable("The apps' storage in " + directory
              + " is in use. Is another server running there?", e)
          : new PortException.Corrupt("The apps' storage in " + directory
              + " cannot be read: " + e.getMessage() + ". Move the directory away to start with"
              + " empty namespaces, or bring it back from a backup.", e);
    } catch (IOException e) {
      throw new PortException.Unavailable("The apps' storage cannot be kept in " + directory + ": "
          + e, e);
    }
  }

  private void takeStock() throws IOException {
    Set<Long> named = new HashSet<>();
    for (String name : index.getMapNames()) {
      AppId app = new AppId(Long.parseLong(name.substring(0, name.indexOf(SEPARATOR))));
      map(app, name).inspect(found -> {
        quota(app).count(found.entry().cost(found.key()));
        if (found.entry().content() instanceof Content.InFile inFile) {
          named.add(inFile.file());
        }
      });
    }
    files.keepOnly(named);
  }

  private void startChores() {
    every(SECONDS_BETWEEN_COMMITS, this::commit);
    every(SECONDS_BETWEEN_SWEEPS, this::sweep);
  }

  /** A chore that failed is done again, unless the index has closed: it stays so. */
  private void every(int seconds, Runnable chore) {
    var unused = chores.scheduleWithFixedDelay(() -> {
      try {
        chore.run();
      } catch (RuntimeException e) {
        log.error("a chore of the apps' storage failed", e);
      }
      if (index.isClosed()) {
        log.error("the index of the apps' storage has closed after a failure of the disk: nothing"
            + " is read or put until the server is started again");
        chores.shutdown(); // ends this and the others, which would say it every second
      }
    }, seconds, seconds, TimeUnit.SECONDS);
  }

  StorageLimits limits() {
    return limits;
  }

  InstantSource clock() {
    return clock;
  }

  EntryMap entries(Namespace namespace) {
    return map(namespace.app(), mapName(namespace, namespace.kind().name()));
  }

  /** What of an R2 bucket is not there yet: uploads in parts. */
  EntryMap uploads(Namespace namespace) {
    return map(namespace.app(), mapName(namespace, UPLOADS));
  }

  private static String mapName(Namespace namespace, String part) {
    return namespace.app().toString() + SEPARATOR + part + SEPARATOR + namespace.name();
  }

  private EntryMap map(AppId app, String name) {
    return maps.computeIfAbsent(name, unused -> new EntryMap(app, index.openMap(name,
        new MVMap.Builder<String, Entry>().keyType(KeyType.INSTANCE).valueType(EntryType.INSTANCE)),
        disk, quota(app)));
  }

  private Quota quota(AppId app) {
    return quotas.computeIfAbsent(app, unused -> new Quota(app, limits.appBytes(), room));
  }

  /**
   * Puts a value that came with an artifact, unless there is one under the key: an app that ran
   * already may know better. Answers whether it was put. It is on disk after {@link #flush}. Throws
   * {@link StorageFullException} if the app has no room.
   */
  public boolean seed(Namespace namespace, String key, InputStream value) throws IOException {
    EntryMap entries = entries(namespace);
    if (entries.find(key).isPresent()) {
      return false;
    }
    try (Draft draft = entries.draft()) {
      MessageDigest md5 = ChecksumAlgorithm.MD5.start();
      new DigestInputStream(value, md5).transferTo(draft);
      String attributes = switch (namespace.kind()) {
        case KV -> "";
        case R2 -> R2Object.plain(md5.digest(), clock.millis()).encode();
      };
      return entries.put(key, attributes, Entry.NEVER, draft, false, EntryMap.Condition.ABSENT);
    }
  }

  /** Removes the entries whose keys begin so. Answers how many they were. */
  public int removePrefix(Namespace namespace, String prefix) {
    return entries(namespace).removePrefix(prefix);
  }

  /**
   * Lets go of all that an app has kept. For an app that nobody serves any more: what its workers
   * do meanwhile fails.
   */
  public void forget(AppId app) {
    String prefix = app.toString() + SEPARATOR;
    for (String name : index.getMapNames()) {
      if (name.startsWith(prefix)) {
        maps.remove(name);
        index.removeMap(name);
      }
    }
    quotas.remove(app);
    index.commit();
    try {
      files.deleteAll(app);
    } catch (IOException e) {
      throw new PortException.Unavailable("What app " + app + " kept cannot be deleted: " + e, e);
    }
  }

  /** All that counts against an app's limit. */
  public long usedBytes(AppId app) {
    return quota(app).used();
  }

  /**
   * Returns when all that was put before is in an index on disk, also if the machine fails. Whoever
   * comes while another waits for the disk goes with the next, together.
   */
  public void flush() {
    long own = flushesAsked.incrementAndGet();
    flushing.lock();
    try {
      if (flushesDone < own) {
        long all = flushesAsked.get();
        commit();
        index.sync();
        flushesDone = all;
      }
    } finally {
      flushing.unlock();
    }
  }

  /** What was retired before the commit is not named by what it writes. */
  private void commit() {
    try {
      List<Retired> due = new ArrayList<>();
      for (Retired next = retired.poll(); next != null; next = retired.poll()) {
        due.add(next);
      }
      index.commit();
      if (index.isClosed()) { // after a failure: what is on disk still names them
        return;
      }
      for (Retired file : due) {
        files.delete(file.app(), file.file());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void sweep() {
    maps.values().forEach(EntryMap::sweep);
  }

  @Override
  public void close() {
    chores.shutdown();
    try {
      if (!chores.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("the storage's chores do not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commit();
    index.close();
  }

  private final class SharedDisk implements EntryMap.Disk {

    @Override
    public BlobFiles files() {
      return files;
    }

    @Override
    public long nowSeconds() {
      return TimeUnit.MILLISECONDS.toSeconds(clock.millis());
    }

    @Override
    public void retire(AppId app, long file) {
      retired.add(new Retired(app, file));
    }

    @Override
    public void makeDurable() {
      flush();
    }
  }
}
