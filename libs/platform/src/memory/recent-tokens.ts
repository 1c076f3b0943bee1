import { RecentEntries } from './recent-entries';

interface Remembered<V> {
  readonly token: string;
  readonly value: V;
}

/** Of a signature: enough that no two genuine tokens have it in common. */
const tailLength = 32;

/**
 * What genuine tokens were found to say. Looked up by their end and compared whole: hashing the whole of one, by node or
 * by a Map, costs three times as much.
 */
export class RecentTokens<V> {
  private readonly entries: RecentEntries<Remembered<V>>;

  constructor(most: number) {
    this.entries = new RecentEntries(most);
  }

  get(token: string): V | undefined {
    const found = this.entries.get(token.slice(-tailLength));
    return found?.token === token ? found.value : undefined;
  }

  set(token: string, value: V): void {
    this.entries.set(token.slice(-tailLength), { token, value });
  }

  delete(token: string): void {
    this.entries.delete(token.slice(-tailLength));
  }
}
