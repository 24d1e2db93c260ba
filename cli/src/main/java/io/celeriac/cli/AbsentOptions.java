package io.celeriac.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Options of Celery's worker and beat that these do not have, and what to do instead. */
final class AbsentOptions {

  private static final String LATER = "is not there yet";
  private static final String SERVICE =
      "is left to what runs the process, as a JVM cannot change it: systemd, su or umask";
  private static final String ONE_WAY = "has no choice here: a JVM cannot fork, it starts anew";

  private static final Map<String, String> REASONS = reasons();

  private AbsentOptions() {}

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new HashMap<>();
    reasons.put("--disable-prefetch", LATER);
    List.of("--uid", "--gid", "--umask").forEach(option -> reasons.put(option, SERVICE));
    reasons.put("--executable", "has no choice here: the same JVM runs, JAVA_HOME names it");
    reasons.put("--pool-start-method", ONE_WAY);
    reasons.put("-I", "is not needed: the app brings its tasks");
    reasons.put("--include", "is not needed: the app brings its tasks");
    return Map.copyOf(reasons);
  }

  /** What there is to say of arguments that a command did not understand. */
  static Optional<String> explain(String command, List<String> arguments) {
    return command.equals("worker") || command.equals("beat")
        ? arguments.stream()
            .map(argument -> argument.replaceFirst("=.*", ""))
            .filter(REASONS::containsKey)
            .findFirst()
            .map(option -> "Celery's " + option + " " + REASONS.get(option) + ".")
        : Optional.empty();
  }
}
