/** Bytes of requests that the process holds at once, over all connections. */
export class ByteBudget {
  readonly #maxBytes: number;
  #takenBytes = 0;
  #refused = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** True if `bytes` more may be held; they are until {@link give}. */
  take(bytes: number): boolean {
    if (this.#takenBytes + bytes > this.#maxBytes) {
      this.#refused += 1;
      return false;
    }
    this.#takenBytes += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#takenBytes -= bytes;
  }

  stats(): { readonly takenBytes: number; readonly refused: number } {
    return { takenBytes: this.#takenBytes, refused: this.#refused };
  }
}
