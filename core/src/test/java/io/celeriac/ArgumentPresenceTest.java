package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a parameter takes when a call gives null for it, or nothing. */
final class ArgumentPresenceTest {

  @Test
  void a_required_parameter_takes_neither_null_nor_nothing() {
    TaskParameter x = TaskParameter.required("x", Object.class);

    assertThatThrownBy(() -> boundToNull(x))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("Argument 'x' of t must be Object, not None");
    assertThatThrownBy(() -> boundToNothing(x))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("t(x) is missing 1 argument: 'x'");
  }

  @Test
  void a_nullable_parameter_takes_null_and_is_null_without_a_value() {
    TaskParameter x = TaskParameter.nullable("x", String.class);

    assertThat(boundToNull(x).at(0)).isNull();
    assertThat(boundToNothing(x).at(0)).isNull();
  }

  @Test
  void a_nullable_parameter_with_a_default_has_it_only_without_a_value() {
    TaskParameter x = TaskParameter.nullable("x", String.class, "\"EUR\"");

    assertThat(boundToNull(x).at(0)).isNull();
    assertThat(boundToNothing(x).at(0)).isEqualTo("EUR");
  }

  @Test
  void a_parameter_with_a_default_does_not_take_null_for_it() {
    TaskParameter x = TaskParameter.defaulted("x", String.class, "\"EUR\"");

    assertThatThrownBy(() -> boundToNull(x))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("Argument 'x' of t must be String, not None");
    assertThat(boundToNothing(x).at(0)).isEqualTo("EUR");
  }

  @Test
  void an_optional_parameter_is_empty_for_null_and_for_nothing() {
    TaskParameter x = TaskParameter.nullable("x", new TypeRef<Optional<String>>() {}.type());

    assertThat(boundToNull(x).at(0)).isEqualTo(Optional.empty());
    assertThat(boundToNothing(x).at(0)).isEqualTo(Optional.empty());
  }

  private static Arguments boundToNull(TaskParameter parameter) {
    return Arguments.bind(
        task(parameter), Collections.singletonList(null), Map.of(), new ValueConversions());
  }

  private static Arguments boundToNothing(TaskParameter parameter) {
    return Arguments.bind(task(parameter), List.of(), Map.of(), new ValueConversions());
  }

  private static TaskDefinition<?> task(TaskParameter parameter) {
    return TaskDefinition.named("t", Object.class)
        .parameter(parameter)
        .handler((task, arguments) -> null);
  }
}
