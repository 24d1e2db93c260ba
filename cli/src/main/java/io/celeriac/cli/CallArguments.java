package io.celeriac.cli;

import io.celeriac.Signature;
import io.celeriac.protocol.DecodeException;
import io.celeriac.protocol.JsonSerializer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arguments and results of calls, as JSON on the command line. */
final class CallArguments {

  private CallArguments() {}

  static List<?> array(String option, @Nullable String json) {
    if (json == null) {
      return List.of();
    }
    if (read(option, json, "a JSON array such as '[2, 3]'") instanceof List<?> list) {
      return list;
    }
    throw new UsageException(option + " is " + json + "; expected a JSON array such as '[2, 3]'");
  }

  static Map<String, @Nullable Object> object(String option, @Nullable String json) {
    if (json == null) {
      return Map.of();
    }
    String form = "a JSON object such as '{\"x\": 2}'";
    if (read(option, json, form) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> members = new LinkedHashMap<>();
      map.forEach((name, value) -> members.put(String.valueOf(name), value));
      return members;
    }
    throw new UsageException(option + " is " + json + "; expected " + form);
  }

  private static @Nullable Object read(String option, String json, String form) {
    try {
      return new JsonSerializer().decode(json.getBytes(StandardCharsets.UTF_8), "utf-8");
    } catch (DecodeException e) {
      throw new UsageException(
          option + " is " + json + ", which is " + e.getMessage() + "; expected " + form, e);
    }
  }

  /** A call of a task, with arguments from {@code --args} and {@code --kwargs}. */
  static Signature<Object> call(String task, @Nullable String args, @Nullable String kwargs) {
    Signature<Object> call = Signature.of(task, Object.class, array("--args", args).toArray());
    for (var keyword : object("--kwargs", kwargs).entrySet()) {
      call = call.kwarg(keyword.getKey(), keyword.getValue());
    }
    return call;
  }

  static String json(@Nullable Object value) {
    return new String(new JsonSerializer().encode(value), StandardCharsets.UTF_8);
  }
}
