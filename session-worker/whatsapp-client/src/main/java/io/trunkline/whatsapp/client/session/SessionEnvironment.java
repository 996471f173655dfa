package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.ClientVersions;
import io.trunkline.whatsapp.client.SessionClock;
import io.trunkline.whatsapp.client.Tallies;
import io.trunkline.whatsapp.client.Ticker;
import io.trunkline.whatsapp.client.WhatsAppSettings;
import io.trunkline.whatsapp.client.media.MediaTransport;
import io.trunkline.whatsapp.client.socket.SocketConnector;
import io.trunkline.whatsapp.protocol.crypto.Randomness;

/// What all sessions of a process share.
public record SessionEnvironment(
    WhatsAppSettings settings,
    SocketConnector connector,
    SessionClock clock,
    Randomness randomness,
    Ticker ticker,
    MediaTransport media,
    ClientVersions versions,
    Tallies tallies) {}
