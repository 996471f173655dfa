package io.trunkline.simulator.socket;

import io.trunkline.simulator.fault.Faults;
import io.trunkline.simulator.observe.StanzaLog;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.simulator.server.DeliveryFaults;
import io.trunkline.simulator.server.PairingDesk;
import io.trunkline.simulator.server.Server;
import io.trunkline.simulator.trust.Trust;
import io.trunkline.whatsapp.protocol.crypto.Randomness;

/// What all connections share.
public record Surroundings(
    Trust trust,
    Server server,
    PairingDesk desk,
    Faults faults,
    DeliveryFaults deliveryFaults,
    Stats stats,
    StanzaLog log,
    Randomness randomness) {}
