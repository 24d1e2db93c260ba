package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Compares values in which ids have other names, by one mapping of the ones to the others. */
final class SameIds {

  private static final String FORM = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

  private final Map<String, String> ours = new HashMap<>();

  /** Our id for one of theirs. */
  String ours(String theirs) {
    return ours.getOrDefault(theirs, theirs);
  }

  void same(String where, @Nullable Object expected, @Nullable Object actual) {
    switch (normal(expected)) {
      case Map<?, ?> map -> {
        assertThat(actual).as(where).isInstanceOf(Map.class);
        Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(normal(actual)))
            .forEach((name, value) -> renamed.put(String.valueOf(name), value));
        List<String> keys = new ArrayList<>();
        map.forEach((name, value) -> {
          String key = mapped(String.valueOf(name), renamed.keySet());
          keys.add(key);
          assertThat(renamed).as(where).containsKey(key);
          same(where + "." + name, value, renamed.get(key));
        });
        assertThat(renamed.keySet()).as(where).containsExactlyInAnyOrderElementsOf(keys);
      }
      case List<?> list -> {
        assertThat(actual).as(where).isInstanceOf(List.class);
        List<?> others = (List<?>) Objects.requireNonNull(normal(actual));
        assertThat(others).as(where).hasSize(list.size());
        for (int i = 0; i < list.size(); i++) {
          same(where + "[" + i + "]", list.get(i), others.get(i));
        }
      }
      case String text when text.matches(FORM) -> {
        assertThat(actual).as(where).isInstanceOf(String.class);
        assertThat(ours.computeIfAbsent(text, id -> String.valueOf(actual)))
            .as(where)
            .isEqualTo(actual);
      }
      case null, default -> assertThat(normal(actual)).as(where).isEqualTo(normal(expected));
    }
  }

  private String mapped(String key, Set<String> present) {
    return present.contains(key) || !key.matches(FORM)
        ? key
        : ours.getOrDefault(key, UUID.randomUUID().toString());
  }

  /** With numbers by value and stamps in one order, which Python leaves to chance. */
  private static @Nullable Object normal(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        map.forEach((name, each) ->
            all.put(
                String.valueOf(name),
                "stamped_headers".equals(name) && each instanceof List<?> names
                    ? names.stream().map(String::valueOf).sorted().toList()
                    : normal(each)));
        yield all;
      }
      case List<?> list -> list.stream().<@Nullable Object>map(SameIds::normal).toList();
      case Integer number -> number.longValue();
      case null, default -> value;
    };
  }
}
