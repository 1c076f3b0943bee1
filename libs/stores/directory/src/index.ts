export { type DirectoryEntry, DirectoryStore } from './directory.store';
