package io.whopship.core.access;

import io.whopship.ports.driving.servers.ServePeers;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.servers.PeerCall;
import io.whopship.ports.model.servers.ServerName;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;

/**
 * What servers show each other: the end of its validity, and an HMAC-SHA256 over it, the server it
 * is for and the call it is about. The key is derived from the one that all servers share, so that
 * nothing else that is signed with that one passes for a pass, nor the other way round.
 */
public final class PeerPasses {

  private static final int SIGNATURE_BYTES = 32;
  private static final int PASS_BYTES = Long.BYTES + SIGNATURE_BYTES;

  private final SigningKey key;
  private final InstantSource clock;

  public PeerPasses(SigningKey key, InstantSource clock) {
    this.key = key.derived("key of peers");
    this.clock = clock;
  }

  /** For this call to this server. */
  public Secret issue(ServerName to, PeerCall call) {
    long expires = clock.instant().plus(ServePeers.PASS).getEpochSecond();
    byte[] pass = ByteBuffer.allocate(PASS_BYTES)
        .putLong(expires)
        .put(signature(to, call, expires))
        .array();
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(pass));
  }

  /** Whether it is good now at this server. */
  public boolean isGood(Secret pass, ServerName at, PeerCall call) {
    byte[] bytes = bytes(pass);
    if (bytes.length != PASS_BYTES) {
      return false;
    }
    long expires = ByteBuffer.wrap(bytes).getLong();
    byte[] given = Arrays.copyOfRange(bytes, Long.BYTES, PASS_BYTES);
    return MessageDigest.isEqual(signature(at, call, expires), given)
        && isTimely(expires);
  }

  /** Not over, and no further away than that of a server whose clock is ahead. */
  private boolean isTimely(long expires) {
    long now = clock.instant().getEpochSecond();
    return now < expires && expires <= now + 2 * ServePeers.PASS.toSeconds();
  }

  private static byte[] bytes(Secret pass) {
    try {
      return Base64.getUrlDecoder().decode(pass.reveal());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private byte[] signature(ServerName to, PeerCall call, long expires) {
    String text = String.join("\n", "peer", to.toString(), call.agent().toString(), call.method(),
        call.target(), Long.toString(expires));
    return key.mac(text);
  }
}
