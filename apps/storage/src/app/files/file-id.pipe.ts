import { Injectable, type PipeTransform } from '@nestjs/common';
import { FileUnknownError } from './file-unknown.error';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What cannot be the id of a file is the id of none. */
@Injectable()
export class FileIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!uuid.test(value)) throw new FileUnknownError('');
    return value;
  }
}
