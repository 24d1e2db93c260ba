package com.example.guide;

import java.net.URI;

/** What runs behind the contract; only the worker has it. */
record ScaledThumbnails(int width) implements Thumbnails {

  @Override
  public URI make(URI image) {
    return URI.create(image + "?width=" + width);
  }
}
