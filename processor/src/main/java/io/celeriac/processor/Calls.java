package io.celeriac.processor;

import com.palantir.javapoet.TypeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.annotation.processing.Messager;
import javax.lang.model.util.Types;

/**
 * Decides which methods make the calls of a class's tasks, so that each can be told from the
 * others. Every task has its signature; parameters at the end that may be left out make shorter
 * ones. A step has the task's name too, unless a signature of that name takes as many arguments:
 * then a reader could not tell them apart, and the step has {@code Step} after its name. So has
 * that of a task with varargs, whose signature takes any number. An error callback has no step.
 */
final class Calls {

  private final Types types;
  private final Messager messager;
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Set<Integer>> arities = new HashMap<>();
  private final List<Call> calls = new ArrayList<>();

  /** Starts with the shapes of the generated methods that are no calls, such as {@code all()}. */
  Calls(Types types, Messager messager, Set<String> reserved) {
    this.types = types;
    this.messager = messager;
    taken.addAll(reserved);
  }

  List<Call> of(List<TaskMethod> tasks) {
    tasks.forEach(this::signature);
    tasks.forEach(this::shorterSignatures);
    tasks.forEach(this::steps);
    calls.sort(Comparator.comparingInt(call -> tasks.indexOf(call.task())));
    return calls;
  }

  private void signature(TaskMethod task) {
    Call call = new Call(task, Call.Kind.SIGNATURE, task.javaName(), task.called());
    if (!add(call)) {
      new Problems(messager)
          .error(
              task.element(),
              "The generated class has a method "
                  + shape(call)
                  + " already, so that task '"
                  + task.name()
                  + "' cannot have it; give this method another name");
    }
  }

  private void shorterSignatures(TaskMethod task) {
    List<Parameter.Sent> sent = task.called();
    for (int left = 1; left <= task.omittable(); left++) {
      add(
          new Call(
              task, Call.Kind.SIGNATURE, task.javaName(), sent.subList(0, sent.size() - left)));
    }
  }

  private void steps(TaskMethod task) {
    List<Parameter.Sent> sent = task.called();
    if (sent.isEmpty() || task.isErrorCallback()) {
      return;
    }
    List<Parameter.Sent> rest = sent.getFirst().rest() ? sent : sent.subList(1, sent.size());
    int shortest = Math.max(0, rest.size() - task.omittable());
    Set<Integer> ofSignatures = arities.getOrDefault(task.javaName(), Set.of());
    boolean clear = !task.takesRest();
    for (int count = rest.size(); count >= shortest; count--) {
      clear &= !ofSignatures.contains(count);
    }
    String name = clear ? task.javaName() : task.javaName() + "Step";
    for (int count = rest.size(); count >= shortest; count--) {
      Call step = new Call(task, Call.Kind.STEP, name, rest.subList(0, count));
      if (!add(step) && step.isComplete()) {
        new Problems(messager)
            .note(
                task.element(),
                "Task '"
                    + task.name()
                    + "' has no generated step: another method is "
                    + shape(step)
                    + " already");
      }
    }
  }

  private boolean add(Call call) {
    if (!taken.add(shape(call))) {
      return false;
    }
    calls.add(call);
    if (call.kind() == Call.Kind.SIGNATURE) {
      arities.computeIfAbsent(call.name(), _ -> new HashSet<>()).add(call.parameters().size());
    }
    return true;
  }

  /** What the compiler tells methods apart by. */
  private String shape(Call call) {
    return call.parameters().stream()
        .map(parameter -> TypeName.get(types.erasure(parameter.type())).toString())
        .collect(Collectors.joining(", ", call.name() + "(", ")"));
  }
}
