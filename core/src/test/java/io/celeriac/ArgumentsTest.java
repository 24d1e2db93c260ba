package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {

  private final ValueConversions converter = new ValueConversions();
  private final TaskDefinition<Integer> task =
      TaskDefinition.named("shop.order", Integer.class)
          .parameter(TaskParameter.required("item", String.class))
          .parameter(TaskParameter.required("count", int.class))
          .parameter(TaskParameter.defaulted("currency", String.class, "\"EUR\""))
          .parameter(TaskParameter.nullable("note", new TypeRef<Optional<String>>() {}.type()))
          .handler((context, arguments) -> 1);

  private Arguments bind(List<Object> args, Map<String, Object> kwargs) {
    return Arguments.bind(task, args, kwargs, converter);
  }

  @Test
  void positional_and_keyword_arguments_mix_as_in_python() {
    Arguments bound = bind(List.of("tea"), Map.of("note", "hot", "count", 2L));
    assertThat(bound.toList()).containsExactly("tea", 2, "EUR", Optional.of("hot"));
  }

  @Test
  void what_is_not_given_has_its_default_or_is_empty() {
    assertThat(bind(List.of("tea", 1L), Map.of()).toList())
        .containsExactly("tea", 1, "EUR", Optional.empty());
  }

  @Test
  void a_missing_argument_is_named() {
    assertThatThrownBy(() -> bind(List.of("tea"), Map.of()))
        .isInstanceOf(ArgumentException.class)
        .hasMessage("shop.order(item, count, currency, note) is missing 1 argument: 'count'");
  }

  @Test
  void surplus_arguments_are_counted() {
    assertThatThrownBy(() -> bind(List.of("tea", 1L, "EUR", "x", "y"), Map.of()))
        .hasMessage("shop.order(item, count, currency, note) takes 4 arguments but 5 were given");
  }

  @Test
  void an_unknown_keyword_is_named_with_those_there_are() {
    assertThatThrownBy(() -> bind(List.of("tea"), Map.of("cuont", 1L)))
        .hasMessageContaining("unexpected keyword argument 'cuont'")
        .hasMessageContaining("[item, count, currency, note]");
  }

  @Test
  void an_argument_given_twice_is_named() {
    assertThatThrownBy(() -> bind(List.of("tea", 1L), Map.of("item", "coffee")))
        .hasMessageContaining("multiple values for argument 'item'");
  }

  @Test
  void a_wrong_type_names_parameter_expected_and_actual() {
    assertThatThrownBy(() -> bind(List.of("tea", "two"), Map.of()))
        .hasMessage("Argument 'count' of shop.order must be int, not str (two)");
    assertThatThrownBy(() -> bind(List.of("tea", 2.5), Map.of()))
        .hasMessage("Argument 'count' of shop.order must be int, not float (2.5)");
    assertThatThrownBy(() -> bind(List.of("tea", 5_000_000_000L), Map.of()))
        .hasMessage(
            "Argument 'count' of shop.order must be int, which 5000000000 does not fit into");
  }

  @Test
  void none_for_a_required_argument_is_refused() {
    List<Object> args = new ArrayList<>();
    args.add(null);
    args.add(1L);
    assertThatThrownBy(() -> bind(args, Map.of()))
        .hasMessage("Argument 'item' of shop.order must be String, not None");
  }
}
