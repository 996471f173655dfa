package io.trunkline.whatsapp.client;

import io.trunkline.whatsapp.client.newsletter.NewsletterQuery;
import io.trunkline.whatsapp.protocol.noise.RootOfTrust;
import io.trunkline.whatsapp.protocol.payload.ClientVersion;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// How to reach WhatsApp and how patient to be. Shared by all sessions of a process.
///
/// @param socketUrl `ws://` or `wss://`; default WhatsApp's own
/// @param origin the `Origin` header, which WhatsApp requires
/// @param rootOfTrust key under which the server's Noise certificates must chain
/// @param caCertificatePem a PEM of CAs to trust for TLS instead of the platform's
/// @param clientVersion the web client's version that is claimed; too old a one is refused (405)
/// @param deviceName what the phone shows in its list of linked devices; fixed at pairing
/// @param connectTimeout socket, TLS, WebSocket and Noise together
/// @param requestTimeout for the answer to an iq
/// @param ackTimeout for the server's ack of a message. Past it the socket is taken as dead
/// @param keepAliveInterval a ping goes out after this much silence, give or take a fifth
/// @param keepAliveTimeout silence after a ping that marks the socket as dead
/// @param firstQrLifetime how long the first QR of a connection is shown
/// @param nextQrLifetime how long each further QR is shown
/// @param backoffMin first wait before a reconnect; doubles with each failure
/// @param backoffMax longest wait
/// @param stableAfter a connection open this long resets the backoff
/// @param deviceListLifetime after this a device list is asked for again
/// @param sendWindow sends without the server's ack at a time
/// @param sendQueue sends that may wait for the window; beyond it a send fails as busy
/// @param mediaHosts where the server names none: names with an optional port, best first
/// @param mediaStall a transfer that has not moved for so long is given up
/// @param mediaRetryTimeout how long the phone may take to upload a file again
/// @param newsletterQueries ids that differ from those of [NewsletterQuery]
public record WhatsAppSettings(
    URI socketUrl,
    String origin,
    RootOfTrust rootOfTrust,
    Optional<String> caCertificatePem,
    ClientVersion clientVersion,
    String deviceName,
    Duration connectTimeout,
    Duration requestTimeout,
    Duration ackTimeout,
    Duration keepAliveInterval,
    Duration keepAliveTimeout,
    Duration firstQrLifetime,
    Duration nextQrLifetime,
    Duration backoffMin,
    Duration backoffMax,
    Duration stableAfter,
    Duration deviceListLifetime,
    int sendWindow,
    int sendQueue,
    List<String> mediaHosts,
    Duration mediaStall,
    Duration mediaRetryTimeout,
    Map<NewsletterQuery, String> newsletterQueries) {

  public WhatsAppSettings {
    String scheme = socketUrl.getScheme();
    if (!"ws".equals(scheme) && !"wss".equals(scheme)) {
      throw new IllegalArgumentException("Expected a ws:// or wss:// URL but was " + socketUrl);
    }
    mediaHosts = List.copyOf(mediaHosts);
    newsletterQueries = Map.copyOf(newsletterQueries);
    if (sendWindow < 1 || sendQueue < 0) {
      throw new IllegalArgumentException(
          "Expected sendWindow >= 1 and sendQueue >= 0 but was " + sendWindow + ", " + sendQueue);
    }
  }

  /// WhatsApp's real values.
  public static WhatsAppSettings defaults() {
    return new WhatsAppSettings(
        URI.create("wss://web.whatsapp.com/ws/chat"),
        "https://web.whatsapp.com",
        RootOfTrust.WHATSAPP,
        Optional.empty(),
        new ClientVersion(2, 3000, 1045649367),
        "Trunkline",
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Duration.ofSeconds(25),
        Duration.ofSeconds(10),
        Duration.ofSeconds(60),
        Duration.ofSeconds(20),
        Duration.ofSeconds(3),
        Duration.ofSeconds(30),
        Duration.ofSeconds(60),
        Duration.ofHours(24),
        16,
        64,
        List.of("mmg.whatsapp.net", "mmg-fallback.whatsapp.net"),
        Duration.ofSeconds(60),
        Duration.ofSeconds(60),
        Map.of());
  }

  /// Changes some values by name; see [Builder].
  public WhatsAppSettings with(UnaryOperator<Builder> change) {
    return change.apply(new Builder(this)).build();
  }

  /// The values that differ between installations and tests.
  public static final class Builder {
    private URI socketUrl;
    private RootOfTrust rootOfTrust;
    private Optional<String> caCertificatePem;
    private ClientVersion clientVersion;
    private String deviceName;
    private Duration connectTimeout;
    private Duration requestTimeout;
    private Duration ackTimeout;
    private Duration keepAliveInterval;
    private Duration keepAliveTimeout;
    private Duration backoffMin;
    private Duration backoffMax;
    private int sendWindow;
    private int sendQueue;
    private List<String> mediaHosts;
    private Map<NewsletterQuery, String> newsletterQueries;
    private final WhatsAppSettings base;

    private Builder(WhatsAppSettings base) {
      this.base = base;
      socketUrl = base.socketUrl;
      rootOfTrust = base.rootOfTrust;
      caCertificatePem = base.caCertificatePem;
      clientVersion = base.clientVersion;
      deviceName = base.deviceName;
      connectTimeout = base.connectTimeout;
      requestTimeout = base.requestTimeout;
      ackTimeout = base.ackTimeout;
      keepAliveInterval = base.keepAliveInterval;
      keepAliveTimeout = base.keepAliveTimeout;
      backoffMin = base.backoffMin;
      backoffMax = base.backoffMax;
      sendWindow = base.sendWindow;
      sendQueue = base.sendQueue;
      mediaHosts = base.mediaHosts;
      newsletterQueries = base.newsletterQueries;
    }

    public Builder socketUrl(URI value) {
      socketUrl = value;
      return this;
    }

    public Builder rootOfTrust(RootOfTrust value) {
      rootOfTrust = value;
      return this;
    }

    public Builder caCertificatePem(String value) {
      caCertificatePem = Optional.of(value);
      return this;
    }

    public Builder clientVersion(ClientVersion value) {
      clientVersion = value;
      return this;
    }

    public Builder deviceName(String value) {
      deviceName = value;
      return this;
    }

    public Builder connectTimeout(Duration value) {
      connectTimeout = value;
      return this;
    }

    public Builder requestTimeout(Duration value) {
      requestTimeout = value;
      return this;
    }

    public Builder ackTimeout(Duration value) {
      ackTimeout = value;
      return this;
    }

    public Builder keepAlive(Duration interval, Duration timeout) {
      keepAliveInterval = interval;
      keepAliveTimeout = timeout;
      return this;
    }

    public Builder backoff(Duration min, Duration max) {
      backoffMin = min;
      backoffMax = max;
      return this;
    }

    public Builder sendWindow(int inFlight, int waiting) {
      sendWindow = inFlight;
      sendQueue = waiting;
      return this;
    }

    public Builder mediaHosts(List<String> value) {
      mediaHosts = value;
      return this;
    }

    public Builder newsletterQueries(Map<NewsletterQuery, String> value) {
      newsletterQueries = value;
      return this;
    }

    private WhatsAppSettings build() {
      return new WhatsAppSettings(
          socketUrl,
          base.origin,
          rootOfTrust,
          caCertificatePem,
          clientVersion,
          deviceName,
          connectTimeout,
          requestTimeout,
          ackTimeout,
          keepAliveInterval,
          keepAliveTimeout,
          base.firstQrLifetime,
          base.nextQrLifetime,
          backoffMin,
          backoffMax,
          base.stableAfter,
          base.deviceListLifetime,
          sendWindow,
          sendQueue,
          mediaHosts,
          base.mediaStall,
          base.mediaRetryTimeout,
          newsletterQueries);
    }
  }
}
