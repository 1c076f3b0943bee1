import { setting } from '@secureconnect/platform';
import { readServiceAccount } from './service-account';

function checked(path: string): string {
  if (path !== '') readServiceAccount(path);
  return path;
}

/** How Android devices are woken. */
export const fcmSettings = {
  PUSH_FCM_CREDENTIALS_FILE: setting('the path of a readable file', checked, {
    meaning: 'the key file of a service account of Firebase (JSON); empty: nothing is sent by FCM',
    default: '',
  }),
};
