package io.celeriac.worker;

import io.celeriac.Retry;
import io.celeriac.SensitiveParameters;
import io.celeriac.TaskParameter;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.PythonRepr;
import io.celeriac.protocol.TaskHeaders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of the next run: those of this one, except where the retry gives others. What it
 * gives by position takes the place of the same parameters given by name, and the other way round.
 *
 * @param args positional arguments
 * @param kwargs keyword arguments
 * @param changed whether they are others than those of this run
 */
record RetryArguments(
    List<@Nullable Object> args, Map<String, @Nullable Object> kwargs, boolean changed) {

  static RetryArguments of(Execution execution, Retry retry) {
    TaskRequest request = execution.request();
    if (retry.args().isEmpty() && retry.kwargs().isEmpty()) {
      return new RetryArguments(request.args(), request.kwargs(), false);
    }
    List<@Nullable Object> args = new ArrayList<>(retry.args().orElse(request.args()));
    Map<String, @Nullable Object> kwargs =
        new LinkedHashMap<>(retry.kwargs().orElse(request.kwargs()));
    List<TaskParameter> parameters = execution.task().parameters();
    for (int i = 0; i < Math.min(args.size(), parameters.size()); i++) {
      String name = parameters.get(i).name();
      if (!kwargs.containsKey(name)) {
        continue;
      }
      if (retry.args().isPresent() && retry.kwargs().isEmpty()) {
        kwargs.remove(name);
      } else if (retry.args().isEmpty()) {
        args.set(i, kwargs.remove(name));
      }
    }
    return new RetryArguments(args, kwargs, true);
  }

  /** The headers with texts that show these arguments. */
  TaskHeaders reprs(TaskHeaders headers, SensitiveParameters secret) {
    return changed || !secret.isEmpty()
        ? headers.toBuilder()
            .argsrepr(PythonRepr.ofArgs(secret.args(args)))
            .kwargsrepr(PythonRepr.ofKwargs(secret.kwargs(kwargs)))
            .build()
        : headers;
  }
}
