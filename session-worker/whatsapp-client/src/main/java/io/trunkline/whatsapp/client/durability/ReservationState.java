package io.trunkline.whatsapp.client.durability;

/// Where a [RatchetReservation] stands.
sealed interface ReservationState {

  /// Uses are taken. The normal state.
  ///
  /// @param durable what the last successful write holds
  record Active(Reserved durable) implements ReservationState {}

  /// The exact counter is being written for the next owner; a further use would run past it.
  ///
  /// @param durable what the last successful write holds
  record HandingOver(Reserved durable) implements ReservationState {}

  /// A write failed or its outcome is unknown: memory is worth nothing any more.
  record Discarded() implements ReservationState {}
}
