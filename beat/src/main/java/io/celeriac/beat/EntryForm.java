package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.Signature;
import io.celeriac.spi.ValueConverter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How entries are written in {@code beat_schedule} and in stores: Celery's own members. */
final class EntryForm {

  private static final List<String> MEMBERS =
      List.of("task", "schedule", "args", "kwargs", "options", "relative");

  private EntryForm() {}

  /**
   * Reads an entry of {@code beat_schedule}.
   *
   * @throws IllegalArgumentException saying what is wrong, and what would be right
   */
  static BeatEntry read(String name, Map<?, ?> form) {
    for (Object member : form.keySet()) {
      if (!MEMBERS.contains(String.valueOf(member))) {
        throw new IllegalArgumentException(
            "'" + member + "' is no member of an entry; expected " + String.join(", ", MEMBERS));
      }
    }
    return stored(name, form);
  }

  /** Reads an entry that may have members of the store's own. */
  static BeatEntry stored(String name, Map<?, ?> form) {
    if (!(form.get("task") instanceof String task) || task.isBlank()) {
      throw new IllegalArgumentException("it names no task; expected task = \"…\"");
    }
    Signature<?> call = Signature.of(task, Object.class, list(form, "args").toArray());
    for (Map.Entry<?, ?> each : map(form, "kwargs").entrySet()) {
      call = call.kwarg(String.valueOf(each.getKey()), each.getValue());
    }
    for (Map.Entry<?, ?> each : map(form, "options").entrySet()) {
      call = call.option(String.valueOf(each.getKey()), each.getValue());
    }
    return new BeatEntry(
        name,
        ScheduleForm.read(form.get("schedule"), Boolean.TRUE.equals(form.get("relative"))),
        call);
  }

  private static Collection<?> list(Map<?, ?> form, String member) {
    return switch (form.get(member)) {
      case null -> List.of();
      case Collection<?> values -> values;
      case Object other ->
          throw new IllegalArgumentException(member + " is '" + other + "'; expected a list");
    };
  }

  private static Map<?, ?> map(Map<?, ?> form, String member) {
    return switch (form.get(member)) {
      case null -> Map.of();
      case Map<?, ?> values -> values;
      case Object other ->
          throw new IllegalArgumentException(member + " is '" + other + "'; expected a table");
    };
  }

  /** The members of an entry, with the values as they travel; what is supplied is not asked. */
  static Map<String, @Nullable Object> write(BeatEntry entry, ValueConverter converter) {
    Map<String, @Nullable Object> form = new LinkedHashMap<>();
    form.put("task", entry.call().task());
    form.put("schedule", ScheduleForm.write(entry.schedule()));
    form.put("args", entry.call().args().stream().map(value -> wire(value, converter)).toList());
    form.put("kwargs", wire(entry.call().kwargs(), converter));
    form.put("options", wire(entry.call().options().values(), converter));
    return form;
  }

  private static Map<String, @Nullable Object> wire(
      Map<String, @Nullable Object> values, ValueConverter converter) {
    Map<String, @Nullable Object> wire = new LinkedHashMap<>();
    values.forEach((key, value) -> wire.put(key, wire(value, converter)));
    return wire;
  }

  private static @Nullable Object wire(@Nullable Object value, ValueConverter converter) {
    return switch (value) {
      case Supplier<?> _ -> "(supplied at each run)";
      case Signature<?> signature -> signature.toString();
      case null, default -> converter.toWire(value);
    };
  }
}
