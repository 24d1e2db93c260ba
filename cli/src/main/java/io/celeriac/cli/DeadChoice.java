package io.celeriac.cli;

import io.celeriac.DeadLetter;
import io.celeriac.DeadLetter.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options that say which dead letters are meant; those of one kind widen, those of two narrow. */
final class DeadChoice {

  private static final int SHORTEST_KEY = 4;

  @Option(
      names = {"-r", "--reason"},
      paramLabel = "REASON",
      split = ",",
      description =
          "Those of this reason: malformed, unknown-task, crashed, error, foreign; several parted"
              + " by commas.")
  List<String> reasons = new ArrayList<>();

  @Option(
      names = {"-T", "--task"},
      paramLabel = "NAME",
      split = ",",
      description = "Those of this task.")
  List<String> tasks = new ArrayList<>();

  @Option(
      names = {"-Q", "--queue"},
      paramLabel = "QUEUE",
      split = ",",
      description = "Those that came from this queue.")
  List<String> queues = new ArrayList<>();

  boolean isGiven() {
    return !reasons.isEmpty() || !tasks.isEmpty() || !queues.isEmpty();
  }

  /** What the options say. */
  Predicate<DeadLetter> chosen() {
    List<Reason> wanted = reasons.stream().map(DeadChoice::reason).toList();
    return letter ->
        (wanted.isEmpty() || wanted.contains(letter.death().reason()))
            && (tasks.isEmpty() || tasks.contains(letter.death().task()))
            && (queues.isEmpty() || queues.contains(letter.queue()));
  }

  private static Reason reason(String text) {
    return Reason.of(text)
        .orElseThrow(() ->
            new UsageException(
                "--reason is "
                    + text
                    + "; expected one of "
                    + Arrays.stream(Reason.values())
                        .map(Reason::text)
                        .collect(Collectors.joining(", "))));
  }

  /** The dead letters of some keys, or their beginnings, or task ids. */
  static Predicate<DeadLetter> named(List<String> names) {
    names.stream()
        .filter(name -> name.length() < SHORTEST_KEY)
        .findFirst()
        .ifPresent(name -> {
          throw new UsageException(
              "'"
                  + name
                  + "' is too short for a key; expected "
                  + SHORTEST_KEY
                  + " of its characters or more, as 'celeriac dead list' shows it");
        });
    return letter ->
        names.stream()
            .anyMatch(name -> letter.key().startsWith(name) || name.equals(letter.death().id()));
  }
}
