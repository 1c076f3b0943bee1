type Eventually<T> = T | Promise<T>;

/** Where a client keeps its tokens, its place in what happens, and what is still to be sent. */
export interface ClientStore {
  get(key: string): Eventually<string | null | undefined>;
  set(key: string, value: string): Eventually<unknown>;
  delete(key: string): Eventually<unknown>;
}

/** For as long as the program runs. */
export const memoryStore = (): ClientStore => new Map<string, string>();
