package io.celeriac;

/**
 * A periodic task: what is called, and when. An argument that is a {@link
 * java.util.function.Supplier} is asked anew for each run.
 *
 * @param name what the entry is known by; unique within a schedule
 * @param schedule when
 * @param call the task, its arguments and options
 */
public record BeatEntry(String name, Schedule schedule, Signature<?> call) {

  public BeatEntry {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "The periodic task "
              + call.task()
              + " has an empty name; give it one, as it is kept"
              + " under it");
    }
  }
}
