import { openService } from '@secureconnect/platform';
import { service } from '../../service';

const opening = (env: Record<string, string>) =>
  openService(service, { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', ...env });

describe('the settings of an S3', () => {
  it('that is half set stop the start, and say all that is missing', async () => {
    const half = opening({ STORAGE_S3_BUCKET: 'files' });
    await expect(half).rejects.toThrow(
      /STORAGE_S3_ACCESS_KEY_ID must be set with STORAGE_S3_BUCKET[^]*STORAGE_S3_SECRET_ACCESS_KEY must be set/,
    );
  });

  it.each([
    ['STORAGE_S3_BUCKET', 'No Bucket', 'small letters'],
    ['STORAGE_S3_BUCKETS', 'files', 'must be the name of a setting'],
    ['STORAGE_S3_ENDPOINT', 'localhost:9000', 'must be a URL'],
    ['STORAGE_NEW_FILES', 's3', 'must be another while STORAGE_S3_BUCKET is unset'],
  ])('are refused where %s is %s', async (name, value, words) => {
    await expect(opening({ [name]: value })).rejects.toThrow(words);
  });

  it('do not promise files that an S3 does not take, and keep the key to themselves', async () => {
    const all = {
      ...{
        STORAGE_S3_BUCKET: 'files',
        STORAGE_S3_ACCESS_KEY_ID: 'us',
        STORAGE_FILE_MAX_BYTES: '900000000000',
      },
      STORAGE_S3_SECRET_ACCESS_KEY: 'secret',
    };
    const error = (await opening(all).catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain('10000 parts of a file');
    expect(error.message).toContain('have at least 8 characters; the value given is not');
  });
});
