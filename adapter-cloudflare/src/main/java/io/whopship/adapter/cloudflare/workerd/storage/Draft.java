package io.whopship.adapter.cloudflare.workerd.storage;

import io.whopship.ports.model.AppId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A value on its way in: in memory while it is small, then in a file, and charged to its app as it
 * arrives. Closing it throws it away unless it was kept. Belongs to one thread.
 */
final class Draft extends OutputStream {

  private final BlobFiles files;
  private final AppId app;
  private final Quota quota;
  private final long file;
  private final ByteArrayOutputStream start = new ByteArrayOutputStream();
  private @Nullable FileChannel channel;
  private long size;
  private long charged;
  private boolean kept;

  Draft(BlobFiles files, AppId app, Quota quota) {
    this.files = files;
    this.app = app;
    this.quota = quota;
    this.file = files.next();
  }

  /** Throws {@link StorageFullException} if the app has no room for it. */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    charge(length);
    size += length;
    if (channel == null && size <= Content.MAX_INLINE_BYTES) {
      start.write(bytes, offset, length);
      return;
    }
    if (channel == null) {
      channel = files.create(app, file);
      writeFully(channel, ByteBuffer.wrap(start.toByteArray()));
    }
    writeFully(channel, ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[]{(byte) b}, 0, 1);
  }

  private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** For what is kept beside the value; throws {@link StorageFullException}, as writing does. */
  void charge(long bytes) {
    quota.take(bytes);
    charged += bytes;
  }

  long size() {
    return size;
  }

  /**
   * What was written.
   *
   * @param durably it is on disk when this returns, also if the machine fails
   */
  Content content(boolean durably) throws IOException {
    if (channel == null) {
      return size == 0 ? Content.EMPTY : new Content.Inline(start.toByteArray());
    }
    if (durably) {
      channel.force(false);
    }
    return new Content.InFile(file, size);
  }

  /** From now on the content belongs to an entry. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
    if (!kept) {
      quota.giveBack(charged);
      charged = 0;
      files.delete(app, file);
    }
  }
}
