package io.celeriac.worker;

import org.jspecify.annotations.Nullable;

/** What remote control asks of a worker's events. */
interface EventSwitch {

  /** Of a worker that sends none. */
  EventSwitch NONE =
      new EventSwitch() {
        @Override
        public boolean isAvailable() {
          return false;
        }

        @Override
        public boolean enable() {
          return false;
        }

        @Override
        public boolean disable() {
          return false;
        }

        @Override
        public void heartbeat() {}

        @Override
        public void election(String id, String topic, @Nullable Object action) {}
      };

  /** Whether events can be sent at all. */
  boolean isAvailable();

  /** Sends events of tasks from now on; whether that is a change. */
  boolean enable();

  /** Sends no more events of tasks; whether that is a change. */
  boolean disable();

  /** Sends a heartbeat now. */
  void heartbeat();

  /** Begins an election among the nodes. */
  void election(String id, String topic, @Nullable Object action);
}
