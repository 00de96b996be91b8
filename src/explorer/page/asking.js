// SPDX-License-Identifier: Apache-2.0
// The engine in its worker. Requests go to it one at a time. Of those on one channel the latest alone counts: older ones
// are dropped before they are sent, and their answers where they were, unless any answer is better than none. Work that takes long is ended for what cannot wait,
// by a new worker, and then begun again.
// worker.js, bundled, as a text.
import worker_source from "worker-source";

const worker_address = () => URL.createObjectURL(new Blob([worker_source], { type: "text/javascript" }));

/// How soon a request is wanted.
export const soon = 0; // a handle moves
export const next = 1;
export const whole = 2; // all draws of what is shown
export const later = 3; // may take long, and can wait

export class Engine {
  /// `module`: promised, gzip in base64. `bundle`: the request that opens the scenarios.
  constructor(module, bundle, failed) {
    this.module = module;
    this.bundle = bundle;
    this.failed = failed;
    this.waiting = [];
    this.running = null;
    this.latest = new Map(); // channel: number of its latest request
    this.count = 0;
    this.answered = 0;
    this.opened = this.#start();
  }

  /// {ok, warnings?} or {diagnostics}; null where a later request on the channel took its place.
  ask(request, { channel = null, when = next, any = false } = {}) {
    const number = ++this.count;
    if (channel !== null) {
      this.latest.set(channel, number);
      const dropped = this.waiting.filter((one) => one.channel === channel);
      this.waiting = this.waiting.filter((one) => one.channel !== channel);
      for (const one of dropped) one.done(null);
    }
    return new Promise((done) => {
      this.waiting.push({ number, request, channel, when, any, done });
      this.waiting.sort((a, b) => a.when - b.when || a.number - b.number);
      if (this.running !== null && this.running.when >= whole && when < this.running.when) this.#restart();
      this.#send();
    });
  }

  /// Requests on this channel that are not answered yet are wanted no more.
  forget(channel) {
    this.latest.set(channel, ++this.count);
    const dropped = this.waiting.filter((one) => one.channel === channel);
    this.waiting = this.waiting.filter((one) => one.channel !== channel);
    for (const one of dropped) one.done(null);
  }

  async #start() {
    const module = this.compiled ?? (await this.module);
    const address = worker_address();
    this.worker = new Worker(address);
    this.ready = false;
    const opened = new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }) => {
        URL.revokeObjectURL(address);
        if (data.failed !== undefined) return reject(new Error(data.failed));
        if (data.compiled !== undefined) {
          this.compiled = data.compiled;
          performance.mark("compiled");
        }
        if (data.opened === undefined) return undefined;
        performance.mark("opened");
        this.worker.onmessage = (message) => this.#answered(message.data);
        this.ready = true;
        resolve(data.opened);
        return this.#send();
      };
      this.worker.onerror = (event) => reject(new Error(event.message || "the worker did not start"));
    });
    this.worker.postMessage({ module, bundle: this.bundle });
    return opened;
  }

  /// Ends what is running; it waits again.
  #restart() {
    this.worker.terminate();
    const stopped = this.running;
    this.running = null;
    if (stopped.channel === null || this.latest.get(stopped.channel) === stopped.number) this.waiting.push(stopped);
    else stopped.done(null);
    this.waiting.sort((a, b) => a.when - b.when || a.number - b.number);
    this.#start().catch((error) => this.failed(error));
  }

  #send() {
    if (!this.ready || this.running !== null || this.waiting.length === 0) return;
    this.running = this.waiting.shift();
    this.worker.postMessage({ request: this.running.request });
  }

  #answered(data) {
    const { number, channel, any, done } = this.running;
    this.running = null;
    this.answered += 1;
    const stale = !any && channel !== null && this.latest.get(channel) !== number;
    if (data.failed !== undefined) this.failed(new Error(data.failed));
    done(stale || data.failed !== undefined ? null : data.answer);
    this.#send();
  }
}
