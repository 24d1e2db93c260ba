package io.celeriac.interop.acceptance;

import static io.celeriac.Canvas.chain;
import static io.celeriac.Canvas.chord;
import static io.celeriac.Canvas.group;
import static io.celeriac.interop.acceptance.Plain.TASKS;
import static io.celeriac.interop.acceptance.Sending.call;

import io.celeriac.Default;
import io.celeriac.Signature;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskDefinition;
import io.celeriac.TaskParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks that let a signature take their place, or add to the chord they are in. */
@SuppressWarnings("DoNotCallSuggester") // only workers call tasks
final class Replacing {

  private final Marks marks;

  Replacing(Marks marks) {
    this.marks = marks;
  }

  @Task(TASKS + "add_replaced")
  Object addReplaced(TaskContext task, Object x, Object y) {
    throw task.replace(call("add", x, y));
  }

  @Task(TASKS + "add_replaced_with_chain")
  Object addReplacedWithChain(TaskContext task, Object x, Object y) {
    throw task.replace(chain(call("add", x, y), call("identity")));
  }

  @Task(TASKS + "fail_replaced")
  Object failReplaced(TaskContext task, Object... args) {
    throw task.replace(call("fail", args).immutable());
  }

  @Task(TASKS + "replace_with_empty_chain")
  Object replaceWithEmptyChain(TaskContext task, Object... any) {
    throw task.replace(chain());
  }

  @Task(TASKS + "replace_with_chain_which_contains_a_group")
  Object replaceWithChainWhichContainsAGroup(TaskContext task) {
    throw task.replace(chain(call("add", 1, 2), group(call("add", 1), call("add", 1)).signature()));
  }

  @Task(TASKS + "add_to_all")
  Object addToAll(TaskContext task, List<Object> nums, Object val) {
    throw task.replace(group(additions(nums, val)).signature());
  }

  @Task(TASKS + "add_to_all_to_chord")
  int addToAllToChord(TaskContext task, List<Object> nums, Object val) {
    additions(nums, val).forEach(task::addToChord);
    return 0;
  }

  @Task(TASKS + "add_chord_to_chord")
  int addChordToChord(TaskContext task, List<Object> nums, Object val) {
    task.addToChord(chord(additions(nums, val), call("tsum")));
    return 0;
  }

  private static List<Signature<Object>> additions(List<Object> nums, Object val) {
    return nums.stream().map(each -> call("add", each, val)).toList();
  }

  @Task(TASKS + "record_replaced_task_nesting")
  List<Object> recordReplacedTaskNesting(
      TaskContext task, int replacements, @Nullable List<Object> nesting) {
    List<Object> record = nesting == null ? new ArrayList<>() : new ArrayList<>(nesting);
    record.add(task.request().replacedTaskNesting());
    if (replacements == 0) {
      return record;
    }
    throw task.replace(
        call("record_replaced_task_nesting", replacements - 1, record)
            .option("reply_to", task.request().replyTo().orElse(null)));
  }

  @Task(TASKS + "second_order_replace1")
  void secondOrderReplace1(TaskContext task, @Default("false") boolean state) {
    marks.push("redis-echo", state ? "Out A" : "In A");
    if (!state) {
      throw task.replace(
          chain(
              call("second_order_replace2"),
              call("second_order_replace1").kwarg("state", true).immutable()));
    }
  }

  @Task(TASKS + "second_order_replace2")
  void secondOrderReplace2(TaskContext task, @Default("false") boolean state) {
    marks.push("redis-echo", state ? "Out B" : "In B");
    if (!state) {
      throw task.replace(
          chain(
              call("redis_echo", "In/Out C"),
              call("second_order_replace2").kwarg("state", true).immutable()));
    }
  }

  @Task(TASKS + "replace_with_stamped_task")
  Object replaceWithStampedTask(
      TaskContext task, @Nullable Map<String, @Nullable Object> replace_with) {
    Signature<Object> other =
        replace_with == null ? call("replaced_with_me") : Signature.fromMap(replace_with);
    throw task.replace(other.stamp("StampOnReplace", "This is the replaced task"));
  }

  /** Those whose keyword argument comes after any number of positional ones, as in no method. */
  static List<TaskDefinition<?>> withKeywordsOnly() {
    return List.of(
        TaskDefinition.named(TASKS + "replace_with_chain", Object.class)
            .parameter(TaskParameter.rest("args", Object.class))
            .parameter(TaskParameter.nullable("link_msg", Object.class))
            .bound()
            .handler((task, arguments) -> {
              throw task.replace(
                  chain(identity(arguments.at(0)), call("identity")).link(echo(arguments.at(1))));
            }),
        TaskDefinition.named(TASKS + "replace_with_chain_which_raises", Object.class)
            .parameter(TaskParameter.rest("args", Object.class))
            .parameter(TaskParameter.nullable("link_msg", Object.class))
            .bound()
            .handler((task, arguments) -> {
              throw task.replace(
                  chain(identity(arguments.at(0)), call("raise_error"))
                      .linkError(echo(arguments.at(1))));
            }));
  }

  private static Signature<Object> identity(@Nullable Object args) {
    return call("identity", args instanceof List<?> list ? list.toArray() : new Object[0]);
  }

  private static Signature<Object> echo(@Nullable Object message) {
    return message == null ? call("redis_echo") : call("redis_echo", message).immutable();
  }
}
