/** One Server-Sent Event. */
export interface ServerSentEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
}

/** Reads a stream of Server-Sent Events piece by piece. Source: WHATWG HTML, 9.2.6. */
export class SseParser {
  #rest = '';
  #id = '';

  /** @returns the events that are complete with this piece */
  push(piece: string): ServerSentEvent[] {
    const blocks = (this.#rest + piece).replaceAll('\r\n', '\n').split('\n\n');
    this.#rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => this.#event(block));
  }

  #event(block: string): ServerSentEvent[] {
    let type = 'message';
    const data: string[] = [];
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (field === 'id') {
        this.#id = value;
      } else if (field === 'event') {
        type = value;
      } else if (field === 'data') {
        data.push(value);
      }
    }
    return data.length === 0 ? [] : [{ id: this.#id, type, data: data.join('\n') }];
  }
}
