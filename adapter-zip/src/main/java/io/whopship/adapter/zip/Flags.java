package io.whopship.adapter.zip;

/** The bits of a header that change how an entry is read. APPNOTE.TXT, section 4.4.4. */
final class Flags {

  private static final int ENCRYPTED = 1;
  private static final int DESCRIPTOR = 1 << 3;
  private static final int STRONGLY_ENCRYPTED = 1 << 6;
  private static final int MASKED = 1 << 13;
  private static final int DECISIVE = ENCRYPTED | DESCRIPTOR | STRONGLY_ENCRYPTED | MASKED;

  private Flags() {}

  static boolean isEncrypted(int flags) {
    return (flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED)) != 0;
  }

  /** Its sizes and its checksum stand behind the content: they were not known before. */
  static boolean hasDescriptor(int flags) {
    return (flags & DESCRIPTOR) != 0;
  }

  static boolean readAlike(int some, int others) {
    return (some & DECISIVE) == (others & DECISIVE);
  }
}
