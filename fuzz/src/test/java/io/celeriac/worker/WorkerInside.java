package io.celeriac.worker;

import io.celeriac.Celery;
import io.celeriac.Inside;
import io.celeriac.WorkerOptions;
import io.celeriac.protocol.Message;
import java.lang.reflect.Field;
import java.util.Optional;

/** Opens what hostile input reaches in a worker, but applications do not see. */
public final class WorkerInside {

  private WorkerInside() {}

  /** Reads commands and carries them out as a worker does, one that has no connection. */
  public interface Commands {
    void take(Message message);
  }

  /** The commands of a worker of this app that is not started. */
  public static Commands commands(Celery app) throws ReflectiveOperationException {
    CeleryWorker worker = new CeleryWorker(Inside.environment(app), WorkerOptions.UNSAID);
    Optional<?> node = (Optional<?>) value(value(worker, "remote"), "node");
    RemoteRequests requests = (RemoteRequests) value(node.orElseThrow(), "requests");
    return message ->
        requests
            .read(message)
            // It would end the worker, which is what it is for.
            .filter(request -> !request.method().equals("shutdown"))
            .ifPresent(requests::carryOut);
  }

  private static Object value(Object holder, String field) throws ReflectiveOperationException {
    Field declared = holder.getClass().getDeclaredField(field);
    declared.setAccessible(true);
    return declared.get(holder);
  }
}
