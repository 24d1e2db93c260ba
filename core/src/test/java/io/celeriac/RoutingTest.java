package io.celeriac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Where calls go, by the cases observed on Celery 5.7 (docs/protocol/routing.md). */
class RoutingTest {

  private static final List<Object> DIRECT_AND_TOPIC =
      List.of(
          Map.of("name", "celery", "exchange", "celery", "routing_key", "celery"),
          Map.of(
              "name", "media",
              "exchange", "media",
              "exchange_type", "topic",
              "routing_key", "media.video.#"));

  private record Sent(
      String exchange, String routingKey, Optional<Integer> priority, String queue) {}

  private static Sent send(
      UnaryOperator<CeleryBuilder> config, UnaryOperator<Signature<Integer>> call) {
    RecordingTransport transport = new RecordingTransport();
    Celery app = config.apply(RecordingTransport.app(transport, () -> "id")).build();
    app.send(call.apply(Signature.of("proj.tasks.add", Integer.class, 1, 1)));
    var sent = transport.published.getFirst();
    return new Sent(
        sent.exchange(),
        sent.routingKey(),
        Optional.ofNullable(sent.message().properties().priority()),
        transport.declared.isEmpty() ? "" : transport.declared.getFirst().name());
  }

  private static Sent sent(String exchange, String key, int priority, String queue) {
    return new Sent(exchange, key, Optional.of(priority), queue);
  }

  @Test
  void a_call_without_a_route_goes_straight_to_the_default_queue() {
    assertThat(send(app -> app, call -> call)).isEqualTo(sent("", "celery", 0, "celery"));
  }

  @Test
  void a_named_queue_leaves_an_unset_priority_out() {
    assertThat(send(app -> app, call -> call.queue("fast")))
        .isEqualTo(new Sent("", "fast", Optional.empty(), "fast"));
  }

  @Test
  void exact_names_beat_globs_and_earlier_globs_beat_later_ones() {
    UnaryOperator<CeleryBuilder> routes =
        app ->
            app.set(
                "task_routes",
                Map.of("proj.tasks.*", "globbed", "proj.tasks.add", Map.of("queue", "exact")));
    assertThat(send(routes, call -> call)).isEqualTo(sent("", "exact", 0, "exact"));
    assertThat(
            send(app -> app.route("proj.*", "first").route("proj.tasks.*", "second"), call -> call))
        .isEqualTo(sent("", "first", 0, "first"));
  }

  @Test
  void a_regular_expression_is_matched_at_the_start_of_the_name() {
    SendOptions toQ1 = SendOptions.NONE.with("queue", "q1");
    assertThat(send(app -> app.route(Pattern.compile("proj\\.(tasks|x)"), toQ1), call -> call))
        .isEqualTo(sent("", "q1", 0, "q1"));
    assertThat(send(app -> app.route(Pattern.compile("tasks"), toQ1), call -> call))
        .isEqualTo(sent("", "celery", 0, "celery"));
  }

  @Test
  void a_router_that_does_not_answer_leaves_it_to_the_next() {
    assertThat(
            send(
                app ->
                    app.route((task, args, kwargs, options) -> Optional.empty())
                        .route((task, args, kwargs, options) ->
                            Optional.of(SendOptions.NONE.with("queue", "fn").with("priority", 2))),
                call -> call))
        .isEqualTo(sent("", "fn", 2, "fn"));
  }

  @Test
  void options_of_the_call_beat_the_route() {
    assertThat(
            send(
                app ->
                    app.route(
                        "proj.tasks.add", SendOptions.NONE.with("queue", "q1").with("priority", 9)),
                call -> call.queue("q9").priority(1)))
        .isEqualTo(sent("", "q9", 1, "q9"));
  }

  @Test
  void options_of_the_task_beat_the_route() {
    RecordingTransport transport = new RecordingTransport();
    TaskDefinition<Integer> task =
        TaskDefinition.named("proj.tasks.limited", Integer.class)
            .options(TaskOptions.builder().priority(5).build())
            .handler((context, arguments) -> 1);
    Celery app =
        RecordingTransport.app(transport, () -> "id")
            .tasks(task)
            .route("proj.tasks.limited", SendOptions.NONE.with("queue", "q1").with("priority", 1))
            .build();

    app.send(Signature.of("proj.tasks.limited", Integer.class));

    assertThat(transport.published.getFirst().message().properties().priority()).isEqualTo(5);
    assertThat(transport.published.getFirst().routingKey()).isEqualTo("q1");
  }

  @Test
  void a_queue_on_a_topic_exchange_is_reached_through_it_with_its_binding_key_literally() {
    UnaryOperator<CeleryBuilder> queues = app -> app.set("task_queues", DIRECT_AND_TOPIC);
    assertThat(send(queues, call -> call.queue("media")))
        .isEqualTo(new Sent("media", "media.video.#", Optional.empty(), "media"));
    assertThat(send(queues, call -> call.queue("media").routingKey("media.video.encode")))
        .isEqualTo(new Sent("media", "media.video.encode", Optional.empty(), "media"));
    assertThat(send(queues, call -> call.queue("media").exchange("amq.topic")))
        .isEqualTo(new Sent("amq.topic", "", Optional.empty(), "media"));
  }

  @Test
  void on_a_direct_exchange_a_lone_exchange_or_key_is_ignored_and_both_together_count() {
    UnaryOperator<CeleryBuilder> queues = app -> app.set("task_queues", DIRECT_AND_TOPIC);
    assertThat(send(queues, call -> call.exchange("amq.topic")))
        .isEqualTo(sent("", "celery", 0, "celery"));
    assertThat(send(queues, call -> call.routingKey("zzz")))
        .isEqualTo(sent("", "celery", 0, "celery"));
    assertThat(send(queues, call -> call.queue("celery").exchange("amq.topic").routingKey("q")))
        .isEqualTo(new Sent("amq.topic", "q", Optional.empty(), "celery"));
  }

  @Test
  void a_route_of_exchange_and_key_without_a_queue_declares_nothing() {
    assertThat(
            send(
                app ->
                    app.route(
                        "proj.tasks.add",
                        SendOptions.NONE.with("exchange", "amq.topic").with("routing_key", "a.b")),
                call -> call))
        .isEqualTo(sent("amq.topic", "a.b", 0, ""));
  }

  @Test
  void the_default_queue_exchange_and_key_can_be_renamed() {
    RecordingTransport transport = new RecordingTransport();
    Celery app =
        RecordingTransport.app(transport, () -> "id")
            .set(Setting.TASK_DEFAULT_QUEUE, "jobs")
            .set(Setting.TASK_DEFAULT_EXCHANGE, "jobs.ex")
            .set(Setting.TASK_DEFAULT_ROUTING_KEY, "jobs.key")
            .build();

    app.send(Signature.of("proj.tasks.add", Integer.class, 1, 1));

    assertThat(transport.declared)
        .containsExactly(Queue.of("jobs", Exchange.direct("jobs.ex"), "jobs.key"));
    assertThat(transport.published.getFirst().routingKey()).isEqualTo("jobs");
  }

  @Test
  void missing_queues_get_the_type_and_exchange_type_of_the_settings() {
    assertThat(
            send(
                app ->
                    app.set("task_create_missing_queue_type", "quorum")
                        .set("task_create_missing_queue_exchange_type", "topic")
                        .route("proj.*", "q1"),
                call -> call))
        .isEqualTo(sent("q1", "q1", 0, "q1"));
  }

  @Test
  void an_unknown_queue_where_none_are_created_is_an_error_that_lists_those_there_are() {
    assertThatThrownBy(() ->
            send(
                app -> app.set(Setting.TASK_CREATE_MISSING_QUEUES, false),
                call -> call.queue("fsat")))
        .isInstanceOf(RoutingException.class)
        .hasMessageContaining("'fsat'")
        .hasMessageContaining("celery")
        .hasMessageContaining("task_create_missing_queues");
  }

  @Test
  void a_route_that_is_neither_a_name_nor_a_table_is_an_error() {
    assertThatThrownBy(
            () -> send(app -> app.set("task_routes", Map.of("a", List.of(1))), call -> call))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("task_routes");
  }
}
