import { createHash, randomBytes } from 'node:crypto';
import { until } from '@secureconnect/testing';
import { type Person } from '../cast/person';
import { type Stage } from '../cast/stage';
import { picture } from './picture';
import { type Recipe, type Recipes } from './recipe';

const boundary = 'a-line-between-parts';

/** A file in the form that browsers send. */
export function form(name: string, type: string, bytes: Buffer) {
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${type}\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

export const smallFile = () => form('matrix.bin', 'application/octet-stream', randomBytes(64));

/** A file of Ann's. */
export async function file({ crew }: Stage): Promise<{ ann: Person; id: string }> {
  const ann = await crew.regular('ann');
  const { json } = await crew.do('storage', 'POST /v1/files', { as: ann, ...smallFile() });
  return { ann, id: (json as { id: string }).id };
}

/** Where a picture is that has been drawn small. */
async function drawn(stage: Stage): Promise<string> {
  const { crew } = stage;
  const ann = await crew.regular('ann');
  const { json } = await crew.do('storage', 'POST /v1/files', {
    as: ann,
    ...form('a.png', 'image/png', picture()),
  });
  const route = `GET /v1/files/${(json as { id: string }).id}/thumbnails/256`;
  const isDrawn = async () => (await stage.asks(route, { as: ann }).run()).status === 200;
  await until('a picture to be drawn small', isDrawn, { timeout: 30_000, every: 200 });
  return route;
}

const tus = { 'tus-resumable': '1.0.0' };
const bytes = randomBytes(64);

/** An upload that is open, of a few bytes. */
export async function upload({ crew }: Stage): Promise<{ ann: Person; id: string }> {
  const ann = await crew.regular('ann');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const body = { name: 'matrix.bin', size: bytes.length, mime: 'application/octet-stream', sha256 };
  const { json } = await crew.do('storage', 'POST /v1/uploads', { as: ann, body });
  return { ann, id: (json as { id: string }).id };
}

const append = { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' };

const ofFile =
  (method: string, path: string, expects: readonly number[], body?: unknown): Recipe =>
  async (stage) => {
    const { ann, id } = await file(stage);
    return stage.asks(`${method} /v1/files/${id}${path}`, { as: ann, body }, expects);
  };

const ofUpload =
  (
    method: string,
    path: (id: string) => string,
    expects: readonly number[],
    headers = {},
    body?: unknown,
  ): Recipe =>
  async (stage) => {
    const { ann, id } = await upload(stage);
    return stage.asks(`${method} /v1/uploads/${path(id)}`, { as: ann, headers, body }, expects);
  };

const uploadRecipes: Recipes = {
  'open-upload': async (stage) => {
    const body = { name: 'matrix.bin', size: 64, mime: 'application/octet-stream' };
    return stage.asks('POST /v1/uploads', { as: await stage.crew.regular('ann'), body }, [201]);
  },
  'list-uploads': async (stage) => stage.asks('GET /v1/uploads', { as: await stage.crew.regular('ann') }),
  'read-upload': ofUpload('GET', (id) => id, [200]),
  'complete-upload': async (stage) => {
    const { ann, id } = await upload(stage);
    await stage.crew.do('storage', `PATCH /v1/uploads/tus/${id}`, { as: ann, headers: append, body: bytes });
    return stage.asks(`POST /v1/uploads/${id}/complete`, { as: ann }, [200, 201]);
  },
  'drop-upload': ofUpload('DELETE', (id) => id, [204]),
  // A local folder takes no parts: it says so, and reads the upload for that.
  'sign-parts': ofUpload('POST', (id) => `${id}/parts`, [200, 409, 422], {}, { parts: [{ number: 1 }] }),
  'tus-offer': (stage) => stage.asks('OPTIONS /v1/uploads/tus', {}, [200, 204]),
  'tus-create': async (stage) => {
    const headers = { ...tus, 'upload-length': '64', 'upload-metadata': 'filename bWF0cml4LmJpbg==' };
    return stage.asks('POST /v1/uploads/tus', { as: await stage.crew.regular('ann'), headers }, [201]);
  },
  'tus-offset': ofUpload('HEAD', (id) => `tus/${id}`, [200, 204], tus),
  'tus-append': ofUpload('PATCH', (id) => `tus/${id}`, [200, 204], append, bytes),
  'tus-drop': ofUpload('DELETE', (id) => `tus/${id}`, [204], tus),
};

/** Files from their upload to their end. */
export const storageRecipes: Recipes = {
  ...uploadRecipes,
  // A picture, which is drawn small afterwards.
  'upload-file': async (stage) => {
    const said = form('a.png', 'image/png', picture());
    return stage.asks('POST /v1/files', { as: await stage.crew.regular('ann'), ...said }, [201]);
  },
  // By somebody whom this instance has never seen: who is known is looked up in memory alone.
  'list-files': async (stage) => stage.asks('GET /v1/files', { as: await stage.crew.newcomer() }),
  'read-file': ofFile('GET', '', [200]),
  'delete-file': ofFile('DELETE', '', [204]),
  'read-quota': async (stage) => stage.asks('GET /v1/quota', { as: await stage.crew.regular('ann') }),
  'read-content': ofFile('GET', '/content', [200]),
  'make-link': ofFile('POST', '/url', [200, 201], {}),
  'read-thumbnail': async (stage) => {
    const route = await stage.crew.once('a picture drawn small', () => drawn(stage));
    return stage.asks(route, { as: await stage.crew.regular('ann') });
  },
};
