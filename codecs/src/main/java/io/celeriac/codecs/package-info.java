/** Serializers and compressors that need a library: msgpack, yaml, bzip2, xz, brotli, zstd. */
@NullMarked
package io.celeriac.codecs;

import org.jspecify.annotations.NullMarked;
