/** One part of a blob that a client brings itself: its number from 1, and how long it is. */
export interface BlobPart {
  readonly number: number;
  readonly size: number;
  /** In base64, if it is to be held to one. */
  readonly md5?: string | undefined;
}

/** How it is brought: `PUT` to the URL, with just these headers. */
export interface SignedPart extends BlobPart {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Lets clients bring bytes straight to a store, part by part. */
export abstract class PartSigner {
  /** Before the first part. */
  abstract begin(key: string): Promise<void>;

  /** Good for this key, these parts and their lengths alone, and for so long. */
  abstract sign(key: string, parts: readonly BlobPart[], seconds: number): Promise<SignedPart[]>;

  /** Which parts are there, with their lengths. */
  abstract brought(key: string): Promise<BlobPart[]>;

  /** Makes a whole blob of the parts that are there, which nobody can change any more; done twice it is the same. */
  abstract assemble(key: string): Promise<void>;
}
