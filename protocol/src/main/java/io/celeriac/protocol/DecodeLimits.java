package io.celeriac.protocol;

/**
 * How much one message may make a worker do before it is refused. Sizes are in bytes.
 *
 * @param maxBodyBytes most bytes of a body as it arrives; 64 MiB
 * @param maxDecompressedBytes most bytes after decompression; 64 MiB
 * @param maxCompressionRatio most bytes that one compressed byte may become; 100
 * @param freeDecompressedBytes bytes that any body may become, whatever its ratio; 1 MiB
 * @param maxNesting deepest nesting of lists and mappings; 100, at most 1000
 * @param maxNumberLength most characters of a number; 4300, as CPython has it
 * @param maxValues most values, names and brackets in a body, since a value takes far more memory
 *     than the byte or two it may have on the wire; 1 million, which are 60 MB at the worst
 */
public record DecodeLimits(
    int maxBodyBytes,
    int maxDecompressedBytes,
    int maxCompressionRatio,
    int freeDecompressedBytes,
    int maxNesting,
    int maxNumberLength,
    int maxValues) {

  private static final int MIB = 1 << 20;

  /** The limits named above. */
  public static final DecodeLimits DEFAULTS =
      new DecodeLimits(64 * MIB, 64 * MIB, 100, MIB, 100, 4300, 1_000_000);

  public DecodeLimits {
    positive("maxBodyBytes", maxBodyBytes);
    positive("maxDecompressedBytes", maxDecompressedBytes);
    positive("maxCompressionRatio", maxCompressionRatio);
    positive("freeDecompressedBytes", freeDecompressedBytes);
    positive("maxNesting", maxNesting);
    positive("maxNumberLength", maxNumberLength);
    positive("maxValues", maxValues);
    if (maxNesting > 1000) {
      throw new IllegalArgumentException(
          "maxNesting may be 1000 at most, for the sake of the stack, but is " + maxNesting);
    }
  }

  /** Returns how many bytes a compressed body of the given size may become. */
  public int decompressedBytes(int compressedBytes) {
    long byRatio = Math.max(freeDecompressedBytes, (long) compressedBytes * maxCompressionRatio);
    return (int) Math.min(maxDecompressedBytes, byRatio);
  }

  /**
   * Makes sure that some bytes, as they arrived, may be read.
   *
   * @param what what to call them in the error
   * @throws LimitExceededException if they are too many
   */
  public void expectReadable(String what, byte[] bytes) {
    if (bytes.length > maxBodyBytes) {
      throw new LimitExceededException(
          "%s of %d B; at most %d B are read (celeriac_max_body_bytes)"
              .formatted(what, bytes.length, maxBodyBytes));
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
    }
  }
}
