package io.trunkline.whatsapp.client.socket;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.trunkline.whatsapp.client.media.MediaHttp;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// The answer of one connection, handed from its event loop to a thread that waits. What one read
/// brings is in memory; the next is asked for when that is used up.
final class HttpAnswer extends ChannelInboundHandlerAdapter implements MediaHttp.Answer {

  private sealed interface Arrived {
    record Head(HttpResponse response) implements Arrived {}

    record Piece(byte[] bytes, boolean isLast) implements Arrived {}

    record Broken(Throwable cause) implements Arrived {}
  }

  private final BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
  private Channel channel;
  private HttpResponse head;
  // Of the event loop alone.
  private boolean isAsked;

  /// Waits for the head, past interim ones.
  void awaitHead(Channel channel) throws IOException, InterruptedException {
    this.channel = channel;
    while (head == null) {
      if (next() instanceof Arrived.Head found
          && found.response().status().codeClass() != HttpStatusClass.INFORMATIONAL) {
        head = found.response();
      }
    }
  }

  private Arrived next() throws IOException, InterruptedException {
    var next = arrived.poll();
    if (next == null) {
      channel.eventLoop().execute(this::ask);
      next = arrived.take();
    }
    if (next instanceof Arrived.Broken broken) {
      arrived.add(next);
      throw new IOException("The way through the proxy broke", broken.cause());
    }
    return next;
  }

  @Override
  public int status() {
    return head.status().code();
  }

  @Override
  public Optional<String> header(String name) {
    return Optional.ofNullable(head.headers().get(name));
  }

  @Override
  public InputStream body() {
    return new Body();
  }

  @Override
  public void close() {
    var unused = channel.close();
  }

  private final class Body extends InputStream {
    private byte[] piece = {};
    private int at;
    private boolean isLast;

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (at == piece.length) {
        if (isLast) {
          return -1;
        }
        try {
          if (next() instanceof Arrived.Piece(byte[] bytes, boolean isEnd)) {
            piece = bytes;
            isLast = isEnd;
            at = 0;
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException();
        }
      }
      int count = Math.min(length, piece.length - at);
      System.arraycopy(piece, at, target, offset, count);
      at += count;
      return count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public void close() {
      HttpAnswer.this.close();
    }
  }

  // ---- on the event loop

  private void ask() {
    isAsked = true;
    var unused = channel.read();
  }

  private void put(Arrived what) {
    isAsked = false;
    arrived.add(what);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!(message instanceof HttpObject part) || part.decoderResult().isFailure()) {
        put(new Arrived.Broken(new IOException("Expected an answer of HTTP")));
        var unused = context.close();
        return;
      }
      if (part instanceof HttpResponse response) {
        put(new Arrived.Head(response));
      }
      if (part instanceof HttpContent content) {
        byte[] bytes = new byte[content.content().readableBytes()];
        content.content().readBytes(bytes);
        put(new Arrived.Piece(bytes, content instanceof LastHttpContent));
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  /// A read that brought less than a part.
  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (isAsked) {
      var unused = context.read();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    put(new Arrived.Broken(cause));
    var unused = context.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    put(new Arrived.Broken(new EOFException("The connection ended")));
  }
}
