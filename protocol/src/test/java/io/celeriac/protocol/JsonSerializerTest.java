package io.celeriac.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonSerializerTest {
  private final JsonSerializer json = new JsonSerializer();

  @Test
  void random_values_come_back_as_they_were() {
    for (long seed = 0; seed < 3000; seed++) {
      List<@Nullable Object> value = new RandomValues(seed).list(4);
      Object back = json.decode(json.encode(value), "utf-8");
      assertThat(RandomValues.comparable(back))
          .as("seed %d", seed)
          .isEqualTo(RandomValues.comparable(value));
    }
  }

  @Test
  void text_is_ascii_with_blanks_after_separators() {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("a", Arrays.asList(1, 2.0, null, true));
    value.put("\u00fc", "\ud83e\udd8a/\u007f");
    assertThat(text(value))
        .isEqualTo("{\"a\": [1, 2.0, null, true], \"\\u00fc\": \"\\ud83e\\udd8a/\\u007f\"}");
  }

  @Test
  void floats_look_as_python_prints_them() {
    assertThat(
            text(
                List.of(
                    1.0,
                    0.1,
                    1e-7,
                    1e16,
                    1e22,
                    Double.MIN_VALUE,
                    2 * Double.MIN_VALUE,
                    3 * Double.MIN_VALUE,
                    123456789.125,
                    -0.0,
                    0.0001,
                    0.00001)))
        .isEqualTo(
            "[1.0, 0.1, 1e-07, 1e+16, 1e+22, 5e-324, 1e-323, 1.5e-323, 123456789.125, -0.0, 0.0001, 1e-05]");
    assertThat(text(List.of(0.1f, Double.MAX_VALUE, 0x1p53, 1.5e300)))
        .isEqualTo("[0.1, 1.7976931348623157e+308, 9007199254740992.0, 1.5e+300]");
  }

  @Test
  void instants_and_zoned_times_are_written_as_datetime() {
    Instant instant = Instant.parse("2026-01-02T03:04:05.678901999Z");
    assertThat(text(instant))
        .isEqualTo(
            "{\"__type__\": \"datetime\", \"__value__\": \"2026-01-02T03:04:05.678901+00:00\"}");
    assertThat(text(instant.atZone(ZoneId.of("Asia/Kolkata"))))
        .isEqualTo(
            "{\"__type__\": \"datetime\", \"__value__\": \"2026-01-02T08:34:05.678901+05:30\"}");
  }

  @Test
  void what_has_no_form_is_named_with_its_place() {
    Map<String, Object> value = Map.of("steps", List.of(1, Map.of("pause", Duration.ofSeconds(5))));
    assertThatThrownBy(() -> json.encode(value))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("java.time.Duration")
        .hasMessageContaining("PT5S")
        .hasMessageEndingWith("at steps[1].pause");
  }

  @Test
  void years_that_python_lacks_are_refused() {
    assertThatThrownBy(() -> json.encode(List.of(Instant.parse("+10000-01-01T00:00:00Z"))))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("1 to 9999")
        .hasMessageEndingWith("at [0]");
  }

  @Test
  void a_list_that_contains_itself_is_refused() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThatThrownBy(() -> json.encode(list))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("contain itself");
  }

  @Test
  void nesting_numbers_and_values_are_bounded() {
    assertThatThrownBy(() -> decode("[".repeat(101) + "]".repeat(101)))
        .isInstanceOf(LimitExceededException.class);
    assertThat(decode("[".repeat(100) + "]".repeat(100))).isNotNull();
    assertThatThrownBy(() -> decode("1".repeat(4301))).isInstanceOf(LimitExceededException.class);
    assertThat(decode("1".repeat(4300))).isNotNull();
    assertThatThrownBy(() ->
            decode("{\"__type__\": \"decimal\", \"__value__\": \"" + "1".repeat(4301) + "\"}"))
        .isInstanceOf(LimitExceededException.class);
    Serializer small = json.limitedTo(new DecodeLimits(100, 100, 1, 100, 10, 10, 10));
    byte[] elevenValues = "[1,1,1,1,1,1,1,1,1,1,1]".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> small.decode(elevenValues, null))
        .isInstanceOf(LimitExceededException.class);
  }

  @Test
  void what_is_not_json_to_python_is_not_json_to_us() {
    for (String text :
        List.of(
            "",
            " ",
            "[1] 2",
            "INF",
            "+Infinity",
            "nan",
            "[1,]",
            "{'a': 1}",
            "01",
            "1.",
            "\"\t\"",
            "\ufeff1")) {
      assertThatThrownBy(() -> decode(text)).as(text).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void broken_utf8_and_utf16_are_refused() {
    for (byte[] body :
        List.of(
            new byte[] {'"', (byte) 0xff, '"'},
            new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            "\"a\"".getBytes(StandardCharsets.UTF_16LE))) {
      assertThatThrownBy(() -> json.decode(body, "utf-8")).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void text_beyond_ascii_may_come_raw_or_in_another_character_set() {
    assertThat(decode("[\"gr\u00fc\u00df\"]")).isEqualTo(List.of("gr\u00fc\u00df"));
    byte[] latin1 = "\"gr\u00fc\u00df\"".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(json.decode(latin1, "latin-1")).isEqualTo("gr\u00fc\u00df");
  }

  @Test
  void own_types_travel_in_envelopes_of_their_own() {
    JsonTypes types =
        JsonTypes.NONE
            .with(
                Duration.class,
                "timedelta",
                d -> d.toMillis() / 1e3,
                v ->
                    Duration.ofMillis(
                        Math.round(((Number) Objects.requireNonNull(v)).doubleValue() * 1000)))
            .inPlace(CharBuffer.class, CharBuffer::toString);
    JsonSerializer own = new JsonSerializer(types);
    byte[] body = own.encode(List.of(Duration.ofMillis(1500), CharBuffer.wrap("x")));
    assertThat(new String(body, StandardCharsets.UTF_8))
        .isEqualTo("[{\"__type__\": \"timedelta\", \"__value__\": 1.5}, \"x\"]");
    assertThat(own.decode(body, null)).isEqualTo(List.of(Duration.ofMillis(1500), "x"));
    assertThatThrownBy(() -> json.decode(body, null))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("timedelta");
    assertThatThrownBy(() ->
            own.decode(
                "{\"__type__\": \"timedelta\", \"__value__\": []}".getBytes(StandardCharsets.UTF_8),
                null))
        .isInstanceOf(DecodeException.class);
  }

  private String text(@Nullable Object value) {
    return new String(json.encode(value), StandardCharsets.UTF_8);
  }

  private @Nullable Object decode(String text) {
    return json.decode(text.getBytes(StandardCharsets.UTF_8), "utf-8");
  }
}
