import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type AlertFault } from './alert-fault';

const scannerAway: AlertFault = {
  name: 'scanner-away',
  does: 'clamd is killed, and people go on uploading',
  fires: ['StorageScanBehind'],
  begin: async ({ clamd }) => {
    await clamd.kill();
    return () => clamd.start();
  },
};

const roundIsDue = `UPDATE storage.blob_rounds SET began_at = '-infinity', after = NULL`;

const blobsLost: AlertFault = {
  name: 'blobs-lost',
  does: 'the folder of blobs is another one, as where a disk is not mounted',
  fires: ['StorageBlobsLost'],
  beside: {
    JobsDying: 'a picture whose bytes are away cannot be drawn',
    StorageSweepFailing: 'the sweep meets files that are not there',
  },
  note: 'The round that looks for them is due with the next sweep; in production it begins once an hour.',
  begin: async ({ disk, system }) => {
    const [own, away] = [join(disk.folder, 'blobs'), join(disk.folder, 'blobs-away')];
    await rename(own, away);
    await system.postgres.sql(roundIsDue);
    return async () => {
      // What was written meanwhile lies in the folder that took its place, and is wanted too.
      await cp(away, own, { recursive: true });
      await rm(away, { recursive: true });
    };
  },
};

const diskFull: AlertFault = {
  name: 'disk-full',
  does: 'something else fills the disk of the files to less than 2 GiB',
  fires: ['StorageDiskFull'],
  begin: async ({ disk }) => {
    await disk.fill();
    return () => disk.empty();
  },
};

/** What happens to files and to whoever looks through them. */
export const storageAlertFaults = { scannerAway, blobsLost, diskFull };
