package io.celeriac;

import io.celeriac.protocol.Embed;
import io.celeriac.protocol.MessageProperties;
import io.celeriac.protocol.TaskHeaders;
import io.celeriac.protocol.TaskMessage;
import io.celeriac.spi.DeliveryInfo;
import io.celeriac.spi.ValueConverter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a chord whose header failed, or whose body could not be sent: the body fails in its place,
 * its error callbacks are called, and what is chained after it fails as well.
 * docs/protocol/results.md, section 7.4.
 */
final class ChordFailure {

  private static final Logger LOG = LoggerFactory.getLogger(ChordFailure.class);

  private final CanvasSender canvas;
  private final ValueConverter converter;
  private final Errbacks errbacks;
  private final StoredFailures failures;
  private final ChainFailure chains;
  private final Control control;

  ChordFailure(
      CanvasSender canvas,
      ValueConverter converter,
      Errbacks errbacks,
      StoredFailures failures,
      ChainFailure chains,
      Control control) {
    this.canvas = canvas;
    this.converter = converter;
    this.errbacks = errbacks;
    this.failures = failures;
    this.chains = chains;
    this.control = control;
  }

  /** Fails a chord's body. */
  void fail(Draft body, TaskError.ChordError error) {
    switch (body) {
      case GroupDraft group -> fail(group, error);
      // A chord as body stands for its own body.
      case ChordDraft chord when chord.body != null -> {
        Draft inner = chord.body;
        chord.drafts(Draft.LINK_ERROR).forEach(each -> inner.append(Draft.LINK_ERROR, each));
        if (chord.options.get(Draft.CHAIN) instanceof List<?> rest) {
          inner.options.putIfAbsent(Draft.CHAIN, rest);
        }
        fail(inner, error);
      }
      case TaskDraft _, ChainDraft _, ChordDraft _ -> {
        String id = Objects.requireNonNullElseGet(body.text(Draft.TASK_ID), canvas.ids()::next);
        errbacks.call(request(body, id), body.drafts(Draft.LINK_ERROR), error, null);
        failures.ofBody(id, error, body.text("reply_to"));
        chains.fail(rest(body), error, null, true);
      }
    }
  }

  /** Each task of a body that is a group fails with what happened in the header. */
  private void fail(GroupDraft group, TaskError.ChordError error) {
    Throwable original = error.getCause() == null ? error : error.getCause();
    List<Draft> ofGroup = group.drafts(Draft.LINK_ERROR);
    ResultNode frozen = group.freeze(Draft.Frozen.NOTHING, canvas.ids());
    List<ResultNode> results = Objects.requireNonNull(frozen.members());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      Draft task = group.tasks.get(i);
      String id = results.get(i).id();
      ids.add(id);
      Set<Draft> all = new LinkedHashSet<>(errbacksOf(task));
      Set<Map<String, @Nullable Object>> seen = new LinkedHashSet<>();
      all.addAll(ofGroup);
      List<Draft> once = all.stream().filter(each -> seen.add(each.toMap(converter))).toList();
      try {
        errbacks.call(request(task, id), once, original, null);
      } catch (BrokerException e) {
        LOG.error("Error callbacks of task {} could not be sent: {}", id, e.getMessage(), e);
      }
      failures.ofBody(id, original, task.text("reply_to"));
    }
    failures.ofBody(frozen.id(), original, null);
    try {
      control.revoke(ids, false, "SIGTERM");
    } catch (BrokerException e) {
      LOG.warn("The tasks of a failed chord could not be revoked: {}", e.getMessage());
    }
    chains.fail(rest(group), error, null, true);
  }

  /** A chord's result is that of its body, and so are its error callbacks. */
  private static List<Draft> errbacksOf(Draft task) {
    return switch (task) {
      case ChordDraft chord when chord.body != null -> {
        List<Draft> all = new ArrayList<>(chord.drafts(Draft.LINK_ERROR));
        all.addAll(errbacksOf(chord.body));
        yield all;
      }
      case GroupDraft group -> {
        List<Draft> all = new ArrayList<>(group.drafts(Draft.LINK_ERROR));
        group.tasks.forEach(each -> all.addAll(errbacksOf(each)));
        yield all;
      }
      case TaskDraft _, ChainDraft _, ChordDraft _ -> task.drafts(Draft.LINK_ERROR);
    };
  }

  private List<Draft> rest(Draft body) {
    return Drafts.several(body.options.get(Draft.CHAIN));
  }

  /** What a request of the body would have been, for error callbacks that look at it. */
  private TaskRequest request(Draft body, String id) {
    Map<String, @Nullable Object> kwargs = new LinkedHashMap<>();
    List<@Nullable Object> args = new ArrayList<>();
    if (body instanceof TaskDraft task) {
      task.kwargs.forEach((name, value) -> kwargs.put(name, Draft.wire(value, converter)));
      task.args.forEach(each -> args.add(Draft.wire(each, converter)));
    }
    return new TaskRequest(
        new TaskMessage(TaskHeaders.builder(body.task(), id).build(), args, kwargs, Embed.EMPTY),
        MessageProperties.of(),
        new DeliveryInfo("", "", "", false),
        "");
  }
}
