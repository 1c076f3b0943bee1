import { type Lock, type Locker, type RequestRelease } from '@tus/server';
import { type HeldUpload, type UploadLocks } from '../uploads/upload-locks';

class TusLock implements Lock {
  private held: HeldUpload | undefined;

  constructor(
    private readonly locks: UploadLocks,
    private readonly id: string,
  ) {}

  async lock(signal: AbortSignal, requestRelease: RequestRelease): Promise<void> {
    this.held = await this.locks.take(this.id, signal, () => void requestRelease());
  }

  async unlock(): Promise<void> {
    await this.held?.leave();
  }
}

/** The locks of uploads, as the library asks for them. */
export class TusLocker implements Locker {
  constructor(private readonly locks: UploadLocks) {}

  newLock(id: string): Lock {
    return new TusLock(this.locks, id);
  }
}
