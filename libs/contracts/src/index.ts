export {
  callClientEvents,
  type CallClientEvents,
  type CallLastingEvents,
  callServerEvents,
  type CallServerEvents,
} from './call-events';
export {
  type CallReason,
  type CallState,
  type CallType,
  type CallWire,
  type IceCandidateWire,
  type IceServersWire,
  type IceServerWire,
  type MediaState,
  type OwnCallWire,
  type ParticipantReason,
  type ParticipantState,
  type ParticipantWire,
  type PushProvider,
  type PushTokenWire,
} from './call-things';
export {
  type Acknowledged,
  type ChatChange,
  type ChatChanges,
  chatClientEvents,
  type ChatClientEvents,
  type ChatLastingEvents,
  chatServerEvents,
  type ChatServerEvents,
} from './chat-events';
export {
  type ConversationType,
  type ConversationWire,
  type MemberRole,
  type MemberWire,
  type MessageWire,
  type OwnConversationWire,
  type PresenceWire,
  type ReactionWire,
  type ReceiptWire,
} from './chat-things';
export { conversationTag, jwksTag, membersTag, userTag } from './cache-tags';
export { type ErrorBody, type FieldFault } from './error-body';
export { type ErrorCode, errorCodes } from './error-codes.constants';
export { type ErrorDefinition } from './error-definition';
export { type ComponentReport, type HealthReport } from './health-report';
export {
  type FileLinkWire,
  type FileState,
  type FileWire,
  type QuotaWire,
  type UploadState,
  type UploadWire,
} from './file-things';
export { type Page } from './page';
export { type ServiceMode } from './service-mode';
export { mostEventBytes } from './socket-limits.constants';
export { serviceNames, servicePorts, type ServiceName } from './services.constants';
export {
  commonClientEvents,
  commonServerEvents,
  type CommonServerEvents,
  type RevokedReason,
  type SocketRefusal,
} from './socket-events';
export {
  type BreakerWire,
  type FleetProblem,
  type FleetStatus,
  type InstanceEvent,
  type InstanceReport,
  type InstanceView,
  type LeverName,
  leverNames,
  type LeverPull,
  type OperatorAction,
  type RedisWire,
  type StoreWire,
} from './operator-things';
