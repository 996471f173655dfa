package io.trunkline.whatsapp.client.session;

import io.trunkline.whatsapp.client.FrameGate;
import io.trunkline.whatsapp.client.SentMessages;
import io.trunkline.whatsapp.client.SessionEvents;
import io.trunkline.whatsapp.client.SessionOptions;
import io.trunkline.whatsapp.client.store.SessionStore;

/// What one session is given by its owner.
public record SessionPorts(
    SessionStore store,
    SentMessages sentMessages,
    SessionEvents events,
    FrameGate gate,
    SessionOptions options) {}
