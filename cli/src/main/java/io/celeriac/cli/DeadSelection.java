package io.celeriac.cli;

import io.celeriac.DeadLetter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which dead letters something is done with: those of some keys, of some kind, or both. */
final class DeadSelection {

  @Parameters(
      paramLabel = "KEY",
      arity = "0..*",
      description = "A key or the beginning of it, as 'dead list' shows it; or a task's id.")
  List<String> keys = new ArrayList<>();

  @Mixin final DeadChoice choice = new DeadChoice();

  boolean isGiven() {
    return !keys.isEmpty() || choice.isGiven();
  }

  /** Those that are selected; all where nothing is given. */
  Predicate<DeadLetter> selected() {
    return keys.isEmpty() ? choice.chosen() : choice.chosen().and(DeadChoice.named(keys));
  }
}
