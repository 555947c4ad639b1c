package io.whopship.adapter.cloudflare.workerd.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** The digests that R2 checks and remembers. */
enum ChecksumAlgorithm {

  MD5("md5", "MD5"), SHA1("sha1", "SHA-1"), SHA256("sha256", "SHA-256"), SHA384("sha384",
      "SHA-384"), SHA512("sha512", "SHA-512");

  /** In a request to put. */
  final String field;
  /** As Java, and people, call it. */
  final String title;

  ChecksumAlgorithm(String field, String title) {
    this.field = field;
    this.title = title;
  }

  /** In what is answered: the number that R2 gives it. */
  String number() {
    return Integer.toString(ordinal());
  }

  /** Of what a request to put has in {@link #field}; workerd writes MD5 in its own way. */
  byte[] decode(String text) {
    return this == MD5 ? Base64.getDecoder().decode(text) : HexFormat.of().parseHex(text);
  }

  MessageDigest start() {
    try {
      return MessageDigest.getInstance(title);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK in use has " + title, e);
    }
  }
}
