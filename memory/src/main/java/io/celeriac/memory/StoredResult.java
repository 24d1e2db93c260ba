package io.celeriac.memory;

import io.celeriac.spi.ResultDocument;

/**
 * A result document as it is kept: encoded, so that it changes with nobody, and holds nothing that
 * another result backend could not hold.
 *
 * @param bytes the document
 * @param isSuccess whether its state is SUCCESS, which nothing overwrites
 * @param isReady whether its state is final
 * @param expiresAt when its time is up, in milliseconds of the clock
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record StoredResult(byte[] bytes, boolean isSuccess, boolean isReady, long expiresAt)
    implements ExpiringMap.Expiring {

  static StoredResult of(ResultDocument document, byte[] bytes, long expiresAt) {
    return new StoredResult(
        bytes, document.status().equals("SUCCESS"), document.isReady(), expiresAt);
  }
}
