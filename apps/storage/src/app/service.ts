import { identitySettings } from '@secureconnect/identity';
import { CreateJobs1763694000000 } from '@secureconnect/jobs';
import { type ServiceDefinition } from '@secureconnect/platform';
import { ReadRevocations1763720000000 } from '@secureconnect/revocation-store';
import { AppModule } from './app.module';
import { linkSettings } from './links/link-secrets';
import { CreateMovingBlobs1763755000000 } from './moving/create-moving-blobs.migration';
import { move } from './moving/move.command';
import { scanningSettings } from './scanning/scanning.settings';
import { sharingSettings } from './sharing/sharing.settings';
import { storageSettings } from './storage.settings';
import { CountUploads1763792000000 } from './uploads/count-uploads.migration';
import { CreateFiles1763740000000 } from './uploads/create-files.migration';
import { OpenUploadsOnce1763813000000 } from './uploads/open-uploads-once.migration';

/** What makes this process the storage service. */
export const service: ServiceDefinition = {
  name: 'storage',
  module: AppModule,
  streams: ['multipart/form-data', 'application/offset+octet-stream'],
  settings: {
    ...identitySettings,
    ...storageSettings,
    ...linkSettings,
    ...sharingSettings,
    ...scanningSettings,
  },
  migrations: [
    CreateJobs1763694000000,
    ReadRevocations1763720000000,
    CreateFiles1763740000000,
    CreateMovingBlobs1763755000000,
    CountUploads1763792000000,
    OpenUploadsOnce1763813000000,
  ],
  commands: { move },
};
