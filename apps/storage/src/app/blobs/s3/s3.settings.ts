import {
  bool,
  int,
  oneOf,
  type SettingRule,
  text,
  secretText,
  url,
  type ValuesOf,
} from '@secureconnect/platform';
import { mostParts, partBytes } from './s3-unfinished';

const isBucket = (name: string): boolean => /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name);
const mostBytes = mostParts * partBytes;

/** Half an S3 is none: it is said at once what is missing. */
const withBucket = (fault: string): SettingRule => ({
  with: ['STORAGE_S3_BUCKET'],
  fault: (value, [bucket]) => bucket !== '' && value === '' && fault,
});

const bucketRules: SettingRule[] = [
  {
    with: [],
    fault: (value) =>
      value !== '' && !isBucket(String(value)) && 'be 3 to 63 small letters, digits, dots and hyphens',
  },
  {
    with: ['STORAGE_FILE_MAX_BYTES'],
    fault: (value, [most]) =>
      value !== '' &&
      Number(most) > mostBytes &&
      `be unset, or STORAGE_FILE_MAX_BYTES at most ${mostBytes}: S3 takes ${mostParts} parts of a file`,
  },
];

/** The S3 that files lie in, if they do. */
export const s3Settings = {
  STORAGE_S3_BUCKET: text({
    meaning: 'the bucket files lie in; unset: they lie in STORAGE_DIR',
    default: '',
    rules: bucketRules,
    family: 'STORAGE_S3_',
  }),
  STORAGE_S3_ENDPOINT: url(['https', 'http'], {
    meaning: "where that S3 is; unset: Amazon's, of the region",
    default: '',
  }),
  STORAGE_S3_PUBLIC_ENDPOINT: url(['https', 'http'], {
    meaning: 'where clients reach it for presigned uploads; unset: the same',
    default: '',
  }),
  STORAGE_S3_REGION: text({ meaning: 'its region', default: 'us-east-1' }),
  STORAGE_S3_ACCESS_KEY_ID: text({
    meaning: 'who we are to it',
    default: '',
    rules: [withBucket('be set with STORAGE_S3_BUCKET')],
  }),
  STORAGE_S3_SECRET_ACCESS_KEY: secretText(8, {
    meaning: 'what proves it',
    default: '',
    rules: [withBucket('be set with STORAGE_S3_BUCKET')],
  }),
  STORAGE_S3_PATH_STYLE: bool({
    meaning: 'whether the bucket is named in the path, and not in the host, as all but Amazon like it',
    default: false,
  }),
  STORAGE_S3_PRESIGNED: oneOf(['off', 'asked', 'usual'], {
    meaning:
      'whether clients may bring bytes straight to it: not, where they ask for it, or unless they ask for tus',
    default: 'asked',
  }),
  STORAGE_S3_PRESIGNED_SECONDS: int(10, 86_400, {
    meaning: 'seconds such a URL counts; others are had with a request',
    default: 900,
  }),
  STORAGE_S3_PARTS_HELD: int(1, 8_192, {
    meaning:
      'parts of 8 MiB that an instance holds in memory at once, of all uploads into the S3 together; who would be one more waits, and is told store_busy after 15 s',
    default: 16,
  }),
  STORAGE_NEW_FILES: oneOf(['auto', 'local', 's3'], {
    meaning: 'where new files go: the bucket if there is one, or always the folder, or always the bucket',
    default: 'auto',
    rules: [
      {
        with: ['STORAGE_S3_BUCKET'],
        fault: (value, [bucket]) =>
          value === 's3' && bucket === '' && 'be another while STORAGE_S3_BUCKET is unset',
      },
    ],
  }),
};

/** What those settings came to. */
export type S3Values = ValuesOf<typeof s3Settings>;
