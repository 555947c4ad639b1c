package io.whopship.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** One page, of which each version has a colour of its own. */
public final class HelloSite implements DemoSite {

  private static final Map<String, String> COLORS = Map.of("v1", "#2563eb", "v2", "#d9480f");

  @Override
  public String name() {
    return "hello";
  }

  @Override
  public byte[] artifact(String version) {
    return DemoArtifact.zip(version, COLORS.getOrDefault(version, "#2b8a3e"));
  }

  @Override
  public String versionPath() {
    return "/api/version";
  }

  @Override
  public String version(String page) {
    try {
      return new ObjectMapper().readTree(page).path("version").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
