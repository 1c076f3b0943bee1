import { type Readable } from 'node:stream';

/** What a scanner says: nothing, or by which name it knows what it found. */
export type ScanVerdict = { readonly found?: string };

/** Looks through files for what would harm whoever opens them. */
export abstract class FileScanner {
  /** False: there is none, and files are everybody's as they come. */
  abstract readonly isSet: boolean;

  /** Looks through bytes; throws `ScannerAwayError` where nobody can say. */
  abstract scan(bytes: Readable, signal: AbortSignal): Promise<ScanVerdict>;
}
