package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {

  @ParameterizedTest
  @ValueSource(strings = {"true", "True", "yes", "on", "1", " TRUE "})
  void truth_has_many_words(String text) {
    assertThat(SettingType.BOOLEAN.read(text)).contains(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "False", "no", "off", "0"})
  void so_has_falsehood(String text) {
    assertThat(SettingType.BOOLEAN.read(text)).contains(false);
  }

  @Test
  void one_and_zero_are_true_and_false() {
    assertThat(SettingType.BOOLEAN.read(1)).contains(true);
    assertThat(SettingType.BOOLEAN.read(0L)).contains(false);
    assertThat(SettingType.BOOLEAN.read(2)).isEmpty();
    assertThat(SettingType.BOOLEAN.read("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "30, PT30S",
    "1.5, PT1.5S",
    "0, PT0S",
    "10s, PT10S",
    "250ms, PT0.25S",
    "5m, PT5M",
    "1.5h, PT1H30M",
    "1d, PT24H",
    "1e3, PT16M40S"
  })
  void seconds_may_have_a_unit(String text, Duration expected) {
    assertThat(SettingType.SECONDS.read(text)).contains(expected);
  }

  @Test
  void seconds_may_be_numbers_of_any_kind() {
    assertThat(SettingType.SECONDS.read(30)).contains(Duration.ofSeconds(30));
    assertThat(SettingType.SECONDS.read(30L)).contains(Duration.ofSeconds(30));
    assertThat(SettingType.SECONDS.read(0.2)).contains(Duration.ofMillis(200));
    assertThat(SettingType.SECONDS.read(Duration.ofMinutes(1))).contains(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "soon", "-1", "10 x", "s", "nan", "inf", "1e999999999", "99999999999d"})
  void what_is_no_time_is_told_apart(String text) {
    assertThat(SettingType.SECONDS.read(text)).isEmpty();
  }

  @Test
  void a_number_that_no_time_can_hold_is_refused() {
    assertThat(SettingType.SECONDS.read(Double.POSITIVE_INFINITY)).isEmpty();
    assertThat(SettingType.SECONDS.read(Double.NaN)).isEmpty();
    assertThat(SettingType.SECONDS.read(true)).isEmpty();
  }

  @Test
  void milliseconds_are_what_bare_numbers_are_where_the_name_says_so() {
    assertThat(SettingType.MILLISECONDS.read(10)).contains(Duration.ofMillis(10));
    assertThat(SettingType.MILLISECONDS.read("10")).contains(Duration.ofMillis(10));
    assertThat(SettingType.MILLISECONDS.read("10s")).contains(Duration.ofSeconds(10));
  }

  @Test
  void whole_numbers_may_come_as_text_or_as_floats_without_a_fraction() {
    assertThat(SettingType.INTEGER.read(4L)).contains(4);
    assertThat(SettingType.INTEGER.read(" 4 ")).contains(4);
    assertThat(SettingType.INTEGER.read(4.0)).contains(4);
    assertThat(SettingType.INTEGER.read(4.5)).isEmpty();
    assertThat(SettingType.INTEGER.read("3000000000")).isEmpty();
    assertThat(SettingType.INTEGER.read("four")).isEmpty();
  }

  @Test
  void numbers_may_be_infinite() {
    assertThat(SettingType.DOUBLE.read("inf")).contains(Double.POSITIVE_INFINITY);
    assertThat(SettingType.DOUBLE.read(Double.POSITIVE_INFINITY))
        .contains(Double.POSITIVE_INFINITY);
    assertThat(SettingType.DOUBLE.read("2.5")).contains(2.5);
    assertThat(SettingType.DOUBLE.read(3)).contains(3.0);
    assertThat(SettingType.DOUBLE.read(Double.NaN)).isEmpty();
  }

  @Test
  void lists_may_be_one_text() {
    assertThat(SettingType.LIST.read("json, yaml,,")).contains(List.of("json", "yaml"));
    assertThat(SettingType.LIST.read(List.of("a,b"))).contains(List.of("a,b"));
    assertThat(SettingType.LIST.read("[\"a,b\", \"c\"]")).contains(List.of("a,b", "c"));
    assertThat(SettingType.LIST.read("[1]")).isEmpty();
    assertThat(SettingType.LIST.read("[broken")).isEmpty();
    assertThat(SettingType.LIST.read(List.of(1))).isEmpty();
    assertThat(SettingType.LIST.read(1)).isEmpty();
    assertThat(SettingType.URLS.read("amqp://a;amqp://b"))
        .contains(List.of("amqp://a", "amqp://b"));
  }

  @Test
  void maps_may_be_json() {
    assertThat(SettingType.MAP.read("{\"max_retries\": 3}")).contains(Map.of("max_retries", 3));
    assertThat(SettingType.MAP.read(Map.of("a", 1))).contains(Map.of("a", 1));
    assertThat(SettingType.MAP.read("max_retries=3")).isEmpty();
    assertThat(SettingType.MAP.read("[]")).isEmpty();
  }

  @Test
  void anything_is_taken_as_it_is_unless_it_is_json() {
    Object router = new Object();

    assertThat(SettingType.ANY.read(router)).containsSame(router);
    assertThat(SettingType.ANY.read("text")).contains("text");
    assertThat(SettingType.ANY.read("{\"a.*\": {\"queue\": \"x\"}}"))
        .contains(Map.of("a.*", Map.of("queue", "x")));
  }

  @Test
  void encryption_is_on_off_or_has_options() {
    assertThat(SettingType.BOOLEAN_OR_MAP.read("yes")).contains(true);
    assertThat(SettingType.BOOLEAN_OR_MAP.read("{\"ca_certs\": \"ca.pem\"}"))
        .contains(Map.of("ca_certs", "ca.pem"));
    assertThat(SettingType.BOOLEAN_OR_MAP.read("perhaps")).isEmpty();
  }

  @Test
  void concurrency_may_be_left_to_the_jvm() {
    assertThat(SettingType.INTEGER_OR_AUTO.read("auto"))
        .contains(Runtime.getRuntime().availableProcessors());
    assertThat(SettingType.INTEGER_OR_AUTO.read("8")).contains(8);
  }

  @Test
  void delivery_modes_have_names() {
    assertThat(SettingType.DELIVERY_MODE.read("persistent")).contains(2);
    assertThat(SettingType.DELIVERY_MODE.read("transient")).contains(1);
    assertThat(SettingType.DELIVERY_MODE.read(2)).contains(2);
    assertThat(SettingType.DELIVERY_MODE.read("1")).contains(1);
  }

  @Test
  void text_may_be_a_number_but_nothing_structured() {
    assertThat(SettingType.STRING.read(10)).contains("10");
    assertThat(SettingType.STRING.read(List.of())).isEmpty();
    assertThat(SettingType.STRING.read(true)).isEmpty();
  }
}
