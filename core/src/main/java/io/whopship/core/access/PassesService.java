package io.whopship.core.access;

import io.whopship.ports.driven.AccessTokens;
import io.whopship.ports.driving.Passes;
import io.whopship.ports.model.identity.Secret;
import io.whopship.ports.model.identity.TokenHash;
import io.whopship.ports.model.logs.LogSubject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A pass is the end of its validity, the hash of its token, and an HMAC-SHA256 over both and over
 * what it is good for. The hash is masked: passes are seen where tokens are not, and a token that
 * an operator thought up could be guessed from its hash.
 */
public final class PassesService implements Passes {

  private static final int HASH_BYTES = 32;
  private static final int PASS_BYTES = Long.BYTES + 2 * HASH_BYTES;
  private static final String SESSION_SCOPE = "session";

  private final AccessTokens tokens;
  private final SigningKey key;
  private final InstantSource clock;

  public PassesService(AccessTokens tokens, SigningKey key, InstantSource clock) {
    this.tokens = tokens;
    this.key = key;
    this.clock = clock;
  }

  @Override
  public Pass session(Secret token) {
    return pass(token, SESSION_SCOPE, SESSION);
  }

  @Override
  public Pass ticket(Secret token, LogSubject subject) {
    return pass(token, scope(subject), TICKET);
  }

  @Override
  public Optional<Admitted> bySession(Secret session) {
    return admitted(session, SESSION_SCOPE);
  }

  @Override
  public Optional<Admitted> byTicket(Secret ticket, LogSubject subject) {
    return admitted(ticket, scope(subject));
  }

  private static String scope(LogSubject subject) {
    return switch (subject) {
      case LogSubject.OfDeployment of -> "ticket deployment " + of.deployment();
      case LogSubject.OfWorker of -> "ticket worker " + of.deployment();
      case LogSubject.OfContainer of -> "ticket container " + of.agent() + " " + of.container();
    };
  }

  private Pass pass(Secret token, String scope, Duration validity) {
    long expires = clock.instant().plus(validity).getEpochSecond();
    TokenHash hash = TokenHash.of(token);
    byte[] signature = signature(scope, expires, hash);
    byte[] bytes = ByteBuffer.allocate(PASS_BYTES)
        .putLong(expires)
        .put(masked(HexFormat.of().parseHex(hash.hex()), signature))
        .put(signature)
        .array();
    return new Pass(new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)),
        Instant.ofEpochSecond(expires));
  }

  private Optional<Admitted> admitted(Secret pass, String scope) {
    byte[] bytes = bytes(pass);
    if (bytes.length != PASS_BYTES) {
      return Optional.empty();
    }
    long expires = ByteBuffer.wrap(bytes).getLong();
    byte[] hidden = Arrays.copyOfRange(bytes, Long.BYTES, Long.BYTES + HASH_BYTES);
    byte[] signature = Arrays.copyOfRange(bytes, Long.BYTES + HASH_BYTES, PASS_BYTES);
    TokenHash hash = new TokenHash(HexFormat.of().formatHex(masked(hidden, signature)));
    boolean signed = MessageDigest.isEqual(signature(scope, expires, hash), signature);
    return signed && clock.instant().getEpochSecond() < expires
        ? tokens.find(hash).map(caller -> new Admitted(caller, Instant.ofEpochSecond(expires)))
        : Optional.empty();
  }

  private static byte[] bytes(Secret pass) {
    try {
      return Base64.getUrlDecoder().decode(pass.reveal());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private byte[] signature(String scope, long expires, TokenHash hash) {
    String text = "pass\n" + scope + "\n" + expires + "\n" + hash.hex();
    return key.mac(text);
  }

  /** Hides a hash, or brings it back. */
  private byte[] masked(byte[] hash, byte[] signature) {
    String text = "mask of a pass\n" + HexFormat.of().formatHex(signature);
    byte[] mask = key.mac(text);
    byte[] masked = new byte[HASH_BYTES];
    for (int i = 0; i < HASH_BYTES; i++) {
      masked[i] = (byte) (hash[i] ^ mask[i]);
    }
    return masked;
  }
}
