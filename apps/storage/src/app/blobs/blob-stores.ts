import { type BlobStore } from './blob-store';
import { type PartPlaces } from './part-places';
import { type PartSigner } from './part-signer';

/** All stores in which blobs lie; new ones go to the first. */
export class BlobStores {
  constructor(
    readonly all: readonly [BlobStore, ...BlobStore[]],
    private readonly signers: ReadonlyMap<string, PartSigner> = new Map(),
    /** What bounds the memory of all who bring bytes to an S3, where there is one. */
    readonly places?: PartPlaces,
  ) {}

  get first(): BlobStore {
    return this.all[0];
  }

  of(name: string): BlobStore {
    const store = this.all.find((each) => each.name === name);
    if (!store) throw new Error(`Blobs lie in a store "${name}", of which nothing is set.`);
    return store;
  }

  /** What lets clients bring bytes to it themselves; undefined where it cannot. */
  signerOf(name: string): PartSigner | undefined {
    return this.signers.get(name);
  }
}
