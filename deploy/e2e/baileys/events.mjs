// A record of events that can be waited upon, also for those that have come already.

export class Events {
  #all = [];
  #waiting = new Set();

  add(event) {
    this.#all.push(event);
    for (const waiter of [...this.#waiting]) waiter();
  }

  get length() {
    return this.#all.length;
  }

  matching(match, from = 0) {
    return this.#all.slice(from).filter(event => matches(event, match));
  }

  // Resolves with the first `count` events that match, counted from index `from`.
  async wait(match, { count = 1, from = 0, timeoutMs = 30_000 } = {}) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const got = this.matching(match, from).length;
        reject(
          new Error(
            `waited ${timeoutMs} ms for ${count} of ${JSON.stringify(match)}, got ${got}; ` +
              `last events: ${JSON.stringify(this.#all.slice(-5))}`,
          ),
        );
      }, timeoutMs);
      const look = () => {
        const found = this.matching(match, from);
        if (found.length >= count) {
          clearTimeout(timer);
          this.#waiting.delete(look);
          resolve(found.slice(0, count));
        }
      };
      this.#waiting.add(look);
      look();
    });
  }
}

function matches(event, match) {
  return Object.entries(match).every(([name, value]) => event[name] === value);
}
