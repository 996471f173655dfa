// Phones of the simulator.

export class Phones {
  constructor(url) {
    this.url = url;
  }

  async add(name) {
    const number = `9617${Math.floor(10_000_000 + Math.random() * 90_000_000)}`;
    await this.call("POST", "/phones", { phoneNumber: number, name });
    return new Phone(this, number);
  }

  async call(method, path, body) {
    const reply = await fetch(this.url + path, {
      method,
      headers: { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
    return reply.status === 204 ? undefined : reply.json();
  }
}

class Phone {
  constructor(phones, number) {
    this.phones = phones;
    this.number = number;
    this.shown = [];
    this.cursor = "";
  }

  post(path, body) {
    return this.phones.call("POST", `/phones/${this.number}${path}`, body);
  }

  send(to, text, more = {}) {
    return this.post("/messages", { to: to.number, text, ...more });
  }

  /** The first message that fits, waited for. */
  async received(fits, seconds = 60) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
      const found = this.shown.find(fits);
      if (found) return found;
      if (Date.now() > end) {
        throw new Error(`${this.number} waited in vain; it has ${JSON.stringify(this.shown)}`);
      }
      const page = await this.phones.call(
        "GET",
        `/phones/${this.number}/messages?after=${this.cursor}&waitMs=2000`,
      );
      this.cursor = page.cursor;
      this.shown.push(...page.messages);
    }
  }

  async device() {
    const { linkedDevices } = await this.phones.call("GET", `/phones/${this.number}`);
    return linkedDevices.at(-1).deviceJid;
  }
}
