const mebibyte = 1_048_576;
const [least, most] = [mebibyte / 4, 32 * mebibyte];
const soonMs = 2_000;

/** How much is sent in one request: more where it goes fast, less where it does not arrive. */
export class PartSize {
  bytes = mebibyte;

  arrived(ms: number): void {
    if (ms < soonMs) this.bytes = Math.min(most, this.bytes * 2);
  }

  failed(): void {
    this.bytes = Math.max(least, this.bytes / 2);
  }
}
