package io.celeriac;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a task whose values are not shown: those marked {@link Sensitive}. Immutable.
 *
 * @param parameters by name and place; none where all may be shown
 */
public record SensitiveParameters(List<Parameter> parameters) {

  /** What is shown in place of a value. */
  public static final String MASK = "***";

  static final SensitiveParameters NONE = new SensitiveParameters(List.of());

  /**
   * One of them.
   *
   * @param name what keyword arguments call it
   * @param position its place among the parameters that messages carry, from 0
   * @param rest whether it takes all further positional arguments
   */
  public record Parameter(String name, int position, boolean rest) {}

  public SensitiveParameters {
    parameters = List.copyOf(parameters);
  }

  SensitiveParameters with(Parameter another) {
    List<Parameter> all = new ArrayList<>(parameters);
    all.add(another);
    return new SensitiveParameters(all);
  }

  /** Whether there are any. */
  public boolean isEmpty() {
    return parameters.isEmpty();
  }

  /** Whether the values of a parameter are not shown. */
  public boolean has(String name) {
    return parameters.stream().anyMatch(each -> each.name().equals(name));
  }

  /** Positional arguments as they may be shown. */
  public List<@Nullable Object> args(List<@Nullable Object> args) {
    if (isEmpty()) {
      return args;
    }
    List<@Nullable Object> shown = new ArrayList<>(args);
    for (Parameter each : parameters) {
      int end = each.rest() ? shown.size() : Math.min(shown.size(), each.position() + 1);
      for (int i = each.position(); i < end; i++) {
        shown.set(i, MASK);
      }
    }
    return shown;
  }

  /** Keyword arguments as they may be shown. */
  public Map<String, @Nullable Object> kwargs(Map<String, @Nullable Object> kwargs) {
    if (isEmpty()) {
      return kwargs;
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>(kwargs);
    parameters.forEach(each -> shown.computeIfPresent(each.name(), (_, _) -> MASK));
    return shown;
  }
}
