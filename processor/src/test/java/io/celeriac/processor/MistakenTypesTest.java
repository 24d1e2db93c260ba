package io.celeriac.processor;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Types that cannot travel, as parameters and as results, and what the report says instead. */
final class MistakenTypesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          InputStream                     | java.io.InputStream lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          Thread                          | Thread lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          java.net.Socket                 | java.net.Socket lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          Runnable                        | Runnable lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          java.util.concurrent.Future<?>  | java.util.concurrent.Future<?> is not there yet; a task may block, so wait for the value and use its type
          java.util.stream.Stream<String> | java.util.stream.Stream<String> can be read only once, and here; use a List
          Iterator<String>                | java.util.Iterator<String> can be read only once, and here; use a List
          File                            | java.io.File has no form in messages; use a String, a number, a java.time type or a record
          Comparable<String>              | Comparable<String> has no form in messages; use a String, a number, a java.time type or a record
          Class<?>                        | Class<?> has no form in messages; use a String, a number, a java.time type or a record
          AsyncResult<String>             | io.celeriac.AsyncResult<String> has no form in messages; use a String, a number, a java.time type or a record
          Shape                           | shop.Orders.Shape is an interface, and a message names no classes to make it of; use a record or a concrete class
          Base                            | shop.Orders.Base is abstract, and a message names no classes to make it of; use a record or a concrete class
          Inner                           | shop.Orders.Inner is an inner class; make it static
          List<?>                         | ? is a wildcard; name the type, or Object for any value
          List<? extends Number>          | ? extends Number is a wildcard; name the type, or Object for any value
          List<Map<String, InputStream>>  | java.io.InputStream lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          Optional<Thread>                | Thread lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          InputStream[]                   | java.io.InputStream lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          Page<Thread>                    | Thread lives in this process only; send what it takes to get it there, or let the task's object hold it in a field
          Map<Object, String>             | keys of a map travel as text, and Object has no fixed form as text; use String, a whole number, Boolean, LocalDate, UUID or an enum
          Map<Double, String>             | keys of a map travel as text, and Double has no fixed form as text; use String, a whole number, Boolean, LocalDate, UUID or an enum
          """)
  void a_type_that_cannot_travel(String type, String why) {
    MistakesTest.mistake(
        """
        class Orders {
          interface Shape {}
          abstract static class Base {}
          class Inner {}
          record Page<T>(List<T> items) {}
          @Task("ship")
          void ship(
              int id,
              %s thing) {} // here
        }
        """
            .formatted(type),
        "Parameter 'thing' of task 'ship' cannot travel in a message: " + why);
    MistakesTest.mistake(
        """
        class Orders {
          interface Shape {}
          abstract static class Base {}
          class Inner {}
          record Page<T>(List<T> items) {}
          @Task("ship")
          %s ship() { throw new IllegalStateException(); } // here
        }
        """
            .formatted(type),
        "The result of task 'ship' cannot travel in a message: " + why);
  }

  @Test
  void a_list_of_who_knows_what() {
    raw("List", "java.util.List says nothing of its elements; write them out: List<String>");
  }

  @Test
  void a_map_of_who_knows_what() {
    raw("Map", "java.util.Map says nothing of its elements; write them out: Map<String, Object>");
  }

  private static void raw(String type, String why) {
    MistakesTest.mistake(
        """
        class Orders {
          @Task("ship")
          @SuppressWarnings("rawtypes")
          void ship(%s things) {} // here
        }
        """
            .formatted(type),
        "Parameter 'things' of task 'ship' cannot travel in a message: " + why);
  }

  @Test
  void a_type_variable_of_the_class() {
    MistakesTest.mistake(
        """
        class Orders<T> {
          @Task("ship")
          void ship(T thing) {} // here
        }
        """,
        "Parameter 'thing' of task 'ship' cannot travel in a message: T is a type variable; name the"
            + " type itself");
  }
}
