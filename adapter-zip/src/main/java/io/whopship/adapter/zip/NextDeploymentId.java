package io.whopship.adapter.zip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import io.whopship.ports.model.artifact.RuntimeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds what Next.js calls a build: a member of its manifest of routes, which may be large. */
final class NextDeploymentId {

  private static final String MEMBER = "deploymentId";

  /** Beside a bundled worker, and where OpenNext leaves it; the first counts. */
  private static final List<String> MANIFESTS = Stream.of("open-next/", ".open-next/", "")
      .flatMap(folder -> Stream
          .of("manifests/routes-manifest.json",
              "server-functions/default/.next/routes-manifest.json")
          .map(folder::concat))
      .toList();

  private static final JsonFactory JSON = new JsonFactory();

  private NextDeploymentId() {}

  /** Empty if there is none, or the manifest cannot be read: a site works without. */
  static Optional<String> find(OpenArtifact artifact) {
    return artifact.entries()
        .stream()
        .filter(entry -> entry.isFile() && MANIFESTS.contains(entry.name()))
        .min(Comparator.comparingInt(entry -> MANIFESTS.indexOf(entry.name())))
        .map(entry -> find(artifact, entry));
  }

  private static @Nullable String find(OpenArtifact artifact, ArtifactEntry manifest) {
    try (InputStream content = artifact.read(manifest);
        JsonParser parser = JSON.createParser(content)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        JsonToken value = parser.nextToken();
        if (member.equals(MEMBER)) {
          return value == JsonToken.VALUE_STRING
              && RuntimeSettings.DEPLOYMENT_ID.matcher(parser.getText()).matches()
                  ? parser.getText()
                  : null;
        }
        parser.skipChildren();
      }
      return null;
    } catch (IOException e) {
      return null;
    }
  }
}
