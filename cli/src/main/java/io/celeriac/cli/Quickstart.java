package io.celeriac.cli;

import io.celeriac.AsyncResult;
import io.celeriac.Celery;
import io.celeriac.Signature;
import io.celeriac.TaskDefinitions;
import io.celeriac.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration: a Redis, a worker, and calls whose stories are shown while they happen. It
 * ends well when every call ended as it should.
 */
final class Quickstart {

  private static final int CROWD = 1000;
  private static final long FRAME_MILLIS = 80;
  private static final Duration LULL = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final QuickstartView view;
  private final CrowdStory crowd;
  private final Stage stage;
  private final List<CallStory> singles =
      QuickstartCall.all().stream().map(CallStory::new).toList();
  private final List<Story> stories = new ArrayList<>(singles);

  Quickstart(QuickstartView view, boolean unicode) {
    this.view = view;
    this.crowd = new CrowdStory(CROWD + (unicode ? " × " : " x ") + "nap(1 s)", CROWD);
    this.stage = new Stage(System::nanoTime, crowd);
    stories.add(crowd);
  }

  /** Makes the app; what its worker runs, the stage sees. */
  Celery app(String url) {
    return Celery.named("quickstart")
        .broker(url)
        .resultBackend(url)
        .tasks(TaskDefinitions.from(new QuickstartTasks(stage)))
        .intercept(stage)
        .build();
  }

  /** Makes the worker: with room for the crowd and everybody else at once. */
  static Worker worker(Celery app) {
    return app.worker().concurrency(2 * CROWD).prefetchMultiplier(1).build();
  }

  /** Waits for the first answer, which tells that the worker is there; how long it took. */
  Duration warmUp(Celery app) throws InterruptedException {
    stage.begin();
    int five = app.send(Signature.of("quickstart.add", Integer.class, 2, 3)).get(PATIENCE);
    return Duration.ofNanos(stage.now()).multipliedBy(five / 5);
  }

  /** Calls the tasks, and shows what happens to them; whether all ended as they should. */
  boolean demonstrate(Celery app) throws InterruptedException {
    stage.begin();
    singles.forEach(story -> send(app, story));
    // After the quick ones, which would have to wait for it to be read.
    show(() -> singles.stream().filter(story -> story.call().quick()).allMatch(Story::ended), LULL);
    sendCrowd(app);
    show(() -> stories.stream().allMatch(Story::ended), PATIENCE);
    view.close(stories, stage.now());
    return stories.stream().allMatch(story -> story.complaint().isEmpty());
  }

  private void show(BooleanSupplier done, Duration patience) throws InterruptedException {
    while (!done.getAsBoolean() && stage.now() < patience.toNanos()) {
      view.show(stories, stage.now());
      stage.awaitChange(FRAME_MILLIS);
    }
  }

  private void send(Celery app, CallStory story) {
    String id = UUID.randomUUID().toString();
    stage.watch(id, story);
    story.sent(stage.now());
    app.send(story.call().signature().taskId(id))
        .toCompletionStage()
        .whenComplete((value, thrown) -> {
          story.answered(stage.now(), new QuickstartCall.Answer(value, cause(thrown)));
          stage.changed();
        });
  }

  private void sendCrowd(Celery app) {
    List<Signature<Integer>> calls =
        IntStream.range(0, CROWD)
            .mapToObj(i -> Signature.of("quickstart.nap", Integer.class, i))
            .toList();
    crowd.sent(stage.now());
    for (AsyncResult<Integer> result : app.sendAll(calls)) {
      result
          .toCompletionStage()
          .whenComplete((value, thrown) -> crowd.answered(stage.now(), value, cause(thrown)));
    }
  }

  private static @Nullable Throwable cause(@Nullable Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }

  /** From now on calls from elsewhere are told of. */
  void welcome(Stage.Guests guests) {
    stage.welcome(guests);
  }

  /** How many calls there were. */
  int calls() {
    return stories.stream().mapToInt(Story::calls).sum();
  }
}
