import { Injectable } from '@nestjs/common';
import { newId } from '@secureconnect/platform';
import { FileGoneError } from '../files/file-gone.error';
import { FileQuarantinedError } from '../files/file-quarantined.error';
import { FileRecord } from '../files/file-record.adapter';
import { FileScanningError } from '../files/file-scanning.error';
import { FileUnknownError } from '../files/file-unknown.error';
import { type StoredFile } from '../files/stored-file';
import { ConversationShares } from './conversation-shares';

/** Who may read a file: its owner, and members of a conversation into which its owner sent it. */
@Injectable()
export class FileAccess {
  constructor(
    private readonly files: FileRecord,
    private readonly shares: ConversationShares,
  ) {}

  /** The file, if it may be read by her; whether there is one otherwise nobody learns. */
  async readable(fileId: string, userId: string): Promise<StoredFile> {
    const file = await this.files.find(fileId);
    if (file?.ownerId === userId) return present(file);
    // Chat is asked whether or not there is a file: while it is away, its silence would else say that there is one.
    const isShared = await this.shares.isShared(fileId, file?.ownerId ?? newId(), userId);
    if (isShared && file?.deletedAt === null && file.state === 'ready') return file;
    throw new FileUnknownError('');
  }

  /** The file, if its bytes may be read by her: also its owner does not get what nobody is to open. */
  async content(fileId: string, userId: string): Promise<StoredFile> {
    return clean(await this.readable(fileId, userId));
  }

  /** The file a link opens, as long as there is one. */
  async linked(fileId: string): Promise<StoredFile> {
    const file = await this.files.find(fileId);
    if (file?.state !== 'ready') throw new FileUnknownError('');
    return present(file);
  }

  /** The file, if it is hers and others may be given it. */
  async own(fileId: string, userId: string): Promise<StoredFile> {
    const file = await this.files.find(fileId);
    if (file?.ownerId !== userId) throw new FileUnknownError('');
    return clean(present(file));
  }
}

function present(file: StoredFile): StoredFile {
  if (file.deletedAt !== null) throw new FileGoneError('');
  return file;
}

function clean(file: StoredFile): StoredFile {
  if (file.state === 'scanning') throw new FileScanningError('');
  if (file.state === 'quarantined') throw new FileQuarantinedError('');
  return file;
}
