package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FramesTest {

  private static final int LONGEST = 5_000;

  /** A channel that takes and gives some bytes at a time, as a socket may. */
  private static final class Stream implements ReadableByteChannel, WritableByteChannel {
    private final Random random;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private ByteArrayInputStream left = new ByteArrayInputStream(new byte[0]);

    Stream(Random random) {
      this.random = random;
    }

    void turn(byte[] bytes) {
      left = new ByteArrayInputStream(bytes);
    }

    @Override
    public int write(ByteBuffer source) {
      byte[] some = new byte[Math.min(source.remaining(), random.nextInt(50))];
      source.get(some);
      written.writeBytes(some);
      return some.length;
    }

    @Override
    public int read(ByteBuffer target) {
      byte[] some = new byte[Math.min(target.remaining(), 1 + random.nextInt(50))];
      int count = left.read(some, 0, some.length);
      if (count > 0) {
        target.put(some, 0, count);
      }
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  void frames_come_out_as_they_went_in_however_the_stream_is_cut() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Stream stream = new Stream(random);
      Frames frames = new Frames(stream, stream, LONGEST);
      List<byte[]> sent = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        byte[] content = new byte[random.nextInt(LONGEST)];
        random.nextBytes(content);
        sent.add(content);
        frames.write(content);
      }
      stream.turn(stream.written.toByteArray());
      for (byte[] content : sent) {
        assertThat(frames.read()).as("seed %d", seed).contains(content);
      }
      assertThat(frames.read()).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void a_stream_that_ends_within_a_frame_says_so() throws IOException {
    Stream stream = new Stream(new Random(1));
    new Frames(stream, stream, LONGEST).write(new byte[100]);
    byte[] whole = stream.written.toByteArray();
    for (int length = 1; length < whole.length; length++) {
      stream.turn(java.util.Arrays.copyOf(whole, length));
      Frames cut = new Frames(stream, stream, LONGEST);
      assertThatThrownBy(cut::read).as("cut at %d", length).isInstanceOf(EOFException.class);
    }
  }

  @Test
  void a_length_out_of_range_is_refused_before_anything_is_made_of_it() {
    for (int length : new int[] {-1, Integer.MIN_VALUE, LONGEST + 1, Integer.MAX_VALUE}) {
      byte[] header = ByteBuffer.allocate(4).putInt(length).array();
      Frames frames =
          new Frames(
              Channels.newChannel(new ByteArrayInputStream(header)),
              Channels.newChannel(new ByteArrayOutputStream()),
              LONGEST);
      assertThatThrownBy(frames::read)
          .isInstanceOf(FrameException.class)
          .hasMessageContaining(String.valueOf(length));
    }
  }

  @Test
  void noise_is_refused_as_noise() {
    for (long seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      assertRefused("seed " + seed, noise);
    }
  }

  @Test
  void an_order_or_report_with_bytes_changed_is_read_or_refused_and_nothing_else() {
    byte[] order = OrderTest.sample().encode();
    byte[] report = new Report.Ended(7, new Outcome.Ignored("why"), 12).encode();
    for (long seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] changed = (seed % 2 == 0 ? order : report).clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      assertReadOrRefused("seed " + seed, changed);
    }
  }

  private static void assertRefused(String seed, byte[] frame) {
    assertThatThrownBy(() -> Order.decode(frame)).as(seed).isInstanceOf(FrameException.class);
    assertThatThrownBy(() -> Report.decode(frame)).as(seed).isInstanceOf(FrameException.class);
  }

  private static void assertReadOrRefused(String seed, byte[] frame) {
    try {
      Optional<Order> order = Optional.of(Order.decode(frame));
      assertThat(order).isPresent();
    } catch (FrameException e) {
      assertThat(e.getMessage()).as(seed).isNotEmpty();
    }
    try {
      Optional<Report> report = Optional.of(Report.decode(frame));
      assertThat(report).isPresent();
    } catch (FrameException e) {
      assertThat(e.getMessage()).as(seed).isNotEmpty();
    }
  }
}
