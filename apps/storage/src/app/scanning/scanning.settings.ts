import { int, oneOf, setting, type ValuesOf } from '@secureconnect/platform';

const wellFormed = /^(tcp:\/\/(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}|unix:(\/\/)?\/.+)$/i;

function clamdAddress(text: string): string {
  if (text !== '' && !wellFormed.test(text)) throw new Error('be tcp://host:port or unix:/path');
  return text;
}

/** Whether files are looked through before anybody gets them, and by whom. */
export const scanningSettings = {
  STORAGE_CLAMAV_ADDRESS: setting('tcp://host:port or unix:/path', clamdAddress, {
    meaning: 'the clamd that looks through files before anybody gets them; empty: nobody does',
    default: '',
  }),
  STORAGE_CLAMAV_MAX_BYTES: int(1, 4_294_967_295, {
    meaning: 'bytes of a file that are looked through; at most what clamd has as StreamMaxLength',
    default: 25 * 1_048_576,
  }),
  STORAGE_CLAMAV_LARGER: oneOf(['beginning', 'quarantine'], {
    meaning: 'what happens to larger files: only their beginning is looked through, or nobody gets them',
    default: 'beginning',
  }),
};

/** What those settings came to. */
export type ScanningValues = ValuesOf<typeof scanningSettings>;
