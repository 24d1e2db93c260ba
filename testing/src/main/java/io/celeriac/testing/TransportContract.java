package io.celeriac.testing;

import io.celeriac.spi.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every transport does, as tests. A transport's own test class extends this one and says how
 * to open it; where a broker differs by its nature, its {@link TransportTraits} say how, and the
 * tests expect that instead. The queues and exchanges of each test have names of their own, so that
 * a server can be shared; a subclass may delete them afterwards.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
public abstract class TransportContract
    implements PublishingTests,
        ReceivingTests,
        ListeningTests,
        SettlingTests,
        ParkingTests,
        PrefetchTests,
        RoutingTests,
        WaitingOrderTests,
        ClosingTests,
        MalformedItemTests,
        ConcurrencyTests {

  private @Nullable TransportFixture fixture;

  /**
   * Opens a transport to the broker under test. Called at least once for each test; the transports
   * of one test must reach the same broker, as several processes do. They are closed by the test.
   */
  protected abstract Transport openTransport();

  @Override
  public abstract TransportTraits traits();

  /**
   * What a broken program could put into a queue so that its reader cannot even find the message.
   * None by default: right for brokers whose protocol carries messages whole.
   */
  @Override
  public List<MalformedItem> malformedItems() {
    return List.of();
  }

  /**
   * How long to listen for messages that must not come: longer than the broker takes to deliver one
   * that is there. 300 ms by default.
   */
  protected Duration quiet() {
    return Duration.ofMillis(300);
  }

  @Override
  public final TransportFixture fixture() {
    if (fixture == null) {
      throw new IllegalStateException("The fixture is there only while a test runs");
    }
    return fixture;
  }

  @BeforeEach
  final void openFixture() {
    fixture = new TransportFixture(this::openTransport, quiet());
  }

  @AfterEach
  final void closeFixture() throws Exception {
    if (fixture != null) { // else opening it has aborted the test, for want of a server
      fixture.close();
    }
  }
}
