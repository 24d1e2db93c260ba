package com.example.guide;

import io.celeriac.Task;
import java.net.URI;

/** A contract that producers and workers share, in the guide. */
public interface Thumbnails {

  @Task("thumbnails.make")
  URI make(URI image);
}
