package io.celeriac.testing;

/** What each part of {@link TransportContract} is given. */
interface TransportTests {

  /** The fixture of the running test. */
  TransportFixture fixture();

  /** What is to be expected of this broker. */
  TransportTraits traits();
}
