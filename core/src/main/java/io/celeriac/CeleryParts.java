package io.celeriac;

import io.celeriac.protocol.AcceptContent;
import io.celeriac.protocol.TaskMessageCodec;
import io.celeriac.spi.LamportClock;
import io.celeriac.spi.Pidbox;
import io.celeriac.spi.ResultBackend;
import io.celeriac.spi.Transport;
import io.celeriac.spi.ValueConverter;
import java.time.Clock;
import java.util.List;

/** What an app is made of, put together by {@link CeleryBuilder}. */
record CeleryParts(
    String name,
    Settings settings,
    Clock clock,
    LamportClock lamport,
    Events events,
    TaskRegistry tasks,
    QueueTable queues,
    ValueConverter converter,
    TaskMessageCodec codec,
    AcceptContent accept,
    Transport transport,
    ResultBackend backend,
    TaskSender sender,
    CanvasSender canvas,
    ResultAccess results,
    Control control,
    Pidbox pidbox,
    SignedMessages signatures,
    List<TaskInterceptor> interceptors,
    List<BeatEntry> periodicTasks) {
  CeleryParts {
    interceptors = List.copyOf(interceptors);
    periodicTasks = List.copyOf(periodicTasks);
  }
}
