/// What the client library costs alone, beside npm `baileys`.
///
///     ClientBenchmark ── orders ──> TrunklineContender (JVM)  ── WebSocket ─┐
///       │     │                                                             ├── simulator (JVM)
///       │     └───────── orders ──> benchmark.mjs (Node.js)   ── WebSocket ─┘
///       └ reads CPU seconds and resident bytes of all three from /proc
///
/// Orders and answers are JSON, one a line, the same for both contenders. What is so when an
/// order is done:
///
/// - `{"do":"link","numbers":[…]}`: a session of each phone is open; each asks to be scanned by
///   `{"event":"qr","number":…,"qr":…}`.
/// - `{"do":"disconnect"}`: no session has a socket.
/// - `{"do":"receive","count":N}`: the first session is open and has shown N more texts.
/// - `{"do":"send","to":[…],"count":N,"inFlight":M}`: the server has acknowledged N texts of the
///   first session.
/// - `{"do":"reconnect","rounds":N}`: every session was closed and opened N times, one after the
///   other.
/// - `{"do":"collect"}`: garbage is gone; the answer has `heapBytes`.
///
/// The answer is `{"event":"done"}` or `{"event":"failed","message":…}`. The end of the orders ends
/// the contender.
package io.trunkline.e2e.bench;
