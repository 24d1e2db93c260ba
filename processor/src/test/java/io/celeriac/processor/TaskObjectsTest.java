package io.celeriac.processor;

import static io.celeriac.processor.GeneratedDefinitionsTest.only;
import static io.celeriac.processor.GeneratedDefinitionsTest.tasks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.celeriac.Binding;
import io.celeriac.TaskCallbacks;
import io.celeriac.TaskDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What tasks run on: objects, suppliers of them, implementations of contracts, or nothing. */
final class TaskObjectsTest {

  @Test
  void an_object_carries_its_own_state() throws Exception {
    TaskDefinition<?> next =
        only(
            """
            class Counter {
              private int count;
              Counter(int start) { count = start; }
              @Task("next") int next() { return ++count; }
              static Object tasks() { return CounterTasks.of(new Counter(10)); }
            }
            """);

    assertThat(Binding.run(next)).isEqualTo(11);
    assertThat(Binding.run(next)).isEqualTo(12);
  }

  @Test
  void a_supplier_is_asked_for_each_run() throws Exception {
    TaskDefinition<?> next =
        only(
            """
            class Counter {
              private int count;
              Counter(int start) { count = start; }
              @Task("next") int next() { return ++count; }
              static Object tasks() {
                int[] made = {0};
                return CounterTasks.of(() -> new Counter(100 * ++made[0]));
              }
            }
            """);

    assertThat(Binding.run(next)).isEqualTo(101);
    assertThat(Binding.run(next)).isEqualTo(201);
  }

  @Test
  void no_object_is_refused_at_once() {
    assertThatThrownBy(() ->
            tasks(
                """
                class Counter {
                  @Task("next") int next() { return 1; }
                  static Object tasks() { return CounterTasks.of((Counter) null); }
                }
                """))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("instance");
  }

  @Test
  void a_contract_runs_on_whatever_implements_it() throws Exception {
    TaskDefinition<?> add =
        only(
            """
            class App {
              static Object tasks() { return ContractTasks.of(new ContractImplementation()); }
            }
            """,
            """
            public interface Contract {
              @Task("add") int add(int x, int y);
            }
            """,
            """
            class ContractImplementation implements Contract {
              @Override public int add(int x, int y) { return x + y; }
            }
            """);

    assertThat(Binding.run(add, 2, 3)).isEqualTo(5);
  }

  @Test
  void a_contract_of_one_method_may_be_a_lambda() throws Exception {
    TaskDefinition<?> add =
        only(
            """
            interface Contract {
              @Task("add") int add(int x, int y);
              static Object tasks() { return ContractTasks.of((x, y) -> x + y); }
            }
            """);

    assertThat(Binding.run(add, 2, 3)).isEqualTo(5);
  }

  @Test
  void a_contract_may_look_like_a_supplier() throws Exception {
    TaskDefinition<?> now =
        only(
            """
            interface Clocks {
              @Task("now") int now();
              static Object tasks() { return ClocksTasks.of((Clocks) () -> 5); }
            }
            """);

    assertThat(Binding.run(now)).isEqualTo(5);
  }

  @Test
  void an_abstract_class_is_a_contract_too() throws Exception {
    List<TaskDefinition<?>> tasks =
        tasks(
            """
            abstract class Base {
              @Task("twice") abstract int twice(int x);
              @Task("thrice") int thrice(int x) { return 3 * x; }
              static Object tasks() {
                return BaseTasks.of(new Base() { @Override int twice(int x) { return 2 * x; } });
              }
            }
            """);

    assertThat(Binding.run(tasks.getFirst(), 4)).isEqualTo(8);
    assertThat(Binding.run(tasks.getLast(), 4)).isEqualTo(12);
  }

  @Test
  void static_tasks_need_no_object() throws Exception {
    List<TaskDefinition<?>> tasks =
        tasks(
            """
            final class Maths {
              private Maths() {}
              @Task("twice") static int twice(int x) { return 2 * x; }
              @Task("thrice") static int thrice(int x) { return 3 * x; }
              static Object tasks() { return MathsTasks.all(); }
            }
            """);

    assertThat(Binding.run(tasks.getFirst(), 4)).isEqualTo(8);
    assertThat(Binding.run(tasks.getLast(), 4)).isEqualTo(12);
  }

  @Test
  void static_tasks_beside_others_ask_for_no_object() throws Exception {
    TaskDefinition<?> twice =
        only(
            """
            class Mixed {
              @Task("twice") static int twice(int x) { return 2 * x; }
              @Task("self") int self(int x) { return x; }
              static Object tasks() {
                return MixedTasks.of(() -> { throw new IllegalStateException("asked"); });
              }
            }
            """);

    assertThat(Binding.run(twice, 4)).isEqualTo(8);
  }

  @Test
  void records_and_enums_and_generic_classes_have_tasks() throws Exception {
    assertThat(
            Binding.run(
                only(
                    """
                    record Rate(int factor) {
                      @Task("convert") int convert(int x) { return factor * x; }
                      static Object tasks() { return RateTasks.of(new Rate(3)); }
                    }
                    """),
                4))
        .isEqualTo(12);
    assertThat(
            Binding.run(
                only(
                    """
                    enum Unit {
                      KILO;
                      @Task("grams") int grams(int x) { return 1000 * x; }
                      static Object tasks() { return UnitTasks.of(KILO); }
                    }
                    """),
                4))
        .isEqualTo(4000);
    assertThat(
            Binding.run(
                only(
                    """
                    class Store<K extends Comparable<K>, V> {
                      private final Map<K, V> entries = new TreeMap<>();
                      @Task("size") int size() { return entries.size(); }
                      static Object tasks() { return StoreTasks.of(new Store<String, URI>()); }
                    }
                    """)))
        .isEqualTo(0);
  }

  @Test
  void callbacks_are_the_object_when_it_is_one() throws Exception {
    String watched =
        """
        class Watched implements TaskCallbacks {
          static int made;
          final int number = ++made;
          @Task("run") void run() {}
          @Override public void beforeStart(TaskContext task) {
            throw new IllegalStateException("callbacks of " + number);
          }
          static Object tasks() { return WatchedTasks.of(%s); }
        }
        """;
    TaskCallbacks fixed = only(watched.formatted("new Watched()")).callbacks().orElseThrow();
    TaskCallbacks supplied = only(watched.formatted("Watched::new")).callbacks().orElseThrow();

    for (String each : List.of("callbacks of 1", "callbacks of 1")) {
      assertThatThrownBy(() -> fixed.beforeStart(Binding.context())).hasMessage(each);
    }
    for (String each : List.of("callbacks of 1", "callbacks of 2")) {
      assertThatThrownBy(() -> supplied.beforeStart(Binding.context())).hasMessage(each);
    }
  }

  @Test
  void callbacks_may_be_the_implementation_s_alone() throws Exception {
    String contract =
        """
        %s Contract {
          @Task("run") void run();
          final class Watched implements Contract, TaskCallbacks {
            @Override public void run() {}
          }
          final class Plain implements Contract {
            @Override public void run() {}
          }
          static Object tasks() { return ContractTasks.of(new %s()); }
        }
        """;
    for (String kind : List.of("interface", "sealed interface")) {
      assertThat(only(contract.formatted(kind, "Watched")).callbacks()).isPresent();
      assertThat(only(contract.formatted(kind, "Plain")).callbacks()).isEmpty();
    }
  }

  @Test
  void an_object_of_a_final_class_that_is_no_callbacks_has_none() throws Exception {
    assertThat(
            only("""
            final class Plain {
              @Task("run") void run() {}
              static Object tasks() { return PlainTasks.of(new Plain()); }
            }
            """)
                .callbacks())
        .isEmpty();
  }
}
