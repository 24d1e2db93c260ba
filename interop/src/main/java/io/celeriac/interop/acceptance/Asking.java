package io.celeriac.interop.acceptance;

import static io.celeriac.interop.acceptance.Plain.TASKS;

import io.celeriac.Task;
import io.celeriac.TaskContext;
import io.celeriac.TaskRequest;
import io.celeriac.protocol.MessageProperties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tasks that tell what is in their own request. */
final class Asking {

  @Task(TASKS + "ids")
  List<@Nullable Object> ids(TaskContext task, @Nullable Object i) {
    List<@Nullable Object> ids = new ArrayList<>();
    ids.add(task.request().rootId());
    ids.add(task.request().parentId().orElse(null));
    ids.add(i);
    return ids;
  }

  @Task(TASKS + "collect_ids")
  List<@Nullable Object> collectIds(TaskContext task, @Nullable Object res, @Nullable Object i) {
    List<@Nullable Object> both = new ArrayList<>();
    both.add(res);
    both.add(ids(task, i));
    return both;
  }

  @Task(TASKS + "return_priority")
  String returnPriority(TaskContext task, Object... any) {
    return "Priority: " + task.request().priority().orElse(0);
  }

  @Task(TASKS + "return_request_eta")
  @Nullable String returnRequestEta(TaskContext task) {
    return task.request().message().headers().eta();
  }

  @Task(TASKS + "return_properties")
  Map<String, @Nullable Object> returnProperties(TaskContext task) {
    TaskRequest request = task.request();
    MessageProperties properties = request.properties();
    Map<String, @Nullable Object> all = new LinkedHashMap<>(properties.others());
    all.put("correlation_id", properties.correlationId());
    all.put("reply_to", properties.replyTo());
    all.put("delivery_mode", properties.deliveryMode());
    all.put("priority", properties.priority());
    if (properties.expiration() != null) {
      all.put("expiration", properties.expiration());
    }
    return all;
  }

  @Task(TASKS + "return_request_time_limits")
  Map<String, @Nullable Object> returnRequestTimeLimits(TaskContext task) {
    return limits(task);
  }

  @Task(value = TASKS + "task_with_declared_time_limits", timeLimit = "60s", softTimeLimit = "45s")
  Map<String, @Nullable Object> taskWithDeclaredTimeLimits(TaskContext task) {
    return limits(task);
  }

  private static Map<String, @Nullable Object> limits(TaskContext task) {
    TaskRequest request = task.request();
    Map<String, @Nullable Object> limits = new LinkedHashMap<>();
    limits.put(
        "time_limit", either(request.timelimit().hard(), task.definition().options().timeLimit()));
    limits.put(
        "soft_time_limit",
        either(request.timelimit().soft(), task.definition().options().softTimeLimit()));
    return limits;
  }

  private static @Nullable Double either(
      @Nullable Double given, java.util.Optional<Duration> declared) {
    return given != null ? given : declared.map(limit -> limit.toMillis() / 1000.0).orElse(null);
  }

  /** A Python client refuses to send this one; here it only has to exist. */
  @Task(TASKS + "soft_time_limit_must_exceed_time_limit")
  void softTimeLimitMustExceedTimeLimit() {}
}
