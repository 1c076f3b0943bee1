import { Injectable } from '@nestjs/common';
import { type Caller, NotAuthenticatedError } from '@secureconnect/identity';
import { type StoredFile } from '../files/stored-file';
import { FileLinks } from '../links/file-links';
import { FileAccess } from '../sharing/file-access';
import { type ContentQuery } from './content-query.dto';

/** The file somebody asks for, if she may read its bytes: by her token, or by a link. */
@Injectable()
export class AskedFile {
  constructor(
    private readonly access: FileAccess,
    private readonly links: FileLinks,
  ) {}

  async of(id: string, caller: Caller | undefined, query: ContentQuery): Promise<StoredFile> {
    const { expires, signature, download } = query;
    if (signature !== undefined && expires !== undefined) {
      this.links.check(id, { expires, signature, isDownload: download === '1' });
      return this.access.linked(id);
    }
    if (!caller) throw new NotAuthenticatedError('');
    return this.access.content(id, caller.userId);
  }
}
