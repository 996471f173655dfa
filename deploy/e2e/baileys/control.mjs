// The simulator's control API, as far as the oracle needs it.

export class Control {
  constructor(url) {
    this.url = url.replace(/\/$/, '');
  }

  async call(method, path, body) {
    const response = await fetch(this.url + path, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const json = text ? JSON.parse(text) : undefined;
    if (!response.ok) {
      const error = new Error(`${method} ${path}: ${response.status} ${text}`);
      error.status = response.status;
      throw error;
    }
    return json;
  }

  get(path) {
    return this.call('GET', path);
  }

  post(path, body) {
    return this.call('POST', path, body ?? {});
  }

  trust() {
    return this.get('/trust');
  }

  // Makes a phone; one that is there already is as good.
  async phone(phoneNumber, name) {
    try {
      return await this.post('/phones', { phoneNumber, name });
    } catch (error) {
      if (error.status !== 409) throw error;
      return this.get(`/phones/${phoneNumber}`);
    }
  }

  async scan(phoneNumber, qr) {
    return (await this.post(`/phones/${phoneNumber}/scan`, { qr })).deviceJid;
  }

  say(phoneNumber, to, text) {
    return this.post(`/phones/${phoneNumber}/messages`, { to, text });
  }

  // Everything a phone shows behind a cursor, until `enough` says so.
  async inbox(phoneNumber, after, enough, timeoutMs) {
    const until = Date.now() + timeoutMs;
    const seen = [];
    let cursor = after;
    while (!enough(seen)) {
      const left = until - Date.now();
      if (left <= 0) break;
      const page = await this.get(
        `/phones/${phoneNumber}/messages?after=${cursor}&waitMs=${Math.min(left, 5000)}`,
      );
      cursor = page.cursor;
      seen.push(...page.messages);
    }
    return { cursor, messages: seen };
  }
}
