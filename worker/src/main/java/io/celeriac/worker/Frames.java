package io.celeriac.worker;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whole messages over a stream of bytes: each behind its length in four bytes. Several threads may
 * write; one reads.
 */
final class Frames implements AutoCloseable {

  private static final int HEADER = 4;

  private final ReadableByteChannel in;
  private final WritableByteChannel out;
  private final int longest;
  private final ReentrantLock writing = new ReentrantLock();
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);

  /**
   * Frames over a connection.
   *
   * @param longest the longest frame to accept from the other side, in bytes
   */
  Frames(ReadableByteChannel in, WritableByteChannel out, int longest) {
    this.in = in;
    this.out = out;
    this.longest = longest;
  }

  /** Writes a frame; it is with the operating system when this returns. */
  void write(byte[] content) throws IOException {
    ByteBuffer frame =
        ByteBuffer.allocate(HEADER + content.length).putInt(content.length).put(content).flip();
    writing.lock();
    try {
      while (frame.hasRemaining()) {
        out.write(frame);
      }
    } finally {
      writing.unlock();
    }
  }

  /**
   * Waits for the next frame.
   *
   * @return the frame; empty when the other side has closed the connection behind a whole one
   * @throws EOFException when it did so within a frame
   * @throws FrameException when the length is out of range
   */
  Optional<byte[]> read() throws IOException {
    header.clear();
    if (!fill(header)) {
      return Optional.empty();
    }
    int length = header.getInt(0);
    if (length < 0 || length > longest) {
      throw new FrameException(
          "A frame of " + length + " bytes is out of range: 0 to " + longest + " are allowed");
    }
    ByteBuffer content = ByteBuffer.allocate(length);
    if (!fill(content)) {
      throw new EOFException("The connection ended within a frame of " + length + " bytes");
    }
    return Optional.of(content.array());
  }

  /** Whether the buffer is full; not when the stream ended before its first byte. */
  private boolean fill(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        if (buffer.position() == 0) {
          return false;
        }
        throw new EOFException(
            "The connection ended " + buffer.remaining() + " bytes before the end of a frame");
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    in.close();
    out.close();
  }
}
