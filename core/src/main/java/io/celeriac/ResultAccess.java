package io.celeriac;

import io.celeriac.protocol.ResultTuple;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.ResultDocument;
import io.celeriac.spi.TaskScope;
import io.celeriac.spi.ValueConverter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What handles of results share: the backend that they ask, and how a document becomes a value or
 * an exception. Thread-safe.
 */
record ResultAccess(
    ResultBackend backend, ValueConverter converter, Control control, FailureTypes failures) {

  /** The handle of a task or group that has just been given its id. */
  AsyncResult<?> of(ResultNode node, boolean ignored) {
    ResultNode parent = node.parent();
    AsyncResult<?> before = parent == null ? null : of(parent, false);
    List<ResultNode> members = node.members();
    if (members == null) {
      return new AsyncResult<>(node.id(), node.type(), this, before, ignored);
    }
    List<AsyncResult<?>> results = new ArrayList<>(members.size());
    members.forEach(each -> results.add(of(each, ignored)));
    return new GroupResult<>(node.id(), node.type(), this, before, results);
  }

  /** The handle that a tuple stands for; for a group the type is that of its list. */
  AsyncResult<?> of(ResultTuple tuple, Type type) {
    ResultTuple parent = tuple.parent();
    AsyncResult<?> before = parent == null ? null : of(parent, Object.class);
    List<ResultTuple> members = tuple.members();
    if (members == null) {
      return new AsyncResult<>(tuple.id(), type, this, before, false);
    }
    Type element =
        type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : Object.class;
    List<AsyncResult<?>> results = new ArrayList<>(members.size());
    members.forEach(each -> results.add(of(each, element)));
    return new GroupResult<>(tuple.id(), type, this, before, results);
  }

  /**
   * The value of a document.
   *
   * @throws TaskFailedException when it is that of a failure, or what the app has in its place
   * @throws TaskRevokedError when it is that of a task that was not run
   * @throws ResultBackendException when the value is of another type
   */
  @Nullable Object value(ResultDocument document, Type type) {
    if (!document.status().equals("SUCCESS")) {
      throw failure(document);
    }
    try {
      return converter.fromWire(document.result(), type);
    } catch (ArgumentException e) {
      throw new ResultBackendException(
          "The result of task " + document.taskId() + " would be " + e.getMessage());
    }
  }

  /** What is thrown for a document that is ready and no success. */
  RuntimeException failure(ResultDocument document) {
    return failures.thrown(
        Failures.fromWire(
            document.taskId(), document.status(), document.result(), document.traceback()));
  }

  /** Refuses to wait inside a task, unless that was allowed. */
  static void expectMayWait(String id) {
    if (TaskScope.current().isPresent() && !TaskScope.mayWait()) {
      throw new IllegalStateException(
          "Waiting for task "
              + id
              + " inside a task can lock up the worker when all its slots wait; use a callback"
              + " (link), a chain or a chord instead, or TaskContext.allowJoinResult where you are"
              + " sure");
    }
  }

  /** The documents of some tasks, missing ones left out. */
  Map<String, ResultDocument> documents(List<String> ids) {
    return backend.findAll(ids);
  }
}
