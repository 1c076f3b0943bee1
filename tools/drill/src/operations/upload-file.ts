import { createHash, randomBytes } from 'node:crypto';
import { DrillError } from '../drill.error';
import { type Operation } from './operation';

const size = 256 * 1_024;

/** A file is kept, and comes back as it was. */
export const uploadFile: Operation = {
  name: 'upload a file',
  declared: { service: 'storage', operation: 'upload-file' },
  async run({ gateway, kept }, phase) {
    const token = kept.sessions.at(-1)?.access;
    const bytes = randomBytes(size);
    const form = new FormData();
    form.set('file', new Blob([bytes]), `drill-${phase}.bin`);
    const { body } = await gateway.expect(201, 'POST', '/v1/files', { token, form });
    const id = String(body['id']);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { bytes: back } = await gateway.expect(200, 'GET', `/v1/files/${id}/content`, { token });
    if (!back.equals(bytes)) throw new DrillError('other bytes came back');
    kept.files.push({ id, sha256, phase });
    return 'kept, and downloaded again';
  },
};
