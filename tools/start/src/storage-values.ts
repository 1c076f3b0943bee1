import { secretIn } from './secret-in';
import { type StateFolder } from './state-folder';

/** Where storage keeps files in a state folder, and what it signs links with: links outlive the run that made them. */
export const storageValues = (folder: StateFolder): NodeJS.ProcessEnv => ({
  STORAGE_DIR: folder.files,
  STORAGE_SECRET: secretIn(folder.storageSecret, folder),
});
