package io.celeriac.interop.acceptance;

import static io.celeriac.interop.acceptance.Plain.TASKS;

import io.celeriac.Default;
import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks that leave marks in Redis, and error callbacks of both styles. */
final class Marking {

  private final Marks marks;

  Marking(Marks marks) {
    this.marks = marks;
  }

  @Task(TASKS + "redis_echo")
  void redisEcho(@Nullable Object message, @Default("\"redis-echo\"") String redis_key) {
    marks.push(redis_key, message);
  }

  @Task(TASKS + "redis_count")
  void redisCount(@Default("\"redis-count\"") String redis_key) {
    marks.count(redis_key);
  }

  @Task(TASKS + "redis_echo_group_id")
  void redisEchoGroupId(
      TaskContext task, @Nullable Object any, @Default("\"redis-group-ids\"") String redis_key) {
    marks.push(redis_key, task.request().group().orElse(null));
  }

  @Task(TASKS + "sum_and_record")
  Object sumAndRecord(TaskContext task, List<@Nullable Object> values, String redis_key) {
    Object sum = PythonValues.sum(values);
    marks.push(redis_key, task.request().id());
    return sum;
  }

  @Task(TASKS + "errback_old_style")
  String errbackOldStyle(String request_id) {
    marks.count(request_id);
    return request_id;
  }

  @Task(TASKS + "errback_new_style")
  String errbackNewStyle(TaskRequest request, Throwable exc, @Nullable String tb) {
    marks.count(request.id());
    return request.id();
  }

  @Task(TASKS + "errback_old_style_with_args")
  void errbackOldStyleWithArgs(String request_id, Object label) {
    marks.push(request_id, label);
  }

  @Task(TASKS + "errback_new_style_with_args")
  void errbackNewStyleWithArgs(
      TaskRequest request, Throwable exc, @Nullable String tb, Object label) {
    marks.push(request.id(), label);
  }
}
