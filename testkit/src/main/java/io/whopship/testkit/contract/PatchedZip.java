package io.whopship.testkit.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The bytes of a zip, with claims changed that no honest writer would write. Offsets are those of
 * APPNOTE.TXT, sections 4.3.7 and 4.3.12. Changes its own copy.
 */
final class PatchedZip {

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;

  private final ByteBuffer zip;

  PatchedZip(byte[] original) {
    zip = ByteBuffer.wrap(original.clone()).order(ByteOrder.LITTLE_ENDIAN);
  }

  byte[] bytes() {
    return zip.array();
  }

  /** What Unix says of the file: {@code 0100644} for a regular one. */
  PatchedZip mode(String name, int mode) {
    int header = central(name);
    zip.put(header + 5, (byte) 3); // made by Unix
    zip.putInt(header + 38, mode << 16);
    return this;
  }

  PatchedZip encrypted(String name) {
    for (int flags : new int[]{central(name) + 8, local(name) + 6}) {
      zip.putShort(flags, (short) (zip.getShort(flags) | 1));
    }
    return this;
  }

  /** Bytes unpacked, as claimed. */
  PatchedZip size(String name, int size) {
    zip.putInt(central(name) + 24, size);
    return this;
  }

  /** Another name of the same length, in both headers. */
  PatchedZip name(String name, String newName) {
    byte[] bytes = newName.getBytes(UTF_8);
    int central = central(name) + 46;
    int local = local(name) + 30;
    zip.put(central, bytes);
    zip.put(local, bytes);
    return this;
  }

  /** Turns the bits of one byte in the middle of the packed content. */
  PatchedZip spoil(String name) {
    int header = central(name);
    int packed = zip.getInt(header + 20);
    int local = local(name);
    int content = local + 30 + zip.getShort(local + 26) + zip.getShort(local + 28);
    int middle = content + packed / 2;
    zip.put(middle, (byte) ~zip.get(middle));
    return this;
  }

  private int central(String name) {
    return header(CENTRAL_HEADER, 28, 46, name);
  }

  private int local(String name) {
    return header(LOCAL_HEADER, 26, 30, name);
  }

  private int header(int signature, int nameLength, int nameStart, String name) {
    byte[] wanted = name.getBytes(UTF_8);
    for (int at = 0; at + nameStart + wanted.length <= zip.capacity(); at++) {
      if (zip.getInt(at) == signature && zip.getShort(at + nameLength) == wanted.length
          && Arrays.equals(wanted, 0, wanted.length, zip.array(), at + nameStart,
              at + nameStart + wanted.length)) {
        return at;
      }
    }
    throw new IllegalArgumentException("no entry " + name);
  }
}
