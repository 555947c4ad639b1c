package io.whopship.ports.driving;

import io.whopship.ports.model.DeploymentId;
import io.whopship.ports.model.artifact.Checksum;
import io.whopship.ports.model.identity.Caller;
import java.io.InputStream;

/** Takes the artifact of a deployment that was not triggered yet; a later one replaces it. */
public interface UploadArtifact {

  /** With the caller's own credential. */
  Outcome upload(Caller caller, DeploymentId deployment, Body body);

  /**
   * With the credential in a URL of this server.
   *
   * @param expires seconds since 1970, as in the URL
   * @param signature as in the URL
   */
  Outcome uploadSigned(String key, long expires, String signature, Body body);

  /**
   * The bytes to come.
   *
   * @param stream read to its end unless refused; not closed
   * @param declaredBytes how many were announced, -1 if that was left open
   */
  record Body(InputStream stream, long declaredBytes) {}

  /** What came of it. Unless {@code Uploaded}, nothing was stored that counts. */
  sealed interface Outcome {

    record Uploaded(long bytes, Checksum checksum) implements Outcome {}

    record TooLarge(long maxBytes) implements Outcome {}

    /** Not what was announced when the deployment was created. */
    record OtherChecksum(Checksum expected, Checksum actual) implements Outcome {}

    /** The signature is not one of this server's for this key, or its hour is over. */
    record BadSignature(boolean expired) implements Outcome {}

    /** If that happened while the bytes came in, they may have been stored; they do not count. */
    record AlreadyTriggered() implements Outcome {}

    record NoSuchDeployment() implements Outcome {}

    record NotYours() implements Outcome {}
  }
}
