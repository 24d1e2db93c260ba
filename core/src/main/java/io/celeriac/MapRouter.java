package io.celeriac;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Routes by name: exact names first, then globs and regular expressions in their order. A name with
 * a {@code *} in it is a glob for the whole name; a regular expression is matched at the start, as
 * in Celery.
 */
final class MapRouter implements Router {

  private final Map<String, SendOptions> exact = new LinkedHashMap<>();
  private final Map<Pattern, SendOptions> patterns = new LinkedHashMap<>();

  MapRouter(Map<?, SendOptions> routes) {
    routes.forEach((key, route) -> {
      if (key instanceof Pattern pattern) {
        patterns.put(pattern, route);
      } else if (String.valueOf(key).contains("*")) {
        patterns.put(glob(String.valueOf(key)), route);
      } else {
        exact.put(String.valueOf(key), route);
      }
    });
  }

  @Override
  public Optional<SendOptions> route(
      String task,
      List<@Nullable Object> args,
      Map<String, @Nullable Object> kwargs,
      SendOptions options) {
    SendOptions named = exact.get(task);
    if (named != null) {
      return Optional.of(named);
    }
    return patterns.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(task).lookingAt())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /**
   * The regular expression of a shell glob: {@code *}, {@code ?}, {@code [...]}, {@code [!...]}.
   */
  static Pattern glob(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      int close = c == '[' ? glob.indexOf(']', i + 2) : -1;
      if (c == '*') {
        regex.append(".*");
      } else if (c == '?') {
        regex.append('.');
      } else if (close > 0) {
        String set = glob.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
        regex.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
        i = close;
      } else {
        regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.append("\\z").toString(), Pattern.DOTALL);
  }
}
