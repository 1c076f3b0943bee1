import { type Upload } from './upload';
import { type UploadRecord } from './upload-record.adapter';
import { UploadUnknownError } from './upload-unknown.error';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An upload, if it is this person's; whether it is another's nobody learns. */
export async function ownUpload(record: UploadRecord, id: string, ownerId: string): Promise<Upload> {
  const upload = uuid.test(id) ? await record.find(id) : undefined;
  if (upload?.ownerId !== ownerId) throw new UploadUnknownError('');
  return upload;
}
