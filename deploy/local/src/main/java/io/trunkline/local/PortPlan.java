package io.trunkline.local;

import java.util.List;

/// The ports of one installation: every one has a fixed distance from the edge's, so that two
/// installations can stand side by side.
///
/// @param edge where the edge gateway listens; 1024 to 58000, so that the others fit
record PortPlan(int edge) {
  static final int DEFAULT = 3000;

  PortPlan {
    if (edge < 1024 || edge > 58_000) {
      throw new LocalFailure("--port takes a number from 1024 to 58000, not " + edge + ".");
    }
  }

  /// The three ports of the edge: its own, and those that two of the dialects document.
  List<Integer> edgeAll() {
    return List.of(edge, edge + 2, edge + 5000);
  }

  int edgeManagement() {
    return edge + 10;
  }

  int api() {
    return edge + 11;
  }

  int apiManagement() {
    return edge + 12;
  }

  int webhook() {
    return edge + 13;
  }

  int webhookManagement() {
    return edge + 14;
  }

  int postgres() {
    return edge + 20;
  }

  int redis() {
    return edge + 21;
  }

  int kafka() {
    return edge + 22;
  }

  int kafkaController() {
    return edge + 23;
  }

  /// @param number of the worker, from 1
  int workerManagement(int number) {
    return edge + 30 + number;
  }

  int simulatorSocket() {
    return edge + 4080;
  }

  int simulatorTls() {
    return edge + 4443;
  }

  int simulatorControl() {
    return edge + 4090;
  }
}
