package io.trunkline.simulator.control;

import io.trunkline.simulator.account.Accounts;
import io.trunkline.simulator.fault.Faults;
import io.trunkline.simulator.observe.StanzaLog;
import io.trunkline.simulator.observe.Stats;
import io.trunkline.simulator.phone.PhoneMedia;
import io.trunkline.simulator.phone.Phones;
import io.trunkline.simulator.server.Server;
import io.trunkline.simulator.trust.Trust;
import java.net.URI;
import java.util.function.Supplier;

/// What the control API reaches.
///
/// @param webSocketUrl where clients connect
/// @param secureWebSocketUrl the same over TLS
/// @param mediaHost where files are uploaded and downloaded
/// @param media makes files of phones
/// @param controlUrl the base of the control API
/// @param reset forgets everything but the keys
public record World(
    Trust trust,
    URI webSocketUrl,
    URI secureWebSocketUrl,
    URI mediaHost,
    PhoneMedia media,
    Supplier<URI> controlUrl,
    Accounts accounts,
    Phones phones,
    Server server,
    Faults faults,
    Stats stats,
    StanzaLog log,
    Runnable reset) {}
