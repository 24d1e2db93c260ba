package io.celeriac;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says where calls of a task go; Celery's router function. Thread-safe. */
@FunctionalInterface
public interface Router {

  /**
   * The options that route a call, such as {@code queue}; empty to leave it to the next router.
   *
   * @param task the task's name
   * @param args its positional arguments
   * @param kwargs its keyword arguments
   * @param options the options of the call
   */
  Optional<SendOptions> route(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      SendOptions options);
}
