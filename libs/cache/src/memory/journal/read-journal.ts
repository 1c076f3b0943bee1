import { createReadStream, existsSync } from 'node:fs';
import { decodeRecord, type JournalRecord } from './journal-record';

/** How a file of records was found. */
export interface JournalState {
  /** Up to where it holds whole lines. */
  readonly wholeBytes: number;
  readonly tornBytes: number;
  readonly damaged: number;
}

const lineEnd = 10;

/** Gives each record of a file in turn, a piece of the file at a time; one that is not there is empty. */
export async function readJournal(
  path: string,
  take: (record: JournalRecord) => void,
): Promise<JournalState> {
  let [wholeBytes, damaged, pieces, pieceBytes] = [0, 0, [] as Buffer[], 0];
  const line = (bytes: Buffer) => {
    const record = decodeRecord(bytes);
    if (record === undefined) damaged++;
    else take(record);
    wholeBytes += bytes.length + 1;
  };
  for await (const chunk of existsSync(path) ? createReadStream(path) : []) {
    let [rest, end] = [chunk as Buffer, 0];
    for (end = rest.indexOf(lineEnd); end >= 0; end = rest.indexOf(lineEnd)) {
      line(pieceBytes === 0 ? rest.subarray(0, end) : Buffer.concat([...pieces, rest.subarray(0, end)]));
      [pieces, pieceBytes, rest] = [[], 0, rest.subarray(end + 1)];
    }
    if (rest.length > 0) pieces.push(rest);
    pieceBytes += rest.length;
  }
  return { wholeBytes, tornBytes: pieceBytes, damaged };
}
