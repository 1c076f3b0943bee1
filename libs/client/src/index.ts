export {
  type Accounts,
  type Device,
  type DirectoryEntry,
  type LoginAnswer,
  type Registration,
} from './auth/accounts';
export { type TokenAnswer, type User } from './auth/tokens';
export { type CallsQuery } from './calls/call-routes';
export { type CallSession, type CallSessionOptions } from './calls/call-session';
export { type CallSessionEvents, type PeerState } from './calls/call-session-events';
export { type Calls } from './calls/calls';
export {
  type CallConnection,
  type CallStream,
  type MediaTrack,
  type MediaTracks,
  type PeerConfiguration,
  type PeerConnection,
  type PeerConnectionClass,
} from './calls/peer-connection';
export { type PushDevices, type PushTarget, type WebSubscription } from './calls/push-devices';
export { type Chat, type Sending } from './chat/chat';
export { type MessagesQuery, type PageOptions } from './chat/chat-routes';
export { type Content } from './chat/draft';
export { type Client, createClient } from './client';
export { ClientError, type ClientErrorCode, hasCode } from './client-error';
export { type ClientEvents } from './client-events';
export { type ClientOptions } from './client-options';
export { type Download } from './files/download';
export { type DownloadOptions } from './files/downloading';
export { type FileContent } from './files/file-content';
export { type FilesQuery } from './files/file-routes';
export { type Files, type LinkOptions } from './files/files';
export { type OpenedUpload, type UploadOptions, type UploadProgress } from './files/upload.options';
export { type CallOptions, type HttpRequest } from './http/http-request';
export { type ClientStore, memoryStore } from './store/client-store';
export { webStore, type WebStorage } from './store/web-store';
