package io.trunkline.worker.store;

import java.util.Locale;

/// What is wanted of a session, by whoever may want it. The worker owns it.
public enum DesiredState {
  RUNNING,
  STOPPED,
  LOGGED_OUT;

  String column() {
    return name().toLowerCase(Locale.ROOT);
  }

  static DesiredState ofColumn(String column) {
    return valueOf(column.toUpperCase(Locale.ROOT));
  }
}
