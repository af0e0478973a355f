/** Work that must not overlap for one key; different keys do not wait for each other. */

export class KeyedTurns<Key> {
  /** The end of the last work of a key. An entry lives as long as its work, so there are never more than calls under way. */
  readonly #tails = new Map<Key, Promise<unknown>>();

  /** What `work` gives, after all work of `key` that was asked for before has ended. @throws whatever `work` throws. */
  async run<Result>(key: Key, work: () => Promise<Result>): Promise<Result> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const running = before.then(work);
    const tail = running.catch(() => undefined);
    this.#tails.set(key, tail);
    try {
      return await running;
    } finally {
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}
