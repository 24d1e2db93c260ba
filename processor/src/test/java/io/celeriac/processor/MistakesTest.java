package io.celeriac.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.util.List;
import java.util.stream.IntStream;
import javax.tools.Diagnostic;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;

/**
 * What the processor reports, and where. In each source the comment {@code // here} marks the line
 * that the error is to be on.
 */
final class MistakesTest {

  @Test
  void a_blank_name() {
    mistake(
        """
        class Orders {
          @Task(" ") // here
          void ship() {}
        }
        """,
        "A task needs a name for messages to carry; give shop.Orders.ship() one such as"
            + " \"orders.ship\"");
  }

  @Test
  void two_tasks_of_one_name_in_a_class() {
    mistake(
        """
        class Orders {
          @Task("ship") void one() {}
          @Task("ship") // here
          void two(int x) {}
        }
        """,
        "The name 'ship' belongs to shop.Orders.one() already; give one of the two tasks another"
            + " name");
  }

  @Test
  void two_tasks_of_one_name_in_two_classes() {
    mistake(
        """
        class Parcels {
          @Task("ship") // here
          void ship() {}
        }
        """,
        "The name 'ship' belongs to shop.Orders.ship(java.lang.String) already; give one of the two"
            + " tasks another name",
        """
        class Orders {
          @Task("ship") void ship(String id) {}
        }
        """);
  }

  @Test
  void an_alias_that_is_the_name_of_another_task() {
    mistake(
        """
        class Orders {
          @Task("send") void one() {}
          @Task(
              value = "ship",
              aliases = {
                "dispatch",
                "send" // here
              })
          void two() {}
        }
        """,
        "The alias 'send' of task 'ship' belongs to shop.Orders.one() already; remove it from one of"
            + " the two");
  }

  @Test
  void an_alias_that_is_the_task_s_own_name() {
    mistake(
        """
        class Orders {
          @Task(value = "ship", aliases = "ship") // here
          void ship() {}
        }
        """,
        "Task 'ship' answers to 'ship' already; remove it");
  }

  @Test
  void an_alias_given_twice() {
    mistake(
        """
        class Orders {
          @Task(value = "ship", aliases = {"send", "send"}) // here
          void ship() {}
        }
        """,
        "Task 'ship' answers to 'send' already; remove it");
  }

  @Test
  void a_blank_alias() {
    mistake(
        """
        class Orders {
          @Task(value = "ship", aliases = "") // here
          void ship() {}
        }
        """,
        "Task 'ship' has a blank alias; give a name, or remove it");
  }

  @Test
  void a_private_method() {
    mistake(
        """
        class Orders {
          @Task("ship")
          private void ship() {} // here
        }
        """,
        "Task 'ship' is private, so that no worker can call it; remove 'private'");
  }

  @Test
  void a_generic_method() {
    mistake(
        """
        class Orders {
          @Task("ship")
          <T extends Number> void ship() {} // here
        }
        """,
        "Task 'ship' has type parameters, which no message can fill in; write the types themselves,"
            + " or Object for any value");
  }

  @Test
  void a_method_that_throws_what_is_no_exception() {
    mistake(
        """
        class Orders {
          @Task("ship")
          void ship() throws Throwable {} // here
        }
        """,
        "Task 'ship' declares to throw java.lang.Throwable; declare Exception instead");
  }

  @Test
  void a_task_of_an_inner_class() {
    mistake(
        """
        class Shop {
          class Orders { // here
            @Task("ship") void ship() {}
          }
        }
        """,
        "shop.Shop.Orders is an inner class, whose tasks would need an object of Shop around theirs;"
            + " make it static");
  }

  @Test
  void a_task_of_a_private_class() {
    mistake(
        """
        class Shop {
          private static class Orders { // here
            @Task("ship") void ship() {}
          }
        }
        """,
        "shop.Shop.Orders is private, so that no worker can call the tasks of shop.Shop.Orders;"
            + " remove 'private'");
  }

  @Test
  void a_parameter_of_a_private_class() {
    mistake(
        """
        class Shop {
          @SuppressWarnings("unused") private record Order(int id) {}
          @Task("ship")
          void ship(List<Order> orders) {} // here
        }
        """,
        "Task 'ship' names shop.Shop.Order, which is private, so that its callers cannot; remove"
            + " 'private' there");
  }

  @Test
  void a_result_of_a_private_class() {
    mistake(
        """
        class Shop {
          private record Order(int id) {}
          @Task("ship")
          Order ship() { return new Order(1); } // here
        }
        """,
        "Task 'ship' names shop.Shop.Order, which is private, so that its callers cannot; remove"
            + " 'private' there");
  }

  @Test
  void an_exception_of_a_private_class() {
    mistake(
        """
        class Shop {
          private static class Busy extends RuntimeException {
            private static final long serialVersionUID = 1;
          }
          @Task(value = "ship", autoretryFor = Busy.class)
          void ship() { throw new Busy(); } // here
        }
        """,
        "Task 'ship' names shop.Shop.Busy, which is private, so that its callers cannot; remove"
            + " 'private' there");
  }

  @Test
  void the_context_twice() {
    mistake(
        """
        class Orders {
          @Task("ship")
          void ship(
              TaskContext one,
              int id,
              TaskContext two) {} // here
        }
        """,
        "Task 'ship' takes its TaskContext twice; remove one of the two");
  }

  @Test
  void a_primitive_that_may_be_null() {
    mistake(
        """
        class Orders {
          @interface Nullable {}
          @Task("ship")
          void ship(@Nullable int id) {} // here
        }
        """,
        "Parameter 'id' of task 'ship' is a primitive, which is never null; remove @Nullable, or use"
            + " the boxed type");
  }

  @Test
  void two_methods_whose_calls_would_be_the_same() {
    mistake(
        """
        class Orders {
          @Task("one") void ship(int id) {}
          @Task("two")
          void ship(TaskContext task, int id) {} // here
        }
        """,
        "The generated class has a method ship(int) already, so that task 'two' cannot have it; give"
            + " this method another name");
  }

  @Test
  void a_method_named_like_what_the_generated_class_has() {
    mistake(
        """
        class Orders {
          @Task("all")
          static void all() {} // here
        }
        """,
        "The generated class has a method all() already, so that task 'all' cannot have it; give this"
            + " method another name");
  }

  @Test
  void a_class_of_the_generated_name() {
    mistake(
        """
        class Orders { // here
          @Task("ship") void ship() {}
        }
        """,
        "There is a class shop.OrdersTasks already, which is the name of the one to generate for"
            + " shop.Orders; rename one of the two",
        """
        class OrdersTasks {}
        """);
  }

  @Test
  void a_default_of_what_takes_all_further_arguments() {
    mistake(
        """
        class Orders {
          @Task("ship")
          void ship(
              @Default("[]") String... ids) {} // here
        }
        """,
        "Parameter 'ids' of task 'ship' takes all further arguments, and is empty when there are"
            + " none; remove @Default");
  }

  @Test
  void an_error_callback_with_another_order_of_what_it_is_told() {
    String why =
        "Task 'report' is told of another task's failure; its first parameters must be (TaskRequest,"
            + " Throwable, @Nullable String traceback), and no TaskContext";
    mistake(
        """
        class Orders {
          @Task("report")
          void report(
              Throwable failure, // here
              TaskRequest request,
              @Nullable String traceback) {}
        }
        """,
        why);
    mistake(
        """
        class Orders {
          @Task("report")
          void report(
              TaskRequest request, // here
              Throwable failure,
              @Nullable String traceback,
              TaskContext task) {}
        }
        """,
        why);
    mistake(
        """
        class Orders {
          @Task("report")
          void report(
              TaskRequest request,
              Throwable failure,
              @Nullable String traceback,
              Throwable other) {} // here
        }
        """,
        why);
  }

  @Test
  void a_default_where_there_is_no_task() {
    mistake(
        """
        class Orders {
          void ship(
              @Default("1") int id) {} // here
        }
        """,
        "@Default does nothing here: ship(int) is no task; put it on the method that has @Task, or"
            + " remove it");
  }

  /** That compiling fails with this one error, on the line that is marked. */
  static void mistake(String source, String message, String... others) {
    Compiled compiled =
        Compiled.of(
            IntStream.rangeClosed(0, others.length)
                .mapToObj(i -> i < others.length ? others[i] : source)
                .toArray(String[]::new));
    assertThat(compiled.compilation().status()).isEqualTo(Compilation.Status.FAILURE);
    List<Diagnostic<? extends JavaFileObject>> errors = compiled.compilation().errors();
    assertThat(errors).extracting(each -> each.getMessage(null)).containsExactly(message);
    List<String> lines = source.lines().toList();
    long marked =
        IntStream.range(0, lines.size())
            .filter(i -> lines.get(i).contains("// here"))
            .findFirst()
            .orElseThrow();
    assertThat(errors.getFirst().getLineNumber()).isEqualTo(marked + 1);
  }
}
