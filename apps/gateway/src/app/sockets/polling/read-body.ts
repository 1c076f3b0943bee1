import { type IncomingMessage } from 'node:http';
import { BodyTooLargeError } from './body-too-large.error';
import { BodyTooSlowError } from './body-too-slow.error';

/** Reads a body of at most so many bytes; rejects with 413, and with 408 where it does not come in time. */
export function readBody(request: IncomingMessage, mostBytes: number, deadlineMs: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new BodyTooSlowError('')), deadlineMs);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes)
        reject(new BodyTooLargeError(`The body is over the limit of ${mostBytes} bytes.`));
      else chunks.push(chunk);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('close', () => {
      clearTimeout(timer);
      reject(new BodyTooSlowError(''));
    });
  });
}
