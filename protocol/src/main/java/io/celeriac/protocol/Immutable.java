package io.celeriac.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies for the constructors of records: unmodifiable, in order, and, unlike {@code List.copyOf}
 * and {@code Map.copyOf}, with room for null, which is an ordinary argument of a task.
 */
final class Immutable {
  private Immutable() {}

  static <T extends @Nullable Object> List<T> list(Collection<? extends T> elements) {
    return elements.isEmpty()
        ? Collections.emptyList()
        : Collections.unmodifiableList(new ArrayList<>(elements));
  }

  static <V extends @Nullable Object> Map<String, V> map(Map<String, ? extends V> members) {
    return members.isEmpty()
        ? Collections.emptyMap()
        : Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }
}
