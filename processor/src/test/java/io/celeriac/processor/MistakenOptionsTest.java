package io.celeriac.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that no task can have. */
final class MistakenOptionsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          priority = -1            | priority | A priority of -1 is out of range: 0 to 255
          priority = 256           | priority | A priority of 256 is out of range: 0 to 255
          maxRetries = -2          | maxRetries | maxRetries of -2 is out of range: 0 or more, or -1 for no limit
          expires = "soon"         | expires | 'soon' is no duration; write it like 250ms, 10s, 1.5m, 2h, 1d or as seconds
          defaultRetryDelay = ""   | defaultRetryDelay | '' is no duration; write it like 250ms, 10s, 1.5m, 2h, 1d or as seconds
          timeLimit = "10 weeks"   | timeLimit | '10 weeks' is no duration; write it like 250ms, 10s, 1.5m, 2h, 1d or as seconds
          timeLimit = "0s"         | timeLimit | timeLimit of PT0S is no time at all; give more
          softTimeLimit = "-1s"    | softTimeLimit | '-1s' is no duration; write it like 250ms, 10s, 1.5m, 2h, 1d or as seconds
          timeout = "1y"           | timeout | '1y' is no duration; write it like 250ms, 10s, 1.5m, 2h, 1d or as seconds
          timeout = "999999999d"   | timeout | '999999999d' is too long or too fine; give between a nanosecond and 292 years
          retryBackoff = "fast"    | retryBackoff | 'fast' is no duration; write it like 250ms, 10s, 1.5m, 2h, 1d or as seconds
          retryBackoff = "1m..1s"  | retryBackoff | A back-off from PT1M to PT1S does not grow; give 0 <= base <= maximum
          rateLimit = "10/week"    | rateLimit | '10/week' is no rate; write it like 10/s, 100/m or 1000/h
          """)
  void a_value_out_of_its_range(String option, String attribute, String why) {
    MistakesTest.mistake(
        """
        class Orders {
          @Task(
              value = "ship",
              %s) // here
          void ship() {}
        }
        """
            .formatted(option),
        attribute + " of task 'ship' is wrong: " + why);
  }

  @Test
  void a_soft_limit_longer_than_the_hard_one() {
    MistakesTest.mistake(
        """
        class Orders {
          @Task(
              value = "ship",
              softTimeLimit = "30s", // here
              timeLimit = "10s")
          void ship() {}
        }
        """,
        "softTimeLimit of task 'ship' is wrong: The soft time limit of PT30S is longer than the hard"
            + " one of PT10S; it would never be reached");
  }

  @ParameterizedTest
  @CsvSource({"priority, '{1, 2}'", "maxRetries, '{1, 2}'", "acksLate, '{true, false}'"})
  void several_values_where_one_belongs(String attribute, String values) {
    MistakesTest.mistake(
        """
        class Orders {
          @Task(
              value = "ship",
              %s = %s) // here
          void ship() {}
        }
        """
            .formatted(attribute, values),
        attribute + " of task 'ship' has 2 values; give one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          serializer = " "    | serializer of task 'ship' is blank, which sets nothing; remove it
          queue = ""          | queue of task 'ship' is blank, which sets nothing; remove it
          retryJitter = false | retryJitter of task 'ship' does nothing without retryBackoff; give that too, such as "1s..10m"
          """)
  void what_does_nothing_is_warned_of(String option, String message) {
    Compilation compilation =
        Compiled.of(
                Compiler.javac().withProcessors(new TaskProcessor()),
                """
                class Orders {
                  @Task(
                      value = "ship",
                      %s)
                  void ship() {}
                }
                """
                    .formatted(option))
            .compilation();

    assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
    assertThat(compilation.warnings())
        .filteredOn(each -> each.getMessage(null).equals(message))
        .singleElement()
        .satisfies(each -> assertThat(each.getLineNumber()).isEqualTo(4));
  }
}
