import { type StorageValues } from '../storage.settings';
import { BlobStores } from './blob-stores';
import { LocalBlobStore } from './local-blob.store';
import { openS3 } from './s3/open-s3';

/** The stores that are set, the one for new blobs first. */
export async function openStores(values: StorageValues): Promise<BlobStores> {
  const local = new LocalBlobStore(values.STORAGE_DIR);
  if (values.STORAGE_S3_BUCKET === '') return new BlobStores([local]);
  const { store, signer, places } = await openS3(values);
  const isLocalFirst = values.STORAGE_NEW_FILES === 'local';
  const signers = new Map([[store.name, signer]]);
  return new BlobStores(isLocalFirst ? [local, store] : [store, local], signers, places);
}
