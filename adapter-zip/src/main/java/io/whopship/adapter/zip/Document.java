package io.whopship.adapter.zip;

import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.toml.TomlFactory;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.whopship.ports.driven.ArtifactReader.OpenArtifact;
import io.whopship.ports.model.artifact.ArtifactEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** The language of a small document in an artifact, which is of bounded size and depth. */
final class Document {

  static final Document JSON = new Document("JSON", jsonReader(new JsonFactoryBuilder()));

  /** With comments, and with commas before closing brackets. */
  static final Document JSON_WITH_COMMENTS = new Document("JSON",
      jsonReader(new JsonFactoryBuilder().enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)));

  static final Document TOML = new Document("TOML", new TomlMapper(TomlFactory.builder()
      .streamReadConstraints(constraints())
      .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
      .build()).reader());

  private static final int MAX_BYTES = 64 * 1024;
  private static final int MAX_DEPTH = 16;

  /** Where Jackson speaks of itself: its source, its classes, its settings. */
  private static final Pattern INSIDE_JACKSON = Pattern.compile(" ?[:(][^:(]*(`|\\[Source: ).*",
      Pattern.DOTALL);

  private final String language;
  private final ObjectReader reader;

  private Document(String language, ObjectReader reader) {
    this.language = language;
    this.reader = reader;
  }

  private static ObjectReader jsonReader(JsonFactoryBuilder factory) {
    return JsonMapper.builder(factory.streamReadConstraints(constraints())
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
        .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build()
        .reader();
  }

  private static StreamReadConstraints constraints() {
    return StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build();
  }

  /** The object that an entry of an artifact holds. */
  JsonMember read(ArtifactEntry entry, OpenArtifact artifact) throws MalformedDocumentException {
    if (entry.size() > MAX_BYTES) {
      throw new MalformedDocumentException(
          "has " + entry.size() + " bytes, the limit is " + MAX_BYTES + " bytes");
    }
    try (InputStream content = artifact.read(entry)) {
      return parse(content.readAllBytes());
    } catch (CorruptEntryException e) {
      throw new MalformedDocumentException(e.fault(), e);
    } catch (JsonProcessingException e) {
      throw new MalformedDocumentException(
          "is not valid " + language + place(e) + ": " + message(e), e);
    } catch (IOException e) {
      throw new MalformedDocumentException("cannot be read: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new MalformedDocumentException(String.valueOf(e.getMessage()), e);
    }
  }

  private JsonMember parse(byte[] text) throws IOException {
    return JsonMember.root(reader.readTree(text));
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private static String message(JsonProcessingException e) {
    return INSIDE_JACKSON.matcher(e.getOriginalMessage()).replaceFirst("");
  }
}
