package io.celeriac.testing;

/** What each part of {@link ResultBackendContract} is given. */
interface ResultTests {

  /** The fixture of the running test. */
  ResultFixture fixture();
}
