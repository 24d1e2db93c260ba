package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The constants of {@link Setting} and the table of all settings say the same. */
class SettingTableTest {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void every_setting_of_celery_is_known_and_ours_besides() {
    Map<Boolean, Long> ours =
        SettingTable.rows().stream()
            .collect(
                Collectors.partitioningBy(
                    row -> row.applies().equals("ours"), Collectors.counting()));

    // 207 with a default of their own, 27 that Celery reads without one
    assertThat(ours.get(false)).isEqualTo(207 + 27);
    assertThat(ours.get(true)).isPositive();
  }

  @Test
  void ours_are_told_by_their_prefix() {
    assertThat(SettingTable.rows())
        .allSatisfy(row ->
            assertThat(row.applies().equals("ours")).isEqualTo(row.name().startsWith("celeriac_")));
  }

  @Test
  void the_table_is_complete_and_in_order() {
    assertThat(SettingTable.rows())
        .allSatisfy(row -> {
          assertThat(row.meaning()).isNotBlank();
          assertThat(row.applies()).matches("yes|later|ours|no: .+|refused: .+");
        })
        .extracting(SettingTable.Row::name)
        .isSorted();
  }

  @Test
  void every_setting_that_means_something_has_a_constant_of_the_same_name_and_type() {
    assertThat(constants().stream().map(setting -> setting.name() + " " + setting.type().label()))
        .containsExactlyInAnyOrderElementsOf(
            SettingTable.rows().stream()
                .filter(SettingTable.Row::hasConstant)
                .map(row -> row.name() + " " + row.type().label())
                .toList());
  }

  @Test
  void constants_are_named_in_upper_case() throws IllegalAccessException {
    for (var field : Setting.class.getFields()) {
      assertThat(((Setting<?>) field.get(null)).name())
          .isEqualTo(field.getName().toLowerCase(Locale.ROOT));
    }
  }

  @Test
  void constants_and_table_agree_in_the_defaults() {
    assertThat(constants())
        .allSatisfy(
            setting -> assertThat(setting.defaultValue()).isEqualTo(tableDefault(setting.name())));
  }

  private static Optional<?> tableDefault(String name) {
    SettingTable.Row row = SettingTable.find(name).orElseThrow();
    return row.defaultJson().isEmpty()
        ? Optional.empty()
        : row.type().read(JSON.readValue(row.defaultJson(), Object.class));
  }

  private static List<Setting<?>> constants() {
    return Arrays.stream(Setting.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .<Setting<?>>map(field -> {
          try {
            return (Setting<?>) field.get(null);
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        })
        .toList();
  }
}
