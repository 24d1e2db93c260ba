package io.celeriac;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers a command of an application's own, in each worker that gets it. */
@FunctionalInterface
public interface RemoteHandler {

  /**
   * Answers; further commands to the worker wait meanwhile.
   *
   * @param worker the worker that got the command
   * @param arguments the command's arguments by name, as serializers carry them
   * @return the answer: anything that the serializer carries; for commands that act, by custom, a
   *     map of {@code ok} and a text
   * @throws Exception what was wrong; the caller gets {@code error} and its text
   */
  @Nullable Object answer(Worker worker, Map<String, @Nullable Object> arguments) throws Exception;
}
