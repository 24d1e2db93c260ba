package io.celeriac.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** All targets. */
final class Targets {

  static final String EVERY = "every";

  /** Of the harness itself: it can be hurt. */
  static final Target PLANTED =
      new Target(
          "planted",
          List.of(),
          input -> {
            if (input.length > 2 && input[0] == 'b' && input[1] == 'a' && input[2] == 'd') {
              throw new IllegalStateException("planted");
            }
          });

  private Targets() {}

  static List<Target> all() {
    return Stream.of(TaskTargets.all(), ValueTargets.all(), PeerTargets.all(), TextTargets.all())
        .flatMap(List::stream)
        .toList();
  }

  /** All in one, for a run too short for each alone: the first byte is the target's place. */
  private static Target every() {
    List<Target> all = all();
    return new Target(
        EVERY,
        List.of(),
        input -> {
          if (input.length > 0 && (input[0] & 0xff) < all.size()) {
            all.get(input[0] & 0xff).read(Arrays.copyOfRange(input, 1, input.length));
          }
        });
  }

  static Target named(String name) {
    return Stream.concat(Stream.of(PLANTED, every()), all().stream())
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no target '"
                    + name
                    + "'; there are "
                    + String.join(", ", all().stream().map(Target::name).toList())));
  }
}
