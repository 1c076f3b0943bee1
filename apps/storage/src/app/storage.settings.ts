import { int, text, type ValuesOf } from '@secureconnect/platform';
import { s3Settings } from './blobs/s3/s3.settings';

const gibibyte = 1_073_741_824;
const tebibyte = 1_024 * gibibyte;

/** Where files lie, and how much of them there may be. */
export const storageSettings = {
  STORAGE_DIR: text({
    meaning: 'the folder files lie in, the same for all instances; with an S3 only those that were not moved',
    default: 'data/files',
  }),
  STORAGE_QUOTA_BYTES: int(0, 1_024 * tebibyte, {
    meaning: 'bytes each person may keep, uploads that are under way included',
    default: 10 * gibibyte,
  }),
  STORAGE_QUOTA_FILES: int(1, 2_000_000_000, {
    meaning: 'files each person may have, uploads that are under way included, however small they are',
    default: 100_000,
  }),
  STORAGE_OPEN_UPLOADS: int(1, 1_000_000, {
    meaning: 'uploads each person may have under way at once',
    default: 100,
  }),
  STORAGE_FILE_MAX_BYTES: int(1, tebibyte, {
    meaning: 'bytes one file may have',
    default: 5 * gibibyte,
  }),
  STORAGE_UPLOAD_DAYS: int(1, 365, {
    meaning: 'days an upload is waited for, from its beginning',
    default: 2,
  }),
  ...s3Settings,
};

/** What those settings came to. */
export type StorageValues = ValuesOf<typeof storageSettings>;
