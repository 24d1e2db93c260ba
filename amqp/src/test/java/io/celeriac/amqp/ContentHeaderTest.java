package io.celeriac.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.impl.Frame;
import io.celeriac.protocol.Message;
import io.celeriac.protocol.MessageProperties;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHeaderTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v1-headers.amqp",
        "v2-custom-headers.amqp",
        "v2-eta-aware.amqp",
        "v2-expires-float.amqp",
        "v2-extra-properties.amqp",
        "v2-lineage.amqp",
        "v2-mixed-unicode.amqp",
        "v2-priority.amqp",
        "v2-queue-no-priority.amqp",
        "v2-soft-limit-only.amqp",
        "v2-stamps-multi.amqp",
        "v2-transient.amqp",
        "worker-retry.amqp",
        "serializer-msgpack.amqp"
      })
  void a_message_of_celery_is_read_and_written_byte_for_byte(String name) throws Exception {
    WireVector vector = WireVector.named(name);

    assertThat(ContentHeader.bodySize(vector.contentHeader()))
        .isEqualTo(vector.message().body().length);
    assertThat(written(vector.message())).isEqualTo(vector.contentHeader());
    Message read = ContentHeader.read(vector.contentHeader()).with(vector.message().body());
    assertThat(read.headers().keySet())
        .containsExactlyElementsOf(vector.message().headers().keySet());
    // A timestamp is a long here and an int in the vector's JSON.
    assertThat(written(read)).isEqualTo(vector.contentHeader());
    assertThat(read.headers()).isEqualTo(vector.message().headers());
    assertThat(read.properties().withOther("timestamp", null))
        .isEqualTo(vector.message().properties().withOther("timestamp", null));
  }

  @Test
  void integers_are_of_32_bits_where_they_fit_and_of_64_else() throws Exception {
    assertThat(typeOf(Integer.MAX_VALUE)).isEqualTo('I');
    assertThat(typeOf(-2_147_483_647L)).isEqualTo('I');
    assertThat(typeOf(Integer.MIN_VALUE)).isEqualTo('l');
    assertThat(typeOf(2_147_483_648L)).isEqualTo('l');
    assertThat(typeOf(Long.MIN_VALUE)).isEqualTo('l');
    assertThat(typeOf(BigInteger.TEN)).isEqualTo('I');
    assertThat(typeOf((short) 3)).isEqualTo('I');
  }

  @Test
  void every_value_that_amqp_knows_comes_back_as_it_went() throws Exception {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    headers.put("null", null);
    headers.put("text", "häder €");
    headers.put("bool", true);
    headers.put("int", -5);
    headers.put("long", Long.MIN_VALUE);
    headers.put("float", 2.5);
    headers.put("decimal", new BigDecimal("12.50"));
    headers.put("time", Instant.ofEpochSecond(1_767_323_045));
    headers.put("list", Arrays.asList(1, "two", null, List.of(3L << 40)));
    headers.put("map", Map.of("deep", Map.of("deeper", List.of(Map.of()))));

    assertThat(read(headers)).isEqualTo(headers);
  }

  @Test
  void bytes_go_as_text_and_a_decimal_loses_its_exponent() throws Exception {
    assertThat(read(Map.of("bytes", new byte[] {'a', 'b'}))).isEqualTo(Map.of("bytes", "ab"));
    assertThat(read(Map.of("decimal", new BigDecimal("1E+3"))))
        .isEqualTo(Map.of("decimal", new BigDecimal("1000")));
  }

  @Test
  void the_octets_that_only_other_clients_write_are_read() throws Exception {
    byte[] table = {
      2,
      'p',
      'y',
      'L',
      0,
      0,
      1,
      0,
      0,
      0,
      0,
      0, // as py-amqp writes large integers
      1,
      'u',
      'u',
      (byte) 0xff,
      (byte) 0xff,
      1,
      'i',
      'i',
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      1,
      's',
      's',
      (byte) 0xff,
      (byte) 0xff,
      1,
      'b',
      'b',
      (byte) 0xff,
      1,
      'B',
      'B',
      (byte) 0xff,
      1,
      'f',
      'f',
      0x3f,
      (byte) 0x80,
      0,
      0,
      1,
      'x',
      'x',
      0,
      0,
      0,
      1,
      7
    };

    Map<String, @Nullable Object> headers = ContentHeader.read(withTable(table)).headers();

    assertThat(headers)
        .containsEntry("py", 1L << 40)
        .containsEntry("u", 65535)
        .containsEntry("i", 4294967295L)
        .containsEntry("s", -1)
        .containsEntry("b", -1)
        .containsEntry("B", 255)
        .containsEntry("f", 1.0);
    assertThat((byte[]) headers.get("x")).containsExactly(7);
  }

  @Test
  void an_absent_delivery_mode_means_transient_and_an_absent_priority_stays_absent()
      throws Exception {
    ContentHeader header = ContentHeader.read(ContentHeader.bare(17));

    assertThat(header.properties())
        .isEqualTo(MessageProperties.of().withDeliveryMode(MessageProperties.TRANSIENT));
    assertThat(header.headers()).isEmpty();
    assertThat(header.contentType()).isNull();
    assertThat(ContentHeader.bodySize(ContentHeader.bare(17))).isEqualTo(17);
  }

  @Test
  void a_value_that_amqp_cannot_carry_is_named_with_its_place() {
    Map<String, Object> headers = Map.of("a", Map.of("b", List.of(1, new Object())));

    assertThatThrownBy(() -> FieldWriter.table("Header", headers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Header 'a.b[1]' is java.lang.Object@")
        .hasMessageContaining("which AMQP cannot carry");
    assertThatThrownBy(() -> FieldWriter.table("Header", Map.of("n", BigInteger.TWO.pow(80))))
        .hasMessageContaining("'n'");
  }

  @Test
  void an_unknown_type_or_a_wrong_length_is_told_and_not_guessed_at() {
    assertMalformed(new byte[] {1, 'a', '?'}, "unknown type octet 0x3f");
    assertMalformed(new byte[] {1, 'a', 'S', 0, 0, 0, 9, 'x'}, "9 bytes where 1 are left");
    assertMalformed(new byte[] {1, 'a', 'S', -1, -1, -1, -1, 'x'}, "4294967295 bytes");
    assertMalformed(new byte[] {1, 'a', 'I', 0}, "end before they should");
    assertMalformed(new byte[] {9, 'a'}, "end before they should");
    assertMalformed(
        new byte[] {1, 'a', 'F', 0, 0, 0, 2, 1, 'b', 't', 1}, "does not end where its length says");
    assertMalformed(
        new byte[] {1, 'a', 'T', 127, -1, -1, -1, -1, -1, -1, -1}, "'a' is out of range");
  }

  @Test
  void a_table_nested_without_end_is_refused() throws IOException {
    Map<String, @Nullable Object> nested = new LinkedHashMap<>();
    for (int i = 0; i < 101; i++) {
      Map<String, @Nullable Object> outer = new LinkedHashMap<>();
      outer.put("n", nested);
      nested = outer;
    }
    byte[] payload = written(new Message(new byte[0], null, null, nested, MessageProperties.of()));

    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> ContentHeader.read(payload))
        .withMessageContaining("nested more than 100 deep");
  }

  @Test
  void damaged_headers_are_malformed_and_nothing_worse() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] whole = WireVector.named("v2-custom-headers.amqp").contentHeader();
    List<Throwable> others = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      for (int flips = random.nextInt(4); flips > 0 && damaged.length > 12; flips--) {
        damaged[12 + random.nextInt(damaged.length - 12)] = (byte) random.nextInt();
      }
      try {
        ContentHeader.read(damaged);
      } catch (MalformedHeaderException e) {
        // As it should be.
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        others.add(e);
      }
    }

    assertThat(others).as("seed " + seed).isEmpty();
  }

  private static void assertMalformed(byte[] table, String reason) {
    assertThatExceptionOfType(MalformedHeaderException.class)
        .isThrownBy(() -> ContentHeader.read(withTable(table)))
        .withMessageContaining(reason);
  }

  private static byte[] withTable(byte[] table) {
    return ByteBuffer.allocate(14 + 4 + table.length)
        .put(ContentHeader.bare(0))
        .putShort(12, (short) (1 << 13))
        .putInt(table.length)
        .put(table)
        .array();
  }

  private static Map<String, @Nullable Object> read(Map<String, ?> headers) throws Exception {
    Map<String, @Nullable Object> copy = new LinkedHashMap<>(headers);
    return ContentHeader.read(
            written(new Message(new byte[0], null, null, copy, MessageProperties.of())))
        .headers();
  }

  private static char typeOf(Object value) throws Exception {
    byte[] payload =
        written(new Message(new byte[0], null, null, Map.of("h", value), MessageProperties.of()));
    return (char) payload[14 + 4 + 2];
  }

  private static byte[] written(Message message) throws IOException {
    Frame frame = OutgoingProperties.of(message).toFrame(1, message.body().length);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    frame.writeTo(new DataOutputStream(bytes));
    byte[] whole = bytes.toByteArray();
    return Arrays.copyOfRange(whole, 7, whole.length - 1); // between frame header and end mark
  }
}
