package io.celeriac.protocol;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One call of a task, as a value: what the headers say, the arguments, and what follows. It is the
 * same whichever protocol, serialiser and compression carried it.
 *
 * @param headers all that a worker needs before it looks at the arguments
 * @param args positional arguments
 * @param kwargs keyword arguments
 * @param embed the continuations
 */
public record TaskMessage(
    TaskHeaders headers,
    List<@Nullable Object> args,
    Map<String, @Nullable Object> kwargs,
    Embed embed) {

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public TaskMessage(
      TaskHeaders headers,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      Embed embed) {
    this.headers = Objects.requireNonNull(headers, "headers");
    this.args = Immutable.list(args);
    this.kwargs = Immutable.map(kwargs);
    this.embed = Objects.requireNonNull(embed, "embed");
  }
}
