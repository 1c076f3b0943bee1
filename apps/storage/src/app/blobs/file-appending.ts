import { type FileHandle } from 'node:fs/promises';
import { type Guard, unguarded } from './blob-store';

/** So much of one source waits in memory for the disk; what comes then is not taken before there is room. */
const mostHeld = 1_048_576;

/** The disk is told to keep what it has each time so much was written, that little is left to wait for at the end. */
const mostUnsynced = 8_388_608;

/**
 * Writes to a file what a source gives, in order: while the disk takes what came before, the next is taken, so that
 * neither waits for the other, and the disk is given in one piece what came in many.
 */
export class FileAppending {
  private held: Uint8Array[] = [];
  private heldBytes = 0;
  private writing: Promise<void> | undefined;
  private syncing: Promise<void> | undefined;
  private syncedTo: number;
  private failure: { readonly error: unknown } | undefined;
  /** What the disk said when it could not keep what it had taken. */
  private lost: { readonly error: unknown } | undefined;
  private readonly from: number;

  constructor(
    private readonly file: FileHandle,
    private at: number,
    private readonly guard: Guard = unguarded,
  ) {
    this.from = at;
    this.syncedTo = at;
  }

  /**
   * As `run`, and durable, also what came before a source broke off. Where the disk could not keep it, none of it is left:
   * Linux tells so once, and whoever asked for the length or synced later would take it for durable.
   */
  async runDurably(bytes: AsyncIterable<Uint8Array>): Promise<number> {
    const [run] = await Promise.allSettled([this.run(bytes)]);
    try {
      await this.file.sync();
    } catch (error) {
      this.lost ??= { error };
    }
    if (this.lost) await this.takeBack();
    // A disk that would not take it says more than one that could not keep it.
    if (this.lost) throw (this.failure ?? this.lost).error;
    if (run.status === 'rejected') throw run.reason;
    return run.value;
  }

  /** Gives where it ended, once all is written; a source that breaks off is told when all that came before is. */
  async run(bytes: AsyncIterable<Uint8Array>): Promise<number> {
    try {
      for await (const chunk of bytes) {
        this.take(chunk);
        while (this.heldBytes >= mostHeld) await this.writing;
        this.complain();
      }
    } finally {
      while (this.writing) await this.writing;
      await this.syncing;
    }
    this.complain();
    return this.at;
  }

  private take(chunk: Uint8Array): void {
    if (chunk.byteLength === 0) return;
    this.held.push(chunk);
    this.heldBytes += chunk.byteLength;
    this.writing ??= this.writeHeld();
  }

  /** Never rejects: whoever takes the next chunk, or waits for the end, looks at what went wrong. */
  private async writeHeld(): Promise<void> {
    const chunks = this.held;
    this.held = [];
    this.heldBytes = 0;
    try {
      await this.write(chunks);
      if (this.at - this.syncedTo >= mostUnsynced) this.syncing ??= this.sync();
    } catch (error) {
      this.failure = { error };
      this.held = [];
      this.heldBytes = 0;
    }
    this.writing = this.held.length > 0 ? this.writeHeld() : undefined;
  }

  private async write(chunks: Uint8Array[]): Promise<void> {
    for (let left = chunks; left.length > 0;) {
      this.guard();
      const { bytesWritten } = await this.file.writev(left, this.at);
      this.at += bytesWritten;
      left = after(left, bytesWritten);
    }
  }

  /** While more is written. What it finds wrong is told once, so it is not left to the one at the end. */
  private async sync(): Promise<void> {
    this.syncedTo = this.at;
    try {
      await this.file.datasync();
    } catch (error) {
      this.lost = { error };
      this.failure ??= this.lost;
    }
    this.syncing = undefined;
  }

  /** Not where another writes by now; and a disk that does not even do this is told of by what it said before. */
  private async takeBack(): Promise<void> {
    const truncate = async () => {
      this.guard();
      await this.file.truncate(this.from);
    };
    await Promise.allSettled([truncate()]);
  }

  private complain(): void {
    if (this.failure) throw this.failure.error;
  }
}

/** A disk may take less than it was given. */
function after(chunks: readonly Uint8Array[], written: number): Uint8Array[] {
  let before = written;
  return chunks.flatMap((chunk) => {
    const from = Math.min(before, chunk.byteLength);
    before -= from;
    return from < chunk.byteLength ? [chunk.subarray(from)] : [];
  });
}
