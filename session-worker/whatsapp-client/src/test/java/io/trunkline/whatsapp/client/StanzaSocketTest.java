package io.trunkline.whatsapp.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.trunkline.whatsapp.client.socket.SocketConnector;
import io.trunkline.whatsapp.client.socket.SocketEnd;
import io.trunkline.whatsapp.client.socket.StanzaSocket;
import io.trunkline.whatsapp.protocol.crypto.Curve25519;
import io.trunkline.whatsapp.protocol.crypto.Randomness;
import io.trunkline.whatsapp.protocol.noise.NoiseInitiator;
import io.trunkline.whatsapp.protocol.stanza.Node;
import io.trunkline.whatsapp.protocol.stanza.StanzaException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StanzaSocketTest {
  private final Randomness randomness = Randomness.from(new SecureRandom());

  @Test
  void aStanzaOfTheConnectionBeforeDoesNotSpoilTheIntro() throws Exception {
    try (EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
        var server = new ScriptedServer(loops, randomness, Instant.now());
        var connector = connector(server)) {
      var how = new CompletableFuture<String>();
      EventLoop loop = loops.next();
      loop.execute(
          () -> {
            var socket = connect(connector, loop, server, how);
            socket.send(Node.of("ack").with("id", "1").build());
          });
      assertThat(how.get(20, TimeUnit.SECONDS)).isEqualTo("handshaken");
    }
  }

  private static SocketConnector connector(ScriptedServer server) {
    return new SocketConnector(
        WhatsAppSettings.defaults().with(change -> change.socketUrl(server.url())), _ -> true);
  }

  private StanzaSocket connect(
      SocketConnector connector,
      EventLoop loop,
      ScriptedServer server,
      CompletableFuture<String> how) {
    return connector.connect(
        loop,
        Optional.empty(),
        new NoiseInitiator(
            Curve25519.generate(randomness),
            Curve25519.generate(randomness),
            server.root(),
            Instant.now()),
        new byte[0],
        Optional.empty(),
        FrameGate.open(),
        new StanzaSocket.Listener() {
          @Override
          public void handshaken(StanzaSocket socket) {
            how.complete("handshaken");
          }

          @Override
          public void stanza(StanzaSocket socket, Node stanza) {}

          @Override
          public void unreadable(StanzaSocket socket, StanzaException why) {}

          @Override
          public void ended(StanzaSocket socket, SocketEnd end) {
            how.complete("ended: " + end);
          }
        });
  }
}
