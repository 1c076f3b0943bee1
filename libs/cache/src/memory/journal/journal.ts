/** Is told of every change of an entry that must survive this process, before the change; throws to refuse it. */
export abstract class Journal {
  /** Whether entries of this key are kept. */
  abstract takes(key: string): boolean;
  abstract texts(pairs: readonly (readonly [key: string, value: string])[], expiresAt: number): void;
  /** Fields of a hash; of a new one, which takes the place of whatever was there, when `isNew`. */
  abstract fields(key: string, pairs: readonly string[], expiresAt: number, isNew: boolean): void;
  abstract fieldsGone(key: string, fields: readonly string[]): void;
  abstract expiry(key: string, expiresAt: number): void;
  abstract gone(key: string): void;
  abstract cleared(): void;
  abstract close(): void;
}
