package io.whopship.adapter.cloudflare.workerd.storage;

import java.nio.ByteBuffer;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.h2.mvstore.type.StringDataType;

/** How an entry is written into the index. */
final class EntryType extends BasicDataType<Entry> {

  static final EntryType INSTANCE = new EntryType();

  private static final byte INLINE = 1;
  private static final byte IN_FILE = 2;
  private static final int OBJECT_BYTES = 64;

  private EntryType() {}

  @Override
  public int getMemory(Entry entry) {
    int content = switch (entry.content()) {
      case Content.Inline inline -> inline.bytes().length;
      case Content.InFile inFile -> 0;
    };
    return OBJECT_BYTES + 2 * entry.attributes().length() + content;
  }

  @Override
  public void write(WriteBuffer buffer, Entry entry) {
    switch (entry.content()) {
      case Content.Inline inline -> buffer.put(INLINE)
          .putVarInt(inline.bytes().length)
          .put(inline.bytes());
      case Content.InFile inFile -> buffer.put(IN_FILE)
          .putVarLong(inFile.file())
          .putVarLong(inFile.size());
    }
    buffer.putVarLong(entry.expires());
    StringDataType.INSTANCE.write(buffer, entry.attributes());
  }

  @Override
  public Entry read(ByteBuffer buffer) {
    Content content = readContent(buffer);
    long expires = DataUtils.readVarLong(buffer);
    return new Entry(StringDataType.INSTANCE.read(buffer), expires, content);
  }

  private static Content readContent(ByteBuffer buffer) {
    byte kind = buffer.get();
    if (kind == IN_FILE) {
      return new Content.InFile(DataUtils.readVarLong(buffer), DataUtils.readVarLong(buffer));
    }
    if (kind != INLINE) {
      throw new IllegalStateException("an entry of the unknown kind " + kind
          + ": was this storage written by a newer version?");
    }
    byte[] bytes = new byte[DataUtils.readVarInt(buffer)];
    buffer.get(bytes);
    return new Content.Inline(bytes);
  }

  @Override
  public Entry[] createStorage(int size) {
    return new Entry[size];
  }
}
