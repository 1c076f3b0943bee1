import { type S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { type S3Sdk } from './s3-sdk';
import { type S3Values } from './s3.settings';

/** No connection is waited for longer; a host that is gone does not answer later either. */
const connectionMs = 3_000;
/** Readers may be many and slow; what bounds them is not how many connections there are. */
const maxSockets = 4_096;

/** What an S3 is asked with, as was set; `endpoint`: where it is, if that is not where we ask it. */
export function s3ClientOf(
  { S3Client: Client }: S3Sdk,
  values: S3Values,
  endpoint = values.STORAGE_S3_ENDPOINT,
): S3Client {
  const config: S3ClientConfig = {
    region: values.STORAGE_S3_REGION,
    ...(endpoint !== '' && { endpoint }),
    forcePathStyle: values.STORAGE_S3_PATH_STYLE,
    credentials: {
      accessKeyId: values.STORAGE_S3_ACCESS_KEY_ID,
      secretAccessKey: values.STORAGE_S3_SECRET_ACCESS_KEY,
    },
    maxAttempts: 3,
    // Signatures cover the bytes already; other checksums are Amazon's own, and others refuse them.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    expectContinueHeader: false,
    requestHandler: {
      connectionTimeout: connectionMs,
      ...{ httpAgent: { keepAlive: true, maxSockets }, httpsAgent: { keepAlive: true, maxSockets } },
    },
  };
  return new Client(config);
}
