package io.celeriac.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Wrong arguments, in the words of Python 3.11. */
class CommandSignatureTest {

  private static String error(CommandSignature signature, String... given) {
    return PythonError.repr(catchThrowable(() -> signature.check(Set.of(given))));
  }

  @Test
  void missing_arguments_are_listed_as_python_lists_them() {
    assertThat(error(CommandSignature.of("f", "a", "b"), "a"))
        .isEqualTo("TypeError(\"f() missing 1 required positional argument: 'b'\")");
    assertThat(error(CommandSignature.of("f", "a", "b")))
        .isEqualTo("TypeError(\"f() missing 2 required positional arguments: 'a' and 'b'\")");
    assertThat(error(CommandSignature.of("f", "a", "b", "c")))
        .isEqualTo("TypeError(\"f() missing 3 required positional arguments: 'a', 'b', and 'c'\")");
  }

  @Test
  void only_a_closed_one_refuses_what_it_does_not_know() {
    assertThat(error(CommandSignature.of("report").closed(), "x"))
        .isEqualTo("TypeError(\"report() got an unexpected keyword argument 'x'\")");
    assertThatCode(() -> CommandSignature.of("ping").check(Set.of("x"))).doesNotThrowAnyException();
  }
}
