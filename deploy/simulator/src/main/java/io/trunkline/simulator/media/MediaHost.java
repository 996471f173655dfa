package io.trunkline.simulator.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.stream.ChunkedFile;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.ReferenceCountUtil;
import io.trunkline.simulator.account.Device;
import io.trunkline.simulator.fault.Fault;
import io.trunkline.simulator.fault.FaultKind;
import io.trunkline.simulator.fault.Faults;
import io.trunkline.simulator.media.MediaShelf.Place;
import io.trunkline.simulator.media.MediaShelf.Upload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The media host on one connection. Requests for the WebSocket go on to the next handler; files
/// are written and read piece by piece. A request that is refused is read to its end first, so that
/// its client hears why.
public final class MediaHost extends ChannelInboundHandlerAdapter {
  private static final Pattern UPLOAD = Pattern.compile("/(?:mms|newsletter)/[a-z-]+/([^/]+)");
  private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");
  private static final int CHUNK_BYTES = 1 << 16;

  /// What all connections share.
  ///
  /// @param socketPath requests for it are not ours
  public record Surroundings(
      MediaShelf shelf, MediaRights rights, Faults faults, String socketPath) {}

  private final Surroundings world;
  private Optional<HttpRequest> request = Optional.empty();
  private Optional<Upload> upload = Optional.empty();
  private Optional<HttpResponseStatus> refusal = Optional.empty();
  private Optional<Device> device = Optional.empty();

  public MediaHost(Surroundings world) {
    this.world = world;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
    boolean isForSocket =
        !(message instanceof HttpObject)
            || message instanceof HttpRequest head && head.uri().startsWith(world.socketPath)
            || !(message instanceof HttpRequest) && request.isEmpty();
    if (isForSocket) {
      context.fireChannelRead(message);
      return;
    }
    try {
      if (message instanceof HttpRequest head) {
        begin(context, head);
      }
      if (message instanceof HttpContent content) {
        take(content.content());
      }
      if (message instanceof LastHttpContent) {
        end(context);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) throws IOException {
    request = Optional.of(head);
    refusal = Optional.empty();
    device = Optional.empty();
    if (head.decoderResult().isFailure()) {
      refusal = Optional.of(HttpResponseStatus.BAD_REQUEST);
      return;
    }
    if (head.method().name().equals("GET")) {
      return;
    }
    device = right(head);
    if (device.isEmpty()) {
      refusal = Optional.of(HttpResponseStatus.UNAUTHORIZED);
    } else if (token(head).isEmpty()) {
      refusal = Optional.of(HttpResponseStatus.NOT_FOUND);
    } else if (head.method().name().equals("POST")) {
      upload = Optional.of(world.shelf.begin());
    } else if (!head.method().name().equals("DELETE")) {
      refusal = Optional.of(HttpResponseStatus.METHOD_NOT_ALLOWED);
    }
    if (HttpUtil.is100ContinueExpected(head)) {
      context.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private Optional<Device> right(HttpRequest head) {
    return new QueryStringDecoder(head.uri())
        .parameters().getOrDefault("auth", java.util.List.of()).stream()
            .findFirst()
            .flatMap(world.rights::check);
  }

  private static Optional<String> token(HttpRequest head) {
    Matcher path = UPLOAD.matcher(new QueryStringDecoder(head.uri()).path());
    return path.matches() ? Optional.of(path.group(1)) : Optional.empty();
  }

  private void take(ByteBuf content) throws IOException {
    if (upload.isPresent() && content.isReadable()) {
      upload.get().write(content.nioBuffer());
    }
  }

  private void end(ChannelHandlerContext context) throws IOException {
    HttpRequest head = request.orElseThrow();
    request = Optional.empty();
    boolean isKeptAlive = HttpUtil.isKeepAlive(head);
    if (refusal.isPresent()) {
      answer(context, refusal.get(), "{}", isKeptAlive);
      return;
    }
    switch (head.method().name()) {
      case "POST" -> kept(context, head, isKeptAlive);
      case "DELETE" ->
          answer(
              context,
              world.shelf.delete(token(head).orElseThrow())
                  ? HttpResponseStatus.OK
                  : HttpResponseStatus.NOT_FOUND,
              "{}",
              isKeptAlive);
      default -> give(context, head, isKeptAlive);
    }
  }

  private void kept(ChannelHandlerContext context, HttpRequest head, boolean isKeptAlive)
      throws IOException {
    Optional<String> directPath;
    try (Upload finished = upload.orElseThrow()) {
      upload = Optional.empty();
      directPath =
          finished.commit(token(head).orElseThrow(), device.orElseThrow().account().number());
    }
    if (directPath.isEmpty()) {
      answer(context, HttpResponseStatus.BAD_REQUEST, "{}", isKeptAlive);
      return;
    }
    String host = head.headers().get(HttpHeaderNames.HOST, "");
    String json =
        "{\"url\":\"https://%s%s\",\"direct_path\":\"%s\",\"handle\":\"%s\"}"
            .formatted(host, directPath.get(), directPath.get(), token(head).orElseThrow());
    slowly(
        context,
        world.faults.strike(FaultKind.MEDIA_SLOW, device.orElseThrow()),
        () -> answer(context, HttpResponseStatus.OK, json, isKeptAlive));
  }

  private void give(ChannelHandlerContext context, HttpRequest head, boolean isKeptAlive) {
    String path = head.uri();
    Optional<Place> place = world.shelf.find(path);
    boolean isGone =
        place.isEmpty()
            || place.get().uploads() == 0
                && world.faults.strikeOf(FaultKind.MEDIA_404, place.get().uploader()).isPresent();
    slowly(
        context,
        world.faults.strikeOf(FaultKind.MEDIA_SLOW, place.map(Place::uploader).orElse("")),
        () -> {
          if (isGone) {
            answer(context, HttpResponseStatus.NOT_FOUND, "", isKeptAlive);
          } else {
            send(context, head, place.get(), isKeptAlive);
          }
        });
  }

  private void send(
      ChannelHandlerContext context, HttpRequest head, Place place, boolean isKeptAlive) {
    try {
      long size = Files.size(place.file());
      long from = 0;
      long to = size - 1;
      Matcher range = RANGE.matcher(head.headers().get(HttpHeaderNames.RANGE, ""));
      boolean isPart = range.matches();
      if (isPart) {
        from = Long.parseLong(range.group(1));
        to = range.group(2).isEmpty() ? to : Math.min(to, Long.parseLong(range.group(2)));
        if (from > to) {
          answer(context, HttpResponseStatus.REQUESTED_RANGE_NOT_SATISFIABLE, "", isKeptAlive);
          return;
        }
      }
      HttpResponse answer =
          new DefaultHttpResponse(
              HttpVersion.HTTP_1_1,
              isPart ? HttpResponseStatus.PARTIAL_CONTENT : HttpResponseStatus.OK);
      answer
          .headers()
          .set(HttpHeaderNames.CONTENT_TYPE, "application/octet-stream")
          .set(HttpHeaderNames.ACCEPT_RANGES, "bytes");
      if (isPart) {
        answer
            .headers()
            .set(HttpHeaderNames.CONTENT_RANGE, "bytes %d-%d/%d".formatted(from, to, size));
      }
      HttpUtil.setContentLength(answer, to - from + 1);
      HttpUtil.setKeepAlive(answer, isKeptAlive);
      if (context.pipeline().get(ChunkedWriteHandler.class) == null) {
        context.pipeline().addBefore(context.name(), null, new ChunkedWriteHandler());
      }
      var file = new RandomAccessFile(place.file().toFile(), "r");
      context.write(answer);
      context.write(new ChunkedFile(file, from, to - from + 1, CHUNK_BYTES));
      closeUnless(isKeptAlive, context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT));
    } catch (IOException e) {
      context.close();
    }
  }

  private static void slowly(
      ChannelHandlerContext context, Optional<Fault> fault, Runnable answer) {
    if (fault.isEmpty()) {
      answer.run();
      return;
    }
    long jitter = fault.get().jitterMillis();
    long millis =
        fault.get().millis() + (jitter > 0 ? ThreadLocalRandom.current().nextLong(jitter) : 0);
    context.executor().schedule(answer, millis, TimeUnit.MILLISECONDS);
  }

  private static void answer(
      ChannelHandlerContext context, HttpResponseStatus status, String json, boolean isKeptAlive) {
    var answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(json, StandardCharsets.US_ASCII));
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, "application/json");
    HttpUtil.setContentLength(answer, answer.content().readableBytes());
    HttpUtil.setKeepAlive(answer, isKeptAlive);
    closeUnless(isKeptAlive, context.writeAndFlush(answer));
  }

  private static void closeUnless(boolean isKeptAlive, ChannelFuture written) {
    if (!isKeptAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (upload.isPresent()) {
      upload.get().close();
      upload = Optional.empty();
    }
    super.channelInactive(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (request.isPresent() || upload.isPresent()) {
      context.close();
    } else {
      context.fireExceptionCaught(cause);
    }
  }
}
