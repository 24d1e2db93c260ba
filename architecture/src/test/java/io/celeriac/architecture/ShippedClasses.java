package io.celeriac.architecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** Leaves tests out, wherever under target/ a build keeps them. */
final class ShippedClasses implements ImportOption {

  @Override
  public boolean includes(Location location) {
    return !location.contains("/test-classes/");
  }
}
