package io.whopship.adapter.cloudflare.workerd.storage;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** The digests that R2 checks and remembers. */
enum ChecksumAlgorithm {

  MD5("md5", "0", "MD5"), // 16 bytes
  SHA1("sha1", "1", "SHA-1"), // 20
  SHA256("sha256", "2", "SHA-256"), // 32
  SHA384("sha384", "3", "SHA-384"), // 48
  SHA512("sha512", "4", "SHA-512"); // 64

  /** In a request to put. */
  final String field;
  /** In what is answered. */
  final String number;
  /** As Java, and people, call it. */
  final String title;

  ChecksumAlgorithm(String field, String number, String title) {
    this.field = field;
    this.number = number;
    this.title = title;
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
