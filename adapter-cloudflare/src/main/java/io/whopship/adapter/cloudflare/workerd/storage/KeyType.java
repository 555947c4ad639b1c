package io.whopship.adapter.cloudflare.workerd.storage;

import java.nio.ByteBuffer;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * Keys in the order of their UTF-8 bytes, as KV and R2 list them. Java's own order differs: it puts
 * an emoji, which is two surrogates, before U+FB01.
 */
final class KeyType extends BasicDataType<String> {

  static final KeyType INSTANCE = new KeyType();

  private KeyType() {}

  @Override
  public int compare(String a, String b) {
    int shared = Math.min(a.length(), b.length());
    for (int i = 0; i < shared; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        return Character.isSurrogate(left) == Character.isSurrogate(right)
            ? Character.compare(left, right)
            : Boolean.compare(Character.isSurrogate(left), Character.isSurrogate(right));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  @Override
  public int getMemory(String key) {
    return StringDataType.INSTANCE.getMemory(key);
  }

  @Override
  public void write(WriteBuffer buffer, String key) {
    StringDataType.INSTANCE.write(buffer, key);
  }

  @Override
  public String read(ByteBuffer buffer) {
    return StringDataType.INSTANCE.read(buffer);
  }

  @Override
  public String[] createStorage(int size) {
    return new String[size];
  }
}
