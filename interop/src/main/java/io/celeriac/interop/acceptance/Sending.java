package io.celeriac.interop.acceptance;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.group;
import static io.celeriac.interop.acceptance.Plain.TASKS;

import io.celeriac.AsyncResult;
import io.celeriac.Signature;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.protocol.SignatureData;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks that send others, and those that take or return signatures. */
final class Sending {

  static Signature<Object> call(String task, @Nullable Object... args) {
    return Signature.of(TASKS + task, Object.class, args);
  }

  @Task(TASKS + "chain_add")
  void chainAdd(TaskContext task, Object x, Object y) {
    task.app().send(chain(call("add", x, x), call("add", y)));
  }

  @Task(TASKS + "chord_add")
  void chordAdd(TaskContext task, Object x, Object y) {
    task.app().send(chord(List.of(call("add", x, x)), call("add", y)));
  }

  @Task(TASKS + "build_chain_inside_task")
  Object buildChainInsideTask(TaskContext task) {
    AsyncResult<Object> result =
        task.app()
            .send(
                chain(
                    call("add", 1, 1),
                    call("add", 2),
                    group(call("add", 3), call("add", 4)).signature(),
                    call("add", 5)));
    return result.toTuple().toWire();
  }

  /** Checks that a signature is one all through. */
  @Task(TASKS + "rebuild_signature")
  void rebuildSignature(@Nullable Object sig_dict) {
    Deque<@Nullable Object> left = new ArrayDeque<>(List.of(checked(sig_dict)));
    while (!left.isEmpty()) {
      SignatureData data = checked(left.removeFirst());
      addAll(data.kwargs().get("tasks"), left);
      addAll(data.kwargs().get("header"), left);
      if (data.kwargs().get("body") != null) {
        left.add(data.kwargs().get("body"));
      }
    }
  }

  private static void addAll(@Nullable Object parts, Deque<@Nullable Object> left) {
    if (parts instanceof Collection<?> several) {
      several.forEach(each -> left.add(checked(each)));
    } else if (parts != null) {
      left.add(parts);
    }
  }

  private static SignatureData checked(@Nullable Object value) {
    try {
      return switch (value) {
        case SignatureData data -> data;
        case Map<?, ?> map -> SignatureData.fromMap(map);
        case null, default -> throw new IllegalArgumentException(String.valueOf(value));
      };
    } catch (IllegalArgumentException e) {
      throw PythonError.typeError(value + " is not a signature object");
    }
  }

  private static Signature<Object> add() {
    return call("add");
  }

  @Task(TASKS + "return_nested_signature_chain_chain")
  Signature<Object> chainChain() {
    return chain(chain(add()));
  }

  @Task(TASKS + "return_nested_signature_chain_group")
  Signature<Object> chainGroup() {
    return chain(group(add()).signature());
  }

  @Task(TASKS + "return_nested_signature_chain_chord")
  Signature<Object> chainChord() {
    return chain(chord(List.of(add()), add()));
  }

  @Task(TASKS + "return_nested_signature_group_chain")
  Signature<List<Object>> groupChain() {
    return group(chain(add())).signature();
  }

  @Task(TASKS + "return_nested_signature_group_group")
  Signature<List<List<Object>>> groupGroup() {
    return group(group(add()).signature()).signature();
  }

  @Task(TASKS + "return_nested_signature_group_chord")
  Signature<List<Object>> groupChord() {
    return group(chord(List.of(add()), add())).signature();
  }

  @Task(TASKS + "return_nested_signature_chord_chain")
  Signature<Object> chordChain() {
    return chord(chain(add()).tasks(), add());
  }

  @Task(TASKS + "return_nested_signature_chord_group")
  Signature<Object> chordGroup() {
    return chord(group(add()), add());
  }

  @Task(TASKS + "return_nested_signature_chord_chord")
  Signature<Object> chordChord() {
    return chord(List.of(chord(List.of(add()), add())), add());
  }
}
