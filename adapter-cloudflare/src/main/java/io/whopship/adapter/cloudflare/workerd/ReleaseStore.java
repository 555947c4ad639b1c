package io.whopship.adapter.cloudflare.workerd;

import io.vertx.core.json.JsonObject;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.driven.Edge.Placing;
import io.whopship.ports.driven.Edge.Progress;
import io.whopship.ports.driven.PortException;
import io.whopship.ports.model.rollout.ReleaseName;
import io.whopship.ports.model.rollout.SkewProtection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The releases that were placed, a directory each under its name. A directory is written under
 * another name and renamed when it is whole, so that a release is there as a whole or not at all,
 * whenever the server is killed. Safe for many threads.
 */
final class ReleaseStore {

  /** What begins so was never whole, or is no more. */
  private static final String UNFINISHED = ".unfinished-";

  private final Path releases;

  ReleaseStore(Path stateDirectory) {
    this.releases = stateDirectory.resolve("releases");
  }

  /** Makes the directory, and sweeps out what a killed server left unfinished. */
  void open() throws IOException {
    Files.createDirectories(releases);
    try (Stream<Path> children = Files.list(releases)) {
      for (Path child : children.toList()) {
        if (child.getFileName().toString().startsWith(UNFINISHED)) {
          FileTree.delete(child);
        }
      }
    }
  }

  /** The release of this name; empty if there is none. */
  Optional<PlacedRelease> find(ReleaseName name) {
    Path directory = directory(name);
    try {
      Path manifest = directory.resolve(PlacedRelease.MANIFEST);
      JsonObject json = new JsonObject(Files.readString(manifest));
      return Optional.of(new PlacedRelease(name, json.getString("versionId"),
          ReleaseManifest.fromJson(json), Files.getLastModifiedTime(manifest).toInstant(),
          directory));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new PortException.Corrupt("The release in " + directory + " cannot be read: "
          + e.getMessage() + ". Deploy the app again.", e);
    }
  }

  /** What skew protection needs of a release; {@link Build#NONE} if there is no such release. */
  Build build(ReleaseName name) {
    return find(name)
        .map(release -> Build.of(release.manifest().deploymentId(),
            assets(release).filter(SkewProtection::isStatic).toList()))
        .orElse(Build.NONE);
  }

  /** The paths of a release's assets. */
  private static Stream<String> assets(PlacedRelease release) {
    try {
      return new JsonObject(
          Files.readString(release.directory().resolve(PlacedRelease.ASSETS_JSON)))
          .getJsonObject("files")
          .fieldNames()
          .stream();
    } catch (IOException e) {
      throw new PortException.Unavailable(
          "The assets of " + release.name() + " cannot be read: " + e, e);
    }
  }

  /** The names of all releases. */
  Set<ReleaseName> all() {
    try (Stream<Path> children = Files.list(releases)) {
      return children.map(child -> child.getFileName().toString())
          .filter(name -> name.startsWith(ReleaseName.PREFIX))
          .map(ReleaseName::parse)
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new PortException.Unavailable("The directory " + releases + " cannot be read: " + e, e);
    }
  }

  /** Whether there is a release of this name. */
  boolean holds(ReleaseName name) {
    return Files.exists(directory(name).resolve(PlacedRelease.MANIFEST));
  }

  /**
   * Writes a release. If one of this name is there, with the same content it stays; with another
   * one, which happens when a database was replaced and the state directory was not, the new one
   * takes its place.
   */
  Change place(Placing placing, OpenArtifact content, Progress progress) {
    try {
      Path unfinished = Files.createTempDirectory(releases, UNFINISHED);
      try {
        ReleaseWriter.Written written = new ReleaseWriter(unfinished, content).write(placing);
        written.complaints().forEach(progress::line);
        return keep(placing.name(), unfinished, written.versionId());
      } finally {
        FileTree.delete(unfinished);
      }
    } catch (IOException e) {
      throw new PortException.Unavailable("The release " + placing.name()
          + " could not be written to " + releases + ": " + e, e);
    }
  }

  /** What placing a release did. */
  enum Change {
    ADDED, NONE, REPLACED
  }

  private synchronized Change keep(ReleaseName name, Path unfinished, String versionId)
      throws IOException {
    Optional<PlacedRelease> there = find(name);
    if (there.isPresent() && there.get().versionId().equals(versionId)) {
      return Change.NONE;
    }
    remove(name);
    Files.move(unfinished, directory(name), StandardCopyOption.ATOMIC_MOVE);
    return there.isPresent() ? Change.REPLACED : Change.ADDED;
  }

  /** Removes a release; that there is none is fine. */
  synchronized void remove(ReleaseName name) {
    Path directory = directory(name);
    if (!Files.exists(directory)) {
      return;
    }
    try {
      Path doomed = Files.createTempDirectory(releases, UNFINISHED);
      Files.move(directory, doomed, StandardCopyOption.ATOMIC_MOVE);
      FileTree.delete(doomed);
    } catch (IOException e) {
      throw new PortException.Unavailable(
          "The release in " + directory + " could not be removed: " + e, e);
    }
  }

  Path directory(ReleaseName name) {
    return releases.resolve(name.toString());
  }
}
