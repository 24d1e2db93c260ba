package io.celeriac.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicPatternTest {

  @ParameterizedTest
  @CsvSource({
    "a.b, a.b, true",
    "a.b, a.c, false",
    "a.b, axb, false",
    "a.*, a.b, true",
    "a.*, a, false",
    "a.*, a.b.c, false",
    "a.*, a., true",
    "*, '', false",
    "#, '', true",
    "'', '', true",
    "'', a, false",
    "a.#, a, true",
    "a.#, a.b.c, true",
    "a.#, ab, false",
    "#.x, x, true",
    "#.x, a.b.x, true",
    "#.x, a.x.b, false",
    "a.#.z, a.z, true",
    "a.#.z, a.b.c.z, true",
    "a.#.z, a.z.b, false",
    "#.#, a, true",
    "#.*, '', false",
    "*.#.*, a, false",
    "*.#.*, a.b, true",
    "#.b.#.b, a.b.c.b, true",
    "#.b.#.b, a.b.c, false",
    "a#, ab, false",
    "worker.#, worker.heartbeat, true"
  })
  void matches_as_an_exchange_of_amqp_does(String pattern, String key, boolean matches) {
    assertThat(new TopicPattern(pattern).matches(key)).isEqualTo(matches);
  }

  @Test
  void agrees_with_the_definition_on_random_patterns() {
    long seed = 4711;
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      List<String> pattern = words(random, "a", "b", "*", "#");
      List<String> key = words(random, "a", "b", "c");
      assertThat(new TopicPattern(String.join(".", pattern)).matches(String.join(".", key)))
          .as("%s on %s, seed %s", pattern, key, seed)
          .isEqualTo(defined(pattern, key));
    }
  }

  private static List<String> words(Random random, String... choice) {
    return Stream.generate(() -> choice[random.nextInt(choice.length)])
        .limit(random.nextInt(6))
        .collect(Collectors.toList());
  }

  private static boolean defined(List<String> pattern, List<String> key) {
    if (pattern.isEmpty()) {
      return key.isEmpty();
    }
    List<String> rest = pattern.subList(1, pattern.size());
    return switch (pattern.getFirst()) {
      case "#" ->
          defined(rest, key) || (!key.isEmpty() && defined(pattern, key.subList(1, key.size())));
      case "*" -> !key.isEmpty() && defined(rest, key.subList(1, key.size()));
      default ->
          !key.isEmpty()
              && pattern.getFirst().equals(key.getFirst())
              && defined(rest, key.subList(1, key.size()));
    };
  }

  @Test
  @Timeout(10)
  void takes_no_time_that_grows_out_of_hand() {
    String pattern = "#.a.".repeat(200) + "b";
    String key = "a.".repeat(2000) + "c";
    long before = System.nanoTime();
    assertThat(new TopicPattern(pattern).matches(key)).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
  }
}
