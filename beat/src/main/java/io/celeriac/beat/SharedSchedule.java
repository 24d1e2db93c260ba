package io.celeriac.beat;

import io.celeriac.BeatEntry;
import io.celeriac.CustomSchedule;
import io.celeriac.StoredSchedule;
import io.celeriac.spi.ScheduleStore;
import io.celeriac.spi.StoredEntry;
import io.celeriac.spi.ValueConverter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The schedule in a shared store, to look at and to change. Thread-safe. */
final class SharedSchedule implements StoredSchedule {

  private final ScheduleStore store;
  private final DueTimes times;
  private final ValueConverter converter;
  private final Clock clock;

  SharedSchedule(ScheduleStore store, DueTimes times, ValueConverter converter, Clock clock) {
    this.store = store;
    this.times = times;
    this.converter = converter;
    this.clock = clock;
  }

  @Override
  public String displayUrl() {
    return store.displayUrl();
  }

  @Override
  public Optional<String> leader() {
    return store.leader();
  }

  @Override
  public List<Item> list() {
    List<Item> items = new ArrayList<>();
    for (StoredEntry each : store.entries()) {
      items.add(item(each.name(), StoredForm.of(each)));
    }
    items.sort(Comparator.comparing(Item::name));
    return items;
  }

  private Item item(String name, StoredForm form) {
    Entry entry = new Entry(form.entry(name), form.since(), form.runs());
    return new Item(
        name,
        entry.schedule().toString(),
        entry.task().call().task(),
        form.isEnabled(),
        form.isConfigured(),
        form.runs().lastRunAt(),
        form.runs().totalRunCount(),
        form.isEnabled() ? times.next(entry.schedule(), entry.countedFrom()) : Optional.empty());
  }

  @Override
  public void add(BeatEntry entry) {
    boolean supplied =
        Stream.concat(entry.call().args().stream(), entry.call().kwargs().values().stream())
            .anyMatch(Supplier.class::isInstance);
    if (supplied
        || entry.schedule() instanceof CustomSchedule
        || entry.call().subtaskType().isPresent()) {
      throw new IllegalArgumentException(
          "The entry "
              + entry.name()
              + " has code in it or is a workflow, which no store can keep; give it to the app as a"
              + " periodic task");
    }
    StoredForm fresh = StoredForm.of(entry, false, converter, clock.instant());
    StoredForm wanted = find(entry.name()).map(old -> old.replacedBy(fresh)).orElse(fresh);
    store.put(wanted.stored(entry.name()));
  }

  @Override
  public boolean remove(String name) {
    return store.remove(name);
  }

  @Override
  public boolean enable(String name) {
    return change(name, true);
  }

  @Override
  public boolean disable(String name) {
    return change(name, false);
  }

  private boolean change(String name, boolean enabled) {
    Optional<StoredForm> found = find(name);
    found
        .filter(form -> form.isEnabled() != enabled)
        .ifPresent(form -> store.put(form.enabled(enabled, clock.instant()).stored(name)));
    return found.isPresent();
  }

  private Optional<StoredForm> find(String name) {
    return store.entries().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .map(StoredForm::of);
  }

  @Override
  public void close() {
    store.close();
  }
}
