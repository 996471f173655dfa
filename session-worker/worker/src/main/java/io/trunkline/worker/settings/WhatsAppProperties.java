package io.trunkline.worker.settings;

import io.trunkline.whatsapp.client.newsletter.NewsletterQuery;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.context.properties.ConfigurationProperties;

/// Where WhatsApp is and how this fleet shows itself there. Everything absent is WhatsApp's own
/// value, so that the same binary runs against the simulator or WhatsApp.
///
/// @param socketUrl `wss://` or `ws://`
/// @param noiseRootPublicKey hex of the 32 bytes under which the server's certificates must chain
/// @param noiseRootSerial serial of that root
/// @param caCertificate file with the CAs, PEM, to trust for TLS instead of the platform's
/// @param clientVersion three numbers with dots
/// @param versionPage where the current version is learned when the claimed one is refused (405)
/// @param deviceName what phones show in their list of linked devices
/// @param keepAliveInterval silence after which a ping goes out
/// @param keepAliveTimeout silence after a ping that marks the socket as dead
/// @param backoffMin first wait before a reconnect
/// @param backoffMax longest wait
/// @param mediaHosts media hosts where the server names none: names with an optional port
/// @param newsletterQueries ids of WhatsApp's queries about newsletters that are not the known ones
///     any more, by [NewsletterQuery]
@ConfigurationProperties("trunkline.whatsapp")
public record WhatsAppProperties(
    Optional<URI> socketUrl,
    Optional<String> noiseRootPublicKey,
    Optional<Integer> noiseRootSerial,
    Optional<String> caCertificate,
    Optional<String> clientVersion,
    Optional<URI> versionPage,
    Optional<String> deviceName,
    Optional<Duration> keepAliveInterval,
    Optional<Duration> keepAliveTimeout,
    Optional<Duration> backoffMin,
    Optional<Duration> backoffMax,
    Optional<List<String>> mediaHosts,
    Optional<Map<NewsletterQuery, String>> newsletterQueries) {}
