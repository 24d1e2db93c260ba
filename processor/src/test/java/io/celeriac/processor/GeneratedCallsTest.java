package io.celeriac.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import io.celeriac.Signature;
import io.celeriac.Step;
import io.celeriac.TaskOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The signatures and steps of generated classes, called by code that a user could have written. */
final class GeneratedCallsTest {

  private static final String ARITHMETIC =
      """
      public class Arithmetic {
        @Task(value = "arithmetic.add", queue = "numbers", maxRetries = 5)
        int add(int x, int y) { return x + y; }
        @Task("arithmetic.sum") static long sum(List<Integer> numbers) { return 0; }
        @Task("arithmetic.reset") void reset() {}
        @Task("arithmetic.fetch") String fetch(TaskContext task, URI url) throws IOException {
          return "";
        }
      }
      """;

  @Test
  void a_signature_is_the_call_with_its_arguments_result_and_options() throws Exception {
    Signature<?> add =
        signature(
            ARITHMETIC, "static Signature<Integer> call() { return ArithmeticTasks.add(2, 3); }");

    assertThat(add.task()).isEqualTo("arithmetic.add");
    assertThat(add.args()).containsExactly(2, 3);
    assertThat(add.kwargs()).isEmpty();
    assertThat(add.resultType()).isEqualTo(Integer.class);
    TaskOptions options = add.taskOptions().orElseThrow();
    assertThat(options.queue()).contains("numbers");
    assertThat(options.maxRetries()).isEqualTo(5);
    assertThat(options.acksLate()).isEmpty();
    assertThat(add).isEqualTo(Signature.of("arithmetic.add", Integer.class, 2, 3));
  }

  @Test
  void a_step_is_the_call_short_of_its_first_argument() throws Exception {
    Step<?, ?> add =
        (Step<?, ?>)
            result(
                ARITHMETIC,
                "static Step<Integer, Integer> call() { return ArithmeticTasks.add(3); }");

    assertThat(add.signature().args()).containsExactly(3);
    assertThat(add.signature().task()).isEqualTo("arithmetic.add");
    assertThat(
            result(
                ARITHMETIC,
                "static Signature<Integer> call() { return ArithmeticTasks.add(3).with(2); }"))
        .isEqualTo(Signature.of("arithmetic.add", Integer.class, 2, 3));
  }

  @Test
  void a_link_of_the_wrong_type_does_not_compile() {
    String call =
        "static Object call() { return ArithmeticTasks.%s.link(ArithmeticTasks.add(1)); }";

    compiled(ARITHMETIC, call.formatted("add(2, 2)")).succeeds();
    Compilation wrong =
        compiled(ARITHMETIC, call.formatted("fetch(URI.create(\"a:b\"))")).compilation();

    assertThat(wrong.errors()).hasSize(1);
    assertThat(wrong.errors().getFirst().getSource().getName()).endsWith("Caller.java");
  }

  @Test
  void a_task_without_a_result_has_a_void_one_and_the_context_is_not_sent() throws Exception {
    assertThat(
            signature(
                    ARITHMETIC, "static Signature<Void> call() { return ArithmeticTasks.reset(); }")
                .resultType())
        .isEqualTo(Void.class);
    assertThat(
            signature(
                    ARITHMETIC,
                    "static Object call() { return ArithmeticTasks.fetch(URI.create(\"a:b\")); }")
                .args())
        .containsExactly(URI.create("a:b"));
  }

  @Test
  void a_generic_result_keeps_its_arguments() throws Exception {
    Signature<?> dates =
        signature(
            """
            interface Calendar {
              @Task("dates") List<Map<String, LocalDate>> dates(Set<DayOfWeek> days);
            }
            """,
            """
            static Signature<List<Map<String, LocalDate>>> call() {
              return CalendarTasks.dates(Set.of(DayOfWeek.MONDAY));
            }
            """);

    assertThat(dates.resultType().getTypeName())
        .isEqualTo("java.util.List<java.util.Map<java.lang.String, java.time.LocalDate>>");
  }

  @Test
  void an_array_is_one_argument() throws Exception {
    String arrays =
        """
        interface Arrays {
          @Task("one") int one(String[] names);
        }
        """;

    assertThat(
            signature(
                    arrays,
                    "static Object call() { return ArraysTasks.one(new String[] {\"a\"}); }")
                .args())
        .containsExactly((Object) new String[] {"a"});
  }

  private static final String REST =
      """
      interface Rest {
        @Task("names") int names(String... names);
        @Task("count") int count(int count, int... more);
        @SuppressWarnings("unchecked")
        @Task("lists") int lists(List<String>... names);
      }
      """;

  @Test
  void varargs_are_arguments_of_their_own() throws Exception {
    assertThat(
            signature(
                    REST,
                    "static Signature<Integer> call() { return RestTasks.names(\"a\", \"b\"); }")
                .args())
        .containsExactly("a", "b");
    assertThat(signature(REST, "static Object call() { return RestTasks.names(); }").args())
        .isEmpty();
    assertThat(signature(REST, "static Object call() { return RestTasks.count(1, 2, 3); }").args())
        .containsExactly(1, 2, 3);
    assertThat(
            signature(REST, "static Object call() { return RestTasks.lists(List.of(\"a\")); }")
                .args())
        .containsExactly(List.of("a"));
  }

  @Test
  void a_step_of_varargs_leaves_the_first_of_them_to_the_result() throws Exception {
    Step<?, ?> names =
        (Step<?, ?>)
            result(
                REST, "static Step<String, Integer> call() { return RestTasks.namesStep(\"b\"); }");
    Step<?, ?> count =
        (Step<?, ?>)
            result(
                REST, "static Step<Integer, Integer> call() { return RestTasks.countStep(2, 3); }");

    assertThat(names.signature().args()).containsExactly("b");
    assertThat(count.signature().args()).containsExactly(2, 3);
  }

  @Test
  void a_call_of_an_error_callback_gives_what_comes_after_what_it_is_told() throws Exception {
    String failures =
        """
        interface Failures {
          @Task("report")
          void report(
              TaskRequest request, Throwable failure, @Nullable String traceback, String to);
        }
        """;

    assertThat(
            signature(failures, "static Object call() { return FailuresTasks.report(\"me\"); }")
                .args())
        .containsExactly("me");
  }

  @Test
  void what_may_be_null_takes_null_also_alone() throws Exception {
    Signature<?> call =
        signature(
            """
            @NullMarked
            interface Names {
              @Task("greet") void greet(@Nullable String name);
            }
            """,
            "static Object call() { return NamesTasks.greet(null); }");

    assertThat(call.args()).containsExactly((Object) null);
  }

  private static final String SHIPPING =
      """
      interface Shipping {
        @Task("ship")
        void ship(String id, @Default("1") int parcels, @Nullable String note, Optional<URI> track);
      }
      """;

  @Test
  void parameters_at_the_end_that_may_be_left_out_may_be_left_out() throws Exception {
    for (Map.Entry<String, List<Object>> each :
        Map.of(
                "ShippingTasks.ship(\"a\")", List.<Object>of("a"),
                "ShippingTasks.ship(\"a\", 2)", List.<Object>of("a", 2),
                "ShippingTasks.ship(\"a\", 2, \"b\")", List.<Object>of("a", 2, "b"),
                "ShippingTasks.ship(\"a\", 2, \"b\", Optional.empty())",
                    List.<Object>of("a", 2, "b", Optional.empty()))
            .entrySet()) {
      assertThat(
              signature(SHIPPING, "static Object call() { return " + each.getKey() + "; }").args())
          .isEqualTo(each.getValue());
    }
  }

  @Test
  void a_step_that_a_signature_could_be_taken_for_is_called_a_step() throws Exception {
    assertThat(
            result(
                SHIPPING,
                "static Step<String, Void> call() { return ShippingTasks.shipStep(2, \"b\"); }"))
        .isInstanceOf(Step.class);
    assertThat(
            result(
                SHIPPING, "static Step<String, Void> call() { return ShippingTasks.shipStep(); }"))
        .isInstanceOf(Step.class);
  }

  @Test
  void overloads_have_steps_of_another_name_where_they_would_clash() throws Exception {
    String overloads =
        """
        interface Sums {
          @Task("sum.two") int sum(int a, int b);
          @Task("sum.three") int sum(int a, int b, int c);
        }
        """;

    assertThat(signature(overloads, "static Object call() { return SumsTasks.sum(1, 2); }").task())
        .isEqualTo("sum.two");
    assertThat(
            ((Step<?, ?>)
                    result(
                        overloads,
                        "static Step<Integer, Integer> call() { return SumsTasks.sumStep(1, 2); }"))
                .signature()
                .task())
        .isEqualTo("sum.three");
    assertThat(result(overloads, "static Object call() { return SumsTasks.sum(1); }"))
        .isInstanceOf(Step.class);
  }

  @Test
  void steps_that_cannot_be_told_apart_are_noted_and_the_first_is_there() {
    Compilation compilation =
        Compiled.of(
                """
                interface Sums {
                  @Task("sum.int") int sum(int a, int b);
                  @Task("sum.long") long sum(long a, int b);
                }
                """)
            .compilation();

    assertThat(compilation.status()).isEqualTo(Compilation.Status.SUCCESS);
    assertThat(compilation.notes())
        .extracting(note -> note.getMessage(null))
        .containsExactly(
            "Task 'sum.long' has no generated step: another method is sum(int) already");
  }

  @Test
  void a_deprecated_task_is_deprecated_to_its_callers() {
    Compilation compilation =
        compiled(
                "interface Old { @Deprecated @Task(\"old\") void run(int x); }",
                "static Object call() { return OldTasks.run(1); }")
            .compilation();

    assertThat(compilation.warnings())
        .extracting(warning -> warning.getMessage(null))
        .anyMatch(text -> text.contains("run(int) in shop.OldTasks has been deprecated"));
  }

  @Test
  void a_name_of_any_characters_is_no_danger_to_the_generated_source() throws Exception {
    Signature<?> odd =
        signature(
            "interface Odd { @Task(\"*/ \\\\u0022 $T {@code \\\"x\\\"} <b>\") void run(); }",
            "static Object call() { return OddTasks.run(); }");

    assertThat(odd.task()).isEqualTo("*/ \\u0022 $T {@code \"x\"} <b>");
  }

  private static Signature<?> signature(String tasks, String call) throws Exception {
    return (Signature<?>) result(tasks, call);
  }

  private static Object result(String tasks, String call) throws Exception {
    return compiled(tasks, call).call("Caller", "call");
  }

  private static Compiled compiled(String tasks, String call) {
    return Compiled.of(tasks, "class Caller { " + call + " }");
  }
}
