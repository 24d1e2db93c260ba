package io.celeriac.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.EncodeException;
import io.celeriac.protocol.LimitExceededException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class YamlSerializerTest {
  private final YamlSerializer yaml = new YamlSerializer();

  @Test
  void random_values_come_back_as_they_were() {
    for (long seed = 0; seed < 2000; seed++) {
      List<@Nullable Object> value = new RandomValues(seed, /* times= */ true).list(4);
      Object back = yaml.decode(yaml.encode(value), "utf-8");
      assertThat(RandomValues.comparable(back))
          .as("seed %d", seed)
          .isEqualTo(RandomValues.comparable(value));
    }
  }

  @Test
  void plain_scalars_mean_what_they_mean_in_yaml_1_1() {
    assertThat(decode("[yes, No, on, OFF, true, n, y, ~, Null, '']"))
        .isEqualTo(Arrays.asList(true, false, true, false, true, "n", "y", null, null, ""));
    assertThat(decode("[017, 0x1f, 0b101, 1_000, -7, +7, 1:30, 0o17, 08]"))
        .isEqualTo(List.of(15L, 31L, 5L, 1000L, -7L, 7L, 90L, "0o17", "08"));
    assertThat(decode("[1.5, 1., .5, 1.0e+3, 1e3, 1.0e3, -.inf, .NaN, 1:30.5]"))
        .isEqualTo(
            List.of(
                1.5, 1.0, 0.5, 1000.0, "1e3", "1.0e3", Double.NEGATIVE_INFINITY, Double.NaN, 90.5));
    assertThat(decode("123456789012345678901234567890"))
        .isEqualTo(new BigInteger("123456789012345678901234567890"));
    assertThat(
            decode(
                "[2026-01-02, 2026-01-02 03:04:05.5, 2026-1-2T3:04:05Z, 2026-01-02 03:04:05 +02:30]"))
        .isEqualTo(
            List.of(
                LocalDate.of(2026, 1, 2),
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 500_000_000),
                OffsetDateTime.parse("2026-01-02T03:04:05Z"),
                OffsetDateTime.parse("2026-01-02T03:04:05+02:30")));
  }

  @Test
  void text_that_looks_like_something_else_is_quoted() {
    assertThat(encode(List.of("yes", "017", "1.5", "2026-01-02", "~", "", "<<", "=", "plain")))
        .isEqualTo(
            "- 'yes'\n- '017'\n- '1.5'\n- '2026-01-02'\n- '~'\n- ''\n- '<<'\n- '='\n- plain\n");
  }

  @Test
  void separators_are_read_in_the_escapes_of_yaml_1_1() {
    assertThat(decode("[\"a\\Lb\\P\\\\L\", 'c\\L', d\\L, \"\\L\"]"))
        .isEqualTo(List.of("a\u2028b\u2029\\L", "c\\L", "d\\L", "\u2028"));
    assertThatThrownBy(() -> decode("\"\\Q\"")).isInstanceOf(DecodeException.class);
  }

  @Test
  void keys_are_sorted_and_text_beyond_ascii_is_escaped() {
    assertThat(encode(Map.of("b", 1, "a", "gr\u00fc\u00df", "c", List.of())))
        .isEqualTo("a: \"gr\\xfc\\xdf\"\nb: 1\nc: []\n");
  }

  @Test
  void aliases_and_merge_keys_are_followed() {
    assertThat(decode("- &a {x: 1, y: 2}\n- *a\n- {<<: *a, y: 3}\n"))
        .isEqualTo(
            List.of(Map.of("x", 1L, "y", 2L), Map.of("x", 1L, "y", 2L), Map.of("x", 1L, "y", 3L)));
  }

  @Test
  void billions_of_laughs_are_refused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertThatThrownBy(() -> decode(bomb.toString())).isInstanceOf(LimitExceededException.class);
  }

  @Test
  void a_value_cannot_contain_itself() {
    assertThatThrownBy(() -> decode("&a [*a]"))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("*a");
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThatThrownBy(() -> yaml.encode(list)).isInstanceOf(EncodeException.class);
  }

  @Test
  void tags_that_name_classes_and_broken_documents_are_refused() {
    for (String text :
        List.of(
            "!!python/object/apply:os.system ['true']",
            "!!java.net.URL ['http://x']",
            "!own 1",
            "[1, 2",
            "a: b: c",
            "--- 1\n--- 2\n",
            "[2026-13-01]",
            "? [1]\n: 2",
            "\u0000")) {
      assertThatThrownBy(() -> decode(text)).as(text).isInstanceOf(DecodeException.class);
    }
    assertThatThrownBy(() -> decode("[".repeat(200) + "]".repeat(200)))
        .isInstanceOf(LimitExceededException.class);
    assertThatThrownBy(() -> decode("1".repeat(5000))).isInstanceOf(LimitExceededException.class);
    assertThat(decode("1:1".repeat(5000))).isInstanceOf(String.class);
  }

  @Test
  void what_pyyaml_cannot_dump_is_named_with_its_place() {
    assertThatThrownBy(() -> yaml.encode(Map.of("price", new BigDecimal("1.5"))))
        .isInstanceOf(EncodeException.class)
        .hasMessageContaining("java.math.BigDecimal")
        .hasMessageEndingWith("at price");
  }

  private @Nullable Object decode(String text) {
    return yaml.decode(text.getBytes(StandardCharsets.UTF_8), "utf-8");
  }

  private String encode(@Nullable Object value) {
    return new String(yaml.encode(value), StandardCharsets.UTF_8);
  }
}
