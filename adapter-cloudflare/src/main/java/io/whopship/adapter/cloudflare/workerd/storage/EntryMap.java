package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.model.AppId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Consumer;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entries by key, in the order of the keys' UTF-8 bytes. An entry is replaced at one instant;
 * readers see the one before or the one after. Expired ones are not there. Safe for many threads.
 */
final class EntryMap {

  private static final Logger log = LoggerFactory.getLogger(EntryMap.class);

  private final AppId app;
  private final MVMap<String, Entry> entries;
  private final Disk disk;
  private final Quota quota;
  private long earliestExpiry = Entry.NEVER;

  /** What the maps of a storage have in common. */
  interface Disk {

    BlobFiles files();

    long nowSeconds();

    /** Deletes a file when the index that no longer names it is safe. */
    void retire(AppId app, long file);

    /** Returns when all that was put before is on disk. */
    void makeDurable();
  }

  /** Whether an entry may be put, decided at the instant at which it would be. */
  interface Condition {

    Condition ALWAYS = present -> true;
    Condition ABSENT = present -> present == null;

    boolean holdsFor(@Nullable Entry present);
  }

  record Keyed(String key, Entry entry) {}

  EntryMap(AppId app, MVMap<String, Entry> entries, Disk disk, Quota quota) {
    this.app = app;
    this.entries = entries;
    this.disk = disk;
    this.quota = quota;
  }

  /** Looks at every entry, also at expired ones; for the start, before anybody uses this. */
  void inspect(Consumer<Keyed> eye) {
    Cursor<String, Entry> cursor = entries.cursor(null);
    while (cursor.hasNext()) {
      Keyed found = new Keyed(cursor.next(), cursor.getValue());
      earliestExpiry = Math.min(earliestExpiry, found.entry().expires());
      eye.accept(found);
    }
  }

  Draft draft() {
    return new Draft(disk.files(), app, quota);
  }

  Optional<Entry> find(String key) {
    return Optional.ofNullable(live(entries.get(key)));
  }

  private @Nullable Entry live(@Nullable Entry entry) {
    return entry == null || entry.isExpired(disk.nowSeconds()) ? null : entry;
  }

  /** Empty if there is none, or if the machine failed before its file was on disk. */
  Optional<OpenEntry> open(String key) throws IOException {
    for (int attempt = 0; attempt < 3; attempt++) { // between look-up and opening it may be
                                                    // replaced
      Optional<Entry> found = find(key);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      try {
        Optional<InputStream> bytes = read(found.get().content());
        if (bytes.isPresent()) {
          return Optional.of(new OpenEntry(found.get(), bytes.get()));
        }
      } catch (NoSuchFileException e) {
        log.debug("file of an entry is gone app={} attempt={}", app, attempt, e);
      }
    }
    log.warn("the value of an entry was lost app={} keyLength={}", app, key.length());
    return Optional.empty();
  }

  private Optional<InputStream> read(Content content) throws IOException {
    return switch (content) {
      case Content.Inline inline -> Optional.of(new ByteArrayInputStream(inline.bytes()));
      case Content.InFile inFile -> {
        Path path = disk.files().path(app, inFile.file());
        yield Files.size(path) == inFile.size()
            ? Optional.of(Files.newInputStream(path))
            : Optional.empty();
      }
    };
  }

  /**
   * Puts what was drafted under a key, in place of what is there. False if the condition does not
   * hold: then nothing changes. Throws {@link StorageFullException} if key and attributes are too
   * much. For R2 the caller then makes it durable.
   */
  boolean put(String key, String attributes, long expires, Draft draft, boolean durably,
      Condition condition) throws IOException {
    draft.charge(Entry.costWithoutContent(key, attributes));
    Entry entry = new Entry(attributes, expires, draft.content(durably));
    synchronized (entries) {
      Entry before = entries.get(key);
      if (!condition.holdsFor(live(before))) {
        return false;
      }
      entries.put(key, entry);
      draft.keep();
      earliestExpiry = Math.min(earliestExpiry, expires);
      retire(key, before);
    }
    if (durably) {
      disk.makeDurable();
    }
    return true;
  }

  /** Does nothing if it is not there. */
  void remove(String key) {
    synchronized (entries) {
      retire(key, entries.remove(key));
    }
  }

  private void retire(String key, @Nullable Entry before) {
    if (before != null) {
      quota.giveBack(before.cost(key));
      if (before.content() instanceof Content.InFile inFile) {
        disk.retire(app, inFile.file());
      }
    }
  }

  /** Entries in order from a key on, as they are when they are reached or were at the call. */
  Iterator<Keyed> from(String key) {
    Cursor<String, Entry> cursor = entries.cursor(key);
    return new Iterator<>() {
      private @Nullable Keyed next = advance();

      private @Nullable Keyed advance() {
        while (cursor.hasNext()) {
          String found = cursor.next();
          Entry entry = live(cursor.getValue());
          if (entry != null) {
            return new Keyed(found, entry);
          }
        }
        return null;
      }

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Keyed next() {
        Keyed current = next;
        if (current == null) {
          throw new NoSuchElementException();
        }
        next = advance();
        return current;
      }
    };
  }

  /** Those with this prefix; those put meanwhile may stay. Answers how many. */
  int removePrefix(String prefix) {
    int removed = 0;
    Iterator<Keyed> candidates = from(prefix);
    while (candidates.hasNext()) {
      String key = candidates.next().key();
      if (!key.startsWith(prefix)) {
        break;
      }
      remove(key);
      removed++;
    }
    return removed;
  }

  /** Lets go of what has expired; looks only if something can have. */
  void sweep() {
    long now = disk.nowSeconds();
    synchronized (entries) {
      if (earliestExpiry > now) {
        return;
      }
      earliestExpiry = Entry.NEVER;
    }
    long earliest = Entry.NEVER;
    Cursor<String, Entry> cursor = entries.cursor(null);
    while (cursor.hasNext()) {
      String key = cursor.next();
      if (cursor.getValue().isExpired(now)) {
        removeExpired(key, now);
      } else {
        earliest = Math.min(earliest, cursor.getValue().expires());
      }
    }
    synchronized (entries) {
      earliestExpiry = Math.min(earliestExpiry, earliest);
    }
  }

  private void removeExpired(String key, long now) {
    synchronized (entries) {
      Entry entry = entries.get(key); // somebody may have put another one
      if (entry != null && entry.isExpired(now)) {
        remove(key);
      }
    }
  }
}
