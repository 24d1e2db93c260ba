package io.celeriac.protocol;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a protocol 2 task message; of a protocol 1 message, the same facts from its body.
 * Times stay text, as they were written: parse them with {@link IsoTime#parse}.
 *
 * @param lang language of the producer; never checked by a worker
 * @param task name of the task to run
 * @param id id of this call
 * @param shadow name to show in logs and monitors in place of {@code task}
 * @param eta earliest time to run, ISO 8601
 * @param expires time after which the task is discarded, ISO 8601
 * @param group id of the group the task belongs to
 * @param groupIndex position within the group, from 0
 * @param retries how often the task has been retried
 * @param timelimit hard and soft time limit of this call
 * @param rootId id of the first task of the workflow
 * @param parentId id of the task that sent this one
 * @param argsrepr text to show for the arguments
 * @param kwargsrepr text to show for the keyword arguments
 * @param origin node that sent the first attempt
 * @param ignoreResult whether the result is dropped; null leaves it to the task
 * @param replacedTaskNesting how often this task has been replaced by another
 * @param stampedHeaders names of the stamps, or null without any
 * @param stamps stamps by name
 * @param custom every other header, such as the caller's own and {@code redelivered}
 */
public record TaskHeaders(
    @Nullable String lang,
    String task,
    String id,
    @Nullable String shadow,
    @Nullable String eta,
    @Nullable String expires,
    @Nullable String group,
    @Nullable Integer groupIndex,
    int retries,
    TimeLimit timelimit,
    @Nullable String rootId,
    @Nullable String parentId,
    @Nullable String argsrepr,
    @Nullable String kwargsrepr,
    @Nullable String origin,
    @Nullable Boolean ignoreResult,
    int replacedTaskNesting,
    @Nullable List<String> stampedHeaders,
    Map<String, @Nullable Object> stamps,
    Map<String, @Nullable Object> custom) {

  // Not compact: only a constructor spelled out keeps the nullness of type arguments for other
  // modules.
  public TaskHeaders(
      @Nullable String lang,
      String task,
      String id,
      @Nullable String shadow,
      @Nullable String eta,
      @Nullable String expires,
      @Nullable String group,
      @Nullable Integer groupIndex,
      int retries,
      TimeLimit timelimit,
      @Nullable String rootId,
      @Nullable String parentId,
      @Nullable String argsrepr,
      @Nullable String kwargsrepr,
      @Nullable String origin,
      @Nullable Boolean ignoreResult,
      int replacedTaskNesting,
      @Nullable List<String> stampedHeaders,
      Map<String, @Nullable Object> stamps,
      Map<String, @Nullable Object> custom) {
    this.lang = lang;
    this.task = Objects.requireNonNull(task, "task");
    this.id = Objects.requireNonNull(id, "id");
    this.shadow = shadow;
    this.eta = eta;
    this.expires = expires;
    this.group = group;
    this.groupIndex = groupIndex;
    this.retries = retries;
    this.timelimit = Objects.requireNonNull(timelimit, "timelimit");
    this.rootId = rootId;
    this.parentId = parentId;
    this.argsrepr = argsrepr;
    this.kwargsrepr = kwargsrepr;
    this.origin = origin;
    this.ignoreResult = ignoreResult;
    this.replacedTaskNesting = replacedTaskNesting;
    this.stampedHeaders = stampedHeaders == null ? null : List.copyOf(stampedHeaders);
    this.stamps = Immutable.map(stamps);
    this.custom = Immutable.map(custom);
  }

  /**
   * Returns a builder with Celery's defaults: written in {@code java}, its own root, kept result.
   */
  public static Builder builder(String task, String id) {
    return new Builder(task, id);
  }

  /** Returns a builder that starts from these headers. */
  public Builder toBuilder() {
    return new Builder(task, id)
        .lang(lang)
        .shadow(shadow)
        .eta(eta)
        .expires(expires)
        .group(group)
        .groupIndex(groupIndex)
        .retries(retries)
        .timelimit(timelimit)
        .rootId(rootId)
        .parentId(parentId)
        .argsrepr(argsrepr)
        .kwargsrepr(kwargsrepr)
        .origin(origin)
        .ignoreResult(ignoreResult)
        .replacedTaskNesting(replacedTaskNesting)
        .stampedHeaders(stampedHeaders)
        .stamps(stamps)
        .custom(custom);
  }

  /** Returns the headers of a protocol 2 message in Celery's order, custom ones merged in last. */
  public Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> map = LinkedHashMap.newLinkedHashMap(20 + custom.size());
    map.put("lang", lang);
    map.put("task", task);
    map.put("id", id);
    map.put("shadow", shadow);
    map.put("eta", eta);
    map.put("expires", expires);
    map.put("group", group);
    map.put("group_index", groupIndex);
    map.put("retries", retries);
    map.put("timelimit", timelimit.toList());
    map.put("root_id", rootId);
    map.put("parent_id", parentId);
    map.put("argsrepr", argsrepr);
    map.put("kwargsrepr", kwargsrepr);
    map.put("origin", origin);
    map.put("ignore_result", ignoreResult);
    map.put("replaced_task_nesting", replacedTaskNesting);
    map.put("stamped_headers", stampedHeaders);
    map.put("stamps", stamps);
    map.putAll(custom);
    return map;
  }

  /** Collects task headers; every setter takes the place of the value before. Not thread-safe. */
  public static final class Builder {
    private String task;
    private String id;
    private @Nullable String lang = "java";
    private @Nullable String shadow;
    private @Nullable String eta;
    private @Nullable String expires;
    private @Nullable String group;
    private @Nullable Integer groupIndex;
    private int retries;
    private TimeLimit timelimit = TimeLimit.NONE;
    private @Nullable String rootId;
    private @Nullable String parentId;
    private @Nullable String argsrepr;
    private @Nullable String kwargsrepr;
    private @Nullable String origin;
    private @Nullable Boolean ignoreResult = false;
    private int replacedTaskNesting;
    private @Nullable List<String> stampedHeaders;
    private Map<String, @Nullable Object> stamps = Map.of();
    private Map<String, @Nullable Object> custom = Map.of();

    private Builder(String task, String id) {
      this.task = task;
      this.id = id;
      this.rootId = id;
    }

    public Builder task(String value) {
      this.task = value;
      return this;
    }

    public Builder id(String value) {
      this.id = value;
      return this;
    }

    public Builder lang(@Nullable String value) {
      this.lang = value;
      return this;
    }

    public Builder shadow(@Nullable String value) {
      this.shadow = value;
      return this;
    }

    public Builder eta(@Nullable String value) {
      this.eta = value;
      return this;
    }

    public Builder expires(@Nullable String value) {
      this.expires = value;
      return this;
    }

    public Builder group(@Nullable String value) {
      this.group = value;
      return this;
    }

    public Builder groupIndex(@Nullable Integer value) {
      this.groupIndex = value;
      return this;
    }

    public Builder retries(int value) {
      this.retries = value;
      return this;
    }

    public Builder timelimit(TimeLimit value) {
      this.timelimit = value;
      return this;
    }

    public Builder rootId(@Nullable String value) {
      this.rootId = value;
      return this;
    }

    public Builder parentId(@Nullable String value) {
      this.parentId = value;
      return this;
    }

    public Builder argsrepr(@Nullable String value) {
      this.argsrepr = value;
      return this;
    }

    public Builder kwargsrepr(@Nullable String value) {
      this.kwargsrepr = value;
      return this;
    }

    public Builder origin(@Nullable String value) {
      this.origin = value;
      return this;
    }

    public Builder ignoreResult(@Nullable Boolean value) {
      this.ignoreResult = value;
      return this;
    }

    public Builder replacedTaskNesting(int value) {
      this.replacedTaskNesting = value;
      return this;
    }

    public Builder stampedHeaders(@Nullable List<String> value) {
      this.stampedHeaders = value;
      return this;
    }

    public Builder stamps(Map<String, @Nullable Object> value) {
      this.stamps = value;
      return this;
    }

    public Builder custom(Map<String, @Nullable Object> value) {
      this.custom = value;
      return this;
    }

    public TaskHeaders build() {
      return new TaskHeaders(
          lang,
          task,
          id,
          shadow,
          eta,
          expires,
          group,
          groupIndex,
          retries,
          timelimit,
          rootId,
          parentId,
          argsrepr,
          kwargsrepr,
          origin,
          ignoreResult,
          replacedTaskNesting,
          stampedHeaders,
          stamps,
          custom);
    }
  }
}
