import { type ByteRange } from '../blobs/blob-store';

/** What a client asked for: everything, one part, or nothing that is there. */
export type AskedRange = 'whole' | 'unsatisfiable' | ByteRange;

/** More than one part is a question nobody has to answer (RFC 9110, 14.2): the whole is given. */
const single = /^bytes=(\d{0,15})-(\d{0,15})$/;

/** Reads a Range header against a size. */
export function readRange(header: string | undefined, size: number): AskedRange {
  const [, from = '', to = ''] = single.exec(header?.replaceAll(' ', '') ?? '') ?? [];
  if (from === '' && to === '') return 'whole';
  const range =
    from === ''
      ? { first: Math.max(0, size - Number(to)), last: size - 1 }
      : { first: Number(from), last: to === '' ? size - 1 : Math.min(Number(to), size - 1) };
  // An end before its beginning is no range at all, and to be ignored.
  if (from !== '' && to !== '' && Number(to) < Number(from)) return 'whole';
  return range.first > range.last || range.first >= size ? 'unsatisfiable' : range;
}
