import { crc32 } from 'node:zlib';

/** When an entry expires, in milliseconds since 1970; null: never. */
export type Moment = number | null;

/** A change of critical entries, as it is written. */
export type JournalRecord =
  | readonly ['texts', pairs: readonly (readonly [key: string, value: string])[], Moment]
  | readonly ['hash', key: string, pairs: readonly string[], Moment]
  | readonly ['fields', key: string, pairs: readonly string[]]
  | readonly ['fieldsGone', key: string, fields: readonly string[]]
  | readonly ['expiry', key: string, Moment]
  | readonly ['gone', key: string]
  | readonly ['cleared'];

const sumOf = (text: string | Buffer) => crc32(text).toString(16).padStart(8, '0');

/** A record as a line of its own: the checksum of its JSON, a blank, the JSON. JSON keeps every text whole, line ends included. */
export function encodeRecord(record: JournalRecord): Buffer {
  const json = JSON.stringify(record);
  return Buffer.from(`${sumOf(json)} ${json}\n`);
}

/** Reads a line without its end; undefined when its checksum does not fit. */
export function decodeRecord(line: Buffer): JournalRecord | undefined {
  const json = line.subarray(9);
  if (line.toString('latin1', 0, 9) !== `${sumOf(json)} `) return undefined;
  return JSON.parse(json.toString('utf8')) as JournalRecord;
}
