package io.trunkline.edge.dialect;

import java.util.Set;

/// What the path table says about a request.
public sealed interface Destination {
  /// Whose words an answer of the gateway uses.
  Dialect dialect();

  /// A service behind serves it.
  record Served(Dialect dialect, Service service) implements Destination {}

  /// A service behind serves it to everybody, whatever the request shows.
  record Open(Dialect dialect, Service service) implements Destination {}

  /// The gateway answers by itself: unknown, not plain, or not built.
  record Refused(Dialect dialect, Refusal refusal) implements Destination {}

  /// The gateway's own page about the health of the services, open to everybody.
  record Health() implements Destination {
    @Override
    public Dialect dialect() {
      return Dialect.NONE;
    }
  }

  /// A file of the console, open to everybody: what it shows it asks for with the user's
  /// credential.
  record Console() implements Destination {
    @Override
    public Dialect dialect() {
      return Dialect.NONE;
    }
  }

  /// A page of the gateway's that shows and tries the APIs, or a part of one, open to everybody.
  record Explorer(Dialect dialect) implements Destination {}

  /// The path is known, with other methods.
  record WrongMethod(Dialect dialect, Set<String> allowed) implements Destination {
    public WrongMethod {
      allowed = Set.copyOf(allowed);
    }
  }

  /// The services that requests go to.
  enum Service {
    API,
    WEBHOOK
  }
}
