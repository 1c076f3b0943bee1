export {
  type Accounts,
  type Device,
  type DirectoryEntry,
  type LoginAnswer,
  type Registration,
} from './auth/accounts';
export { type TokenAnswer, type User } from './auth/tokens';
export { type Chat, type Sending } from './chat/chat';
export { type MessagesQuery, type PageOptions } from './chat/chat-routes';
export { type Content } from './chat/draft';
export { type Client, createClient } from './client';
export { ClientError, type ClientErrorCode, hasCode } from './client-error';
export { type ClientEvents } from './client-events';
export { type ClientOptions } from './client-options';
export { type CallOptions, type HttpRequest } from './http/http-request';
export { type ClientStore, memoryStore } from './store/client-store';
export { webStore, type WebStorage } from './store/web-store';
