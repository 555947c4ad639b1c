package io.whopship.ports.model.artifact;

import io.whopship.ports.model.DeploymentId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Under which name a store holds the artifact of a deployment: {@code builds/123/artifact.zip}. */
public record ArtifactKey(String value) {

  private static final Pattern FORM = Pattern.compile("builds/([1-9][0-9]{0,17})/artifact\\.zip");

  public ArtifactKey {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "artifact key must be builds/<deployment>/artifact.zip, but is '" + value + "'");
    }
  }

  public static ArtifactKey of(DeploymentId deployment) {
    return new ArtifactKey("builds/" + deployment.value() + "/artifact.zip");
  }

  /** The key that this name is; empty if it is the name of something else. */
  public static Optional<ArtifactKey> ifKey(String name) {
    return FORM.matcher(name).matches() ? Optional.of(new ArtifactKey(name)) : Optional.empty();
  }

  public DeploymentId deployment() {
    Matcher matcher = FORM.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalStateException("checked in the constructor: " + value);
    }
    return new DeploymentId(Long.parseLong(matcher.group(1)));
  }

  @Override
  public String toString() {
    return value;
  }
}
