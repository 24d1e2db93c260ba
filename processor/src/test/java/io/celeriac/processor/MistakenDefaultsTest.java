package io.celeriac.processor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Defaults that are no values of their parameters. */
final class MistakenDefaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          int                | \\"3\\"           | int, not str (3)
          int                | 1.5               | int, not float (1.5)
          int                | 3000000000        | int, which 3000000000 does not fit into
          byte               | 128               | byte, which 128 does not fit into
          int                | null              | int, which is never null; use the boxed type and @Nullable to allow that
          boolean            | 1                 | boolean, not int (1)
          char               | \\"ab\\"          | char, not str (ab)
          String             | 3                 | String, not int (3)
          Object             | null              | Object, not null, unless it is @Nullable
          String             | null              | String, not null, unless it is @Nullable
          Integer            | null              | Integer, not null, unless it is @Nullable
          List<String>       | null              | java.util.List<String>, not null, unless it is @Nullable
          List<String>       | {}                | a list in brackets for java.util.List<String>, not {}
          List<Integer>      | [1, \\"b\\"]      | Integer, not str (b)
          int[]              | [1, null]         | int, which is never null; use the boxed type and @Nullable to allow that
          Map<String, Byte>  | []                | an object in braces for java.util.Map<String, Byte>, not []
          Map<String, Byte>  | {\\"a\\": 300}    | Byte, which 300 does not fit into
          Order              | 3                 | an object in braces for shop.Orders.Order, not 3
          DayOfWeek          | \\"XMAS\\"        | one of "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY", not "XMAS"
          Optional<Integer>  | \\"a\\"           | Integer, not str (a)
          UUID               | \\"a\\"           | UUID, which 'a' is not (Invalid UUID string: a)
          LocalDate          | \\"23.11.2026\\"  | LocalDate, which '23.11.2026' is not (Text '23.11.2026' could not be parsed at index 0)
          BigDecimalOrNot    | \\"a\\"           | an object in braces for shop.Orders.BigDecimalOrNot, not "a"
          """)
  void a_default_of_another_type(String type, String json, String wanted) {
    MistakesTest.mistake(
        """
        class Orders {
          record Order(int id) {}
          record BigDecimalOrNot() {}
          @Task("ship")
          void ship(
              int id,
              @Default("%s") %s x) {} // here
        }
        """
            .formatted(json, type),
        "The default of parameter 'x' of task 'ship' must be " + wanted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          EUR
          [1,
          1 2
          ``
          """)
  void a_default_that_is_no_json(String json) {
    MistakesTest.mistake(
        """
        class Orders {
          @Task("ship")
          void ship(@Default("%s") String x) {} // here
        }
        """
            .formatted(json),
        "The default of parameter 'x' of task 'ship' must be JSON, which '"
            + json
            + "' is not; text goes in quotes too: @Default(\"\\\"text\\\"\")");
  }

  @Test
  void a_default_of_the_context() {
    MistakesTest.mistake(
        """
        class Orders {
          @Task("ship")
          void ship(@Default("{}") TaskContext task) {} // here
        }
        """,
        "The TaskContext of task 'ship' is given by the worker and has no default; remove @Default");
  }
}
