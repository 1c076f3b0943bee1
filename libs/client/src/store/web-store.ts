import { type ClientStore } from './client-store';

/** The part of `localStorage` and `sessionStorage` that is needed. */
export interface WebStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Keeps in `localStorage` or `sessionStorage`; tabs that share it share the session. */
export const webStore = (storage: WebStorage, prefix = 'secureconnect.'): ClientStore => ({
  get: (key) => storage.getItem(prefix + key),
  set: (key, value) => storage.setItem(prefix + key, value),
  delete: (key) => storage.removeItem(prefix + key),
});
