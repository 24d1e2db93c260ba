package io.celeriac.processor;

import com.palantir.javapoet.CodeBlock;
import io.celeriac.Backoff;
import io.celeriac.Durations;
import io.celeriac.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;

/**
 * Reads the options that a task's annotation sets, into the calls on {@link TaskOptions.Builder}
 * that set the same. Each value is first given to such a builder here, so that what it would refuse
 * at run time is refused now, with its own words.
 */
final class OptionsReader {

  private final ExecutableElement method;
  private final AnnotationMirror annotation;
  private final Map<String, AnnotationValue> attributes;
  private final String task;
  private final Problems problems;
  private final TaskOptions.Builder trial = TaskOptions.builder();
  private final List<CodeBlock> calls = new ArrayList<>();

  OptionsReader(
      ExecutableElement method, AnnotationMirror annotation, String task, Problems problems) {
    this.method = method;
    this.annotation = annotation;
    this.attributes = Annotations.attributes(annotation);
    this.task = task;
    this.problems = problems;
  }

  List<CodeBlock> read() {
    attributes.forEach(this::read);
    AnnotationValue soft = attributes.get("softTimeLimit");
    if (soft != null) {
      attempt("softTimeLimit", soft, trial::build);
    }
    return calls;
  }

  private void read(String attribute, AnnotationValue value) {
    switch (attribute) {
      case "value", "aliases" -> {}
      case "expires" -> duration(attribute, value, trial::expires);
      case "defaultRetryDelay" -> duration(attribute, value, trial::defaultRetryDelay);
      case "timeLimit" -> duration(attribute, value, trial::timeLimit);
      case "softTimeLimit" -> duration(attribute, value, trial::softTimeLimit);
      case "timeout" -> duration(attribute, value, trial::timeout);
      case "priority" -> number(attribute, value, trial::priority);
      case "maxRetries" -> number(attribute, value, trial::maxRetries);
      case "autoretryFor", "dontAutoretryFor" -> exceptions(attribute, value);
      case "retryBackoff" -> backoff(attribute, value);
      case "retryJitter" -> jitter(attribute, value);
      case "rateLimit" -> {
        String text = String.valueOf(value.getValue());
        if (attempt(attribute, value, () -> trial.rateLimit(text))) {
          set(attribute, CodeBlock.of("$S", text));
        }
      }
      default -> {
        if (value.getValue() instanceof String text) {
          name(attribute, value, text);
        } else {
          single(attribute, value).ifPresent(flag -> set(attribute, CodeBlock.of("$L", flag)));
        }
      }
    }
  }

  private void set(String option, CodeBlock value) {
    calls.add(CodeBlock.of(".$N($L)", option, value));
  }

  private boolean attempt(String attribute, AnnotationValue value, Runnable change) {
    try {
      change.run();
      return true;
    } catch (IllegalArgumentException e) {
      problems.error(
          method,
          annotation,
          value,
          attribute + " of task '" + task + "' is wrong: " + e.getMessage());
      return false;
    }
  }

  private void name(String attribute, AnnotationValue value, String text) {
    if (text.isBlank()) {
      problems.warning(
          method,
          annotation,
          value,
          attribute + " of task '" + task + "' is blank, which sets nothing; remove it");
    } else {
      set(attribute, CodeBlock.of("$S", text));
    }
  }

  private void duration(String attribute, AnnotationValue value, Consumer<Duration> option) {
    String text = String.valueOf(value.getValue());
    if (attempt(attribute, value, () -> option.accept(Durations.parse(text)))) {
      set(attribute, code(Durations.parse(text)));
    }
  }

  private static CodeBlock code(Duration duration) {
    if (duration.toNanosPart() == 0) {
      return CodeBlock.of("$T.ofSeconds($L)", Duration.class, duration.toSeconds());
    }
    return duration.toNanosPart() % 1_000_000 == 0
        ? CodeBlock.of("$T.ofMillis($L)", Duration.class, duration.toMillis())
        : CodeBlock.of("$T.ofNanos($L)", Duration.class, duration.toNanos());
  }

  private void number(String attribute, AnnotationValue value, IntConsumer option) {
    single(attribute, value)
        .filter(Integer.class::isInstance)
        .map(Integer.class::cast)
        .filter(number -> attempt(attribute, value, () -> option.accept(number)))
        .ifPresent(number -> set(attribute, CodeBlock.of("$L", number)));
  }

  /** The only value of an attribute that is an array just so that it can be left out. */
  private Optional<Object> single(String attribute, AnnotationValue value) {
    List<? extends AnnotationValue> values = Annotations.list(value);
    if (values.size() > 1) {
      problems.error(
          method,
          annotation,
          value,
          attribute + " of task '" + task + "' has " + values.size() + " values; give one");
    }
    return values.size() == 1 ? Optional.of(values.getFirst().getValue()) : Optional.empty();
  }

  private void exceptions(String attribute, AnnotationValue value) {
    Map<String, TypeMirror> types = new LinkedHashMap<>();
    for (AnnotationValue each : Annotations.list(value)) {
      if (each.getValue() instanceof DeclaredType type) {
        types.put(type.toString(), type);
        TravelingTypes.hidden((TypeElement) type.asElement())
            .ifPresent(hidden -> TaskMethodReader.reportHidden(method, task, hidden, problems));
      }
    }
    if (!types.isEmpty()) {
      set(
          attribute,
          types.values().stream()
              .map(type -> CodeBlock.of("$T.class", type))
              .collect(CodeBlock.joining(", ")));
    }
  }

  private void backoff(String attribute, AnnotationValue value) {
    String text = String.valueOf(value.getValue());
    if (attempt(attribute, value, () -> Backoff.parse(text))) {
      Backoff backoff = Backoff.parse(text);
      AnnotationValue jitter = attributes.get("retryJitter");
      set(
          attribute,
          CodeBlock.of(
              "new $T($L, $L, $L)",
              Backoff.class,
              code(backoff.base()),
              code(backoff.maximum()),
              jitter == null
                  || Annotations.list(jitter).stream()
                      .allMatch(flag -> Boolean.TRUE.equals(flag.getValue()))));
    }
  }

  private void jitter(String attribute, AnnotationValue value) {
    single(attribute, value)
        .filter(flag -> !attributes.containsKey("retryBackoff"))
        .ifPresent(flag ->
            problems.warning(
                method,
                annotation,
                value,
                "retryJitter of task '"
                    + task
                    + "' does nothing without retryBackoff; give that too, such as"
                    + " \"1s..10m\""));
  }
}
