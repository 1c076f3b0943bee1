import { randomUUID } from 'node:crypto';
import { BenchError } from '../bench.error';
import { LeanTransfer, type Transferred } from './lean-transfer';

/** A place that takes files and gives them again, as each speaks. */
export interface FileSubject {
  /** Brings so many bytes; gives where they are. */
  put(bytes: number): Promise<{ readonly path: string; readonly ms: number }>;
  get(path: string): Promise<Transferred>;
  /** Brings a small file in one request, on one of so many connections. */
  putSmall(lane: number, bytes: number): Promise<void>;
  close(): void;
}

const crlf = '\r\n';
const boundary = 'of-a-benchmark';
const around = [
  `--${boundary}${crlf}Content-Disposition: form-data; name="file"; filename="small.bin"${crlf}` +
    `Content-Type: application/octet-stream${crlf}${crlf}`,
  `${crlf}--${boundary}--${crlf}`,
] as const;

/** Connections to one place, opened when they are first used. */
class Lanes {
  private readonly open = new Map<number, LeanTransfer>();

  constructor(private readonly url: string) {}

  of(lane: number): LeanTransfer {
    const known = this.open.get(lane);
    if (known && !known.isOver) return known;
    const transfer = new LeanTransfer(this.url);
    this.open.set(lane, transfer);
    return transfer;
  }

  close(): void {
    for (const transfer of this.open.values()) transfer.close();
  }
}

function headerOf({ head }: Transferred, name: string): string {
  const value = new RegExp(`\\r\\n${name}: (.*)\\r\\n`, 'i').exec(head)?.[1];
  if (value === undefined) throw new BenchError(`An answer has no ${name}:\n${head}`);
  return value;
}

/** Ours: large files by tus in one request, small ones in a form. */
export function storageSubject(url: string, token: string): FileSubject {
  const lanes = new Lanes(url);
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' };
  const put = async (bytes: number) => {
    const since = performance.now();
    const promise = { ...headers, 'upload-length': `${bytes}` };
    const opened = await lanes.of(0).run({ method: 'POST', path: '/v1/uploads/tus', headers: promise });
    const put = await lanes.of(0).run({
      ...{ method: 'PATCH', path: headerOf(opened, 'location'), bytes },
      headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    });
    const path = `/v1/files/${headerOf(put, 'upload-file-id')}/content`;
    return { path, ms: performance.now() - since };
  };
  const putSmall = async (lane: number, bytes: number) => {
    const type = `multipart/form-data; boundary=${boundary}`;
    await lanes.of(lane).run({
      ...{ method: 'POST', path: '/v1/files', bytes, around },
      headers: { ...headers, 'content-type': type },
    });
  };
  const get = (path: string) => lanes.of(0).run({ method: 'GET', path, headers });
  return { put, putSmall, get, close: () => lanes.close() };
}

/** A server that takes whatever is put, each under a name of its own: over an old file there would be less to do. */
export function plainSubject(url: string, folder = ''): FileSubject {
  const lanes = new Lanes(url);
  const put = async (bytes: number, lane = 0) => {
    const path = `${folder}/${randomUUID()}.bin`;
    const { ms } = await lanes.of(lane).run({ method: 'PUT', path, headers: {}, bytes });
    return { path, ms };
  };
  const putSmall = async (lane: number, bytes: number) => void (await put(bytes, lane));
  const get = (path: string) => lanes.of(0).run({ method: 'GET', path, headers: {} });
  return { put, putSmall, get, close: () => lanes.close() };
}
