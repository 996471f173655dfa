import type { Http } from './http';
import { SseParser } from './sse';

/** An event of the tenant's, as `GET /api/v1/events` tells it. */
export interface TrunklineEvent {
  readonly id: string;
  readonly session: string;
  readonly sequence: number;
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventSink {
  onOpen(): void;
  onEvent(event: TrunklineEvent): void;
  onClosed(): void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Follows the tenant's events until `signal` aborts. A stream that was cut goes on behind the last
 * event seen. EventSource would do the same, but cannot show a credential.
 */
export async function follow(http: Http, sink: EventSink, signal: AbortSignal): Promise<void> {
  let last = '';
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      await read(http, last, signal, {
        onOpen: () => {
          pause = FIRST_PAUSE_MS;
          sink.onOpen();
        },
        onEvent: (id, event) => {
          last = id;
          sink.onEvent(event);
        },
      });
    } catch {
      // Met by coming again, whatever it was.
    }
    sink.onClosed();
    await waited(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

interface Reading {
  onOpen(): void;
  onEvent(id: string, event: TrunklineEvent): void;
}

async function read(http: Http, last: string, signal: AbortSignal, reading: Reading): Promise<void> {
  const response = await http.stream('/api/v1/events', last, signal);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) {
    return;
  }
  reading.onOpen();
  const parser = new SseParser();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    for (const event of parser.push(value)) {
      reading.onEvent(event.id, JSON.parse(event.data) as TrunklineEvent);
    }
  }
}

function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
