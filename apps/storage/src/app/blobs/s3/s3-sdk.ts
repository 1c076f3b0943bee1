import type * as sdk from '@aws-sdk/client-s3';

/** Amazon's library, as it is loaded: a fifth of a second and 20 MB, which who has no S3 does not pay. */
export type S3Sdk = typeof sdk;

/** Which version of it we have is ours to say, and which Node that needs; operators can do nothing about it. */
const quietName = 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED';

/** Loads it. */
export function loadS3Sdk(): Promise<S3Sdk> {
  process.env[quietName] ??= 'true';
  return import('@aws-sdk/client-s3');
}
