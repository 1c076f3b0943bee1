// The door for ES modules: Node finds no names in what swc makes of index.ts, so they are said here.
import client from './dist/index.js';

export const { ClientError, createClient, hasCode, memoryStore, webStore } = client;
